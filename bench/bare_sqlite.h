// What the bare loops share: sqlite3 by hand, with the server's pragmas and none of its code. A mistake ends the
// program.
#pragma once

#include <sqlite3.h>
#include <sys/resource.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace habitue {

class BareSqlite {
  public:
    BareSqlite(const std::string& file, int checkpoint_pages) {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
        if (sqlite3_open_v2(file.c_str(), &raw_, flags, nullptr) != SQLITE_OK) stop();
        const std::string pragmas =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = "
            "-" +
            std::to_string(store::SqliteOptions{}.writer_cache_mib * 1024) +
            "; PRAGMA wal_autocheckpoint = " + std::to_string(checkpoint_pages);
        if (sqlite3_exec(raw_, pragmas.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) stop();
    }
    ~BareSqlite() {
        for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
        sqlite3_close(raw_);
    }
    BareSqlite(const BareSqlite&) = delete;
    BareSqlite& operator=(const BareSqlite&) = delete;

    // Lives as long as this.
    sqlite3_stmt* prepare(const char* sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(raw_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) stop();
        statements_.push_back(statement);
        return statement;
    }
    void step(sqlite3_stmt* statement) {
        if (sqlite3_step(statement) != SQLITE_DONE) stop();
        sqlite3_reset(statement);
    }
    template <class T>
    static void number(sqlite3_stmt* statement, int parameter, T value) {
        sqlite3_bind_int64(statement, parameter, static_cast<int64_t>(value));
    }
    static void blob(sqlite3_stmt* statement, int parameter, std::string_view bytes) {
        sqlite3_bind_blob(statement, parameter, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
    }

  private:
    [[noreturn]] void stop() {
        std::fprintf(stderr, "the bare loop: %s\n", sqlite3_errmsg(raw_));
        std::exit(1);
    }

    sqlite3* raw_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
};

inline int64_t cpu_microseconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& t) { return t.tv_sec * 1'000'000 + t.tv_usec; };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

}  // namespace habitue
