// A connection to SQLite and its prepared statements, for one thread at a time. Text and bytes that are bound must
// live until the statement is reset.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/instant.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace habitue::store {

class Statement {
  public:
    Statement() = default;
    explicit Statement(sqlite3_stmt* raw) : raw_(raw) {}
    Statement(Statement&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
    Statement& operator=(Statement&& other) noexcept {
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~Statement();

    // Parameters and columns are numbered as in SQLite: from 1, and from 0.
    void bind(int parameter, int64_t value);
    void bind(int parameter, uint64_t value) { bind(parameter, static_cast<int64_t>(value)); }
    void bind_text(int parameter, std::string_view);
    void bind_bytes(int parameter, std::string_view);
    void bind_null(int parameter);
    template <size_t N>
    void bind_hash(int parameter, const std::array<uint8_t, N>& hash) {
        bind_bytes(parameter, {reinterpret_cast<const char*>(hash.data()), N});
    }
    // zeros as NULL
    template <size_t N>
    void bind_chain(int parameter, const std::array<uint8_t, N>& chain) {
        if (chain == std::array<uint8_t, N>{})
            bind_null(parameter);
        else
            bind_hash(parameter, chain);
    }
    // kNever as NULL
    void bind_instant(int parameter, Instant);

    Result<bool> step();  // true: a row stands ready
    Result<void> run();   // one step, then reset
    void reset();

    bool is_null(int column) const;
    int64_t integer(int column) const;
    uint64_t number(int column) const { return static_cast<uint64_t>(integer(column)); }
    Instant instant(int column) const { return is_null(column) ? kNever : Instant{integer(column)}; }
    std::string_view bytes(int column) const;  // until the next step or reset
    std::string text(int column) const { return std::string(bytes(column)); }
    // False where the column has another size; NULL gives zeros.
    template <size_t N>
    bool hash(int column, std::array<uint8_t, N>& out) const {
        const std::string_view found = bytes(column);
        out = {};
        if (found.empty()) return true;
        if (found.size() != N) return false;
        for (size_t i = 0; i < N; ++i) out[i] = static_cast<uint8_t>(found[i]);
        return true;
    }

  private:
    sqlite3_stmt* raw_ = nullptr;
};

// Resets the statement at the end of a scope, so that no read transaction lingers.
class ResetAtEnd {
  public:
    explicit ResetAtEnd(Statement& statement) : statement_(statement) {}
    ResetAtEnd(const ResetAtEnd&) = delete;
    ResetAtEnd& operator=(const ResetAtEnd&) = delete;
    ~ResetAtEnd() { statement_.reset(); }

  private:
    Statement& statement_;
};

enum class Access { read, write, create };

class Connection {
  public:
    static Result<Connection> open(const std::string& file, Access);

    Connection() = default;
    Connection(Connection&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
    Connection& operator=(Connection&& other) noexcept {
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~Connection();

    Result<void> execute(const std::string& sql);  // one or more statements without parameters or rows
    Result<Statement> prepare(std::string_view sql, bool for_long = true);
    Result<int64_t> integer(std::string_view sql);  // the first column of the first row, 0 where there is none

    int changes() const;
    sqlite3* raw() const { return raw_; }

  private:
    sqlite3* raw_ = nullptr;
};

// What SQLite last said on this connection. A full disk is `busy`: nothing was lost, and trying later may help.
Fault sqlite_fault(sqlite3*);
Fault corrupt_row(std::string_view table);

}  // namespace habitue::store
