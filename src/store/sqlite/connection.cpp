#include "store/sqlite/connection.h"

#include <sqlite3.h>

namespace habitue::store {
namespace {

constexpr int kBusyMilliseconds = 5000;

FaultKind kind_of(int code) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL: return FaultKind::busy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return FaultKind::corrupt;
        case SQLITE_TOOBIG: return FaultKind::too_large;
        default: return FaultKind::io;
    }
}

}  // namespace

Fault sqlite_fault(sqlite3* raw) {
    const int code = sqlite3_extended_errcode(raw);
    const char* file = sqlite3_db_filename(raw, "main");
    return {kind_of(code),
            {{file == nullptr ? "" : file,
              std::string(sqlite3_errmsg(raw)) + " (SQLite " + std::to_string(code) + ")"}}};
}

Fault corrupt_row(std::string_view table) {
    return Fault::of(FaultKind::corrupt, "a row of the table " + std::string(table) + " is damaged");
}

Statement::~Statement() { sqlite3_finalize(raw_); }

void Statement::bind(int parameter, int64_t value) { sqlite3_bind_int64(raw_, parameter, value); }
void Statement::bind_text(int parameter, std::string_view text) {
    sqlite3_bind_text64(raw_, parameter, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}
void Statement::bind_bytes(int parameter, std::string_view bytes) {
    // a null pointer would bind NULL
    sqlite3_bind_blob64(raw_, parameter, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_STATIC);
}
void Statement::bind_null(int parameter) { sqlite3_bind_null(raw_, parameter); }
void Statement::bind_instant(int parameter, Instant at) {
    if (at == kNever)
        bind_null(parameter);
    else
        bind(parameter, at.milliseconds);
}

Result<bool> Statement::step() {
    switch (sqlite3_step(raw_)) {
        case SQLITE_ROW: return true;
        case SQLITE_DONE: return false;
        default: return sqlite_fault(sqlite3_db_handle(raw_));
    }
}

Result<void> Statement::run() {
    const ResetAtEnd reset_at_end(*this);
    const auto stepped = step();
    if (!stepped) return stepped.fault();
    return {};
}

void Statement::reset() { sqlite3_reset(raw_); }

bool Statement::is_null(int column) const { return sqlite3_column_type(raw_, column) == SQLITE_NULL; }
int64_t Statement::integer(int column) const { return sqlite3_column_int64(raw_, column); }
std::string_view Statement::bytes(int column) const {
    const void* data = sqlite3_column_blob(raw_, column);
    if (data == nullptr) return {};
    return {static_cast<const char*>(data), static_cast<size_t>(sqlite3_column_bytes(raw_, column))};
}

Result<Connection> Connection::open(const std::string& file, Access access) {
    const int how = access == Access::read    ? SQLITE_OPEN_READONLY
                    : access == Access::write ? SQLITE_OPEN_READWRITE
                                              : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    Connection connection;
    const int code =
        sqlite3_open_v2(file.c_str(), &connection.raw_, how | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    if (connection.raw_ == nullptr) return Fault::of(FaultKind::io, "SQLite has no memory");
    if (code != SQLITE_OK) return sqlite_fault(connection.raw_);
    sqlite3_busy_timeout(connection.raw_, kBusyMilliseconds);
    // files are not trusted: a damaged one must give an error
    if (auto set = connection.execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON"); !set)
        return set.fault();
    return connection;
}

Connection::~Connection() { sqlite3_close_v2(raw_); }

Result<void> Connection::execute(const std::string& sql) {
    if (sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return sqlite_fault(raw_);
    return {};
}

Result<Statement> Connection::prepare(std::string_view sql, bool for_long) {
    sqlite3_stmt* raw = nullptr;
    const unsigned flags = for_long ? SQLITE_PREPARE_PERSISTENT : 0;
    if (sqlite3_prepare_v3(raw_, sql.data(), static_cast<int>(sql.size()), flags, &raw, nullptr) != SQLITE_OK)
        return sqlite_fault(raw_);
    return Statement(raw);
}

Result<int64_t> Connection::integer(std::string_view sql) {
    auto statement = prepare(sql, false);
    if (!statement) return statement.fault();
    const auto row = statement->step();
    if (!row) return row.fault();
    return *row ? statement->integer(0) : 0;
}

int Connection::changes() const { return sqlite3_changes(raw_); }

}  // namespace habitue::store
