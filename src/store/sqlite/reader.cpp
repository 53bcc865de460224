#include "store/sqlite/reader.h"

#include <filesystem>
#include <limits>

#include "store/migrations/migrations.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/lookups.h"
#include "store/sqlite/schema.h"

namespace habitue::store {
namespace {

class SqliteReader : public Reader {
  public:
    SqliteReader(std::string file, Connection connection, Lookups lookups)
        : file_(std::move(file)), connection_(std::move(connection)), lookups_(std::move(lookups)) {}

    Result<std::optional<Loaded>> load(AggregateKey key) override { return lookups_.load(key); }
    Result<std::optional<KeyRow>> find_key(const Hash128& key) override { return lookups_.find_key(key); }
    Result<std::optional<JournalRecord>> record(uint64_t seq) override { return lookups_.record(seq); }
    Result<uint64_t> last_seq() override { return lookups_.last_seq(); }

    Result<void> each_record(uint64_t from_seq, const OnRecord&) override;
    Result<void> each_aggregate(AggregateKind, uint64_t from_id, const OnAggregate&) override;
    Result<void> each_due(const OnDue&) override;
    Result<void> each_due_code(const OnDue&) override;
    Result<std::vector<ProgrammeVersion>> programmes() override;
    Result<std::optional<ProgrammeVersion>> programme(std::string_view id, uint32_t version) override;
    Result<std::vector<ApiKey>> api_keys() override;
    Result<std::optional<std::string>> setting(std::string_view name) override;
    Result<std::vector<Setting>> settings(std::string_view prefix) override;
    Result<Statistics> statistics() override;
    Result<void> check_storage() override;

    Result<void> hold_snapshot() override;
    void release_snapshot() override;

  private:
    // Prepares, binds, and calls on_row for each row until it says false or a Fault.
    template <class Bind, class OnRow>
    Result<void> select(const std::string& sql, Bind&& bind, OnRow&& on_row);
    // The rows of ids from..to as SQLite orders them.
    template <class OnRow>
    Result<void> select_range(const std::string& sql, int64_t from, int64_t to, OnRow&& on_row);
    // Rows in the order of unsigned ids: first those that SQLite takes for positive, then the others.
    template <class OnRow>
    Result<void> select_by_id(const std::string& sql, uint64_t from_id, OnRow&& on_row);

    std::string file_;
    Connection connection_;
    Lookups lookups_;
    bool held_ = false;
};

// Holds a snapshot for a scan, unless one is held already.
class ScanSnapshot {
  public:
    ScanSnapshot(Reader& reader, bool held) : reader_(reader), own_(!held) {
        if (own_) begun_ = reader_.hold_snapshot();
    }
    ScanSnapshot(const ScanSnapshot&) = delete;
    ScanSnapshot& operator=(const ScanSnapshot&) = delete;
    ~ScanSnapshot() {
        if (own_ && begun_.ok()) reader_.release_snapshot();
    }
    const Result<void>& begun() const { return begun_; }

  private:
    Reader& reader_;
    bool own_;
    Result<void> begun_;
};

template <class Bind, class OnRow>
Result<void> SqliteReader::select(const std::string& sql, Bind&& bind, OnRow&& on_row) {
    auto prepared = connection_.prepare(sql, false);
    if (!prepared) return prepared.fault();
    bind(*prepared);
    while (true) {
        const auto row = prepared->step();
        if (!row) return row.fault();
        if (!*row) return {};
        const Result<bool> go_on = on_row(*prepared);
        if (!go_on) return go_on.fault();
        if (!*go_on) return {};
    }
}

template <class OnRow>
Result<void> SqliteReader::select_range(const std::string& sql, int64_t from, int64_t to, OnRow&& on_row) {
    const auto bind = [&](Statement& statement) {
        statement.bind(1, from);
        statement.bind(2, to);
    };
    return select(sql, bind, on_row);
}

template <class OnRow>
Result<void> SqliteReader::select_by_id(const std::string& sql, uint64_t from_id, OnRow&& on_row) {
    const ScanSnapshot snapshot(*this, held_);
    if (!snapshot.begun()) return snapshot.begun();
    constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
    constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
    bool stopped = false;
    const auto noting_a_stop = [&](const Statement& row) -> Result<bool> {
        Result<bool> go_on = on_row(row);
        stopped = !go_on || !*go_on;
        return go_on;
    };
    const auto first = static_cast<int64_t>(from_id);
    if (first >= 0) {
        if (auto done = select_range(sql, first, kMost, noting_a_stop); !done || stopped) return done;
    }
    return select_range(sql, first >= 0 ? kLeast : first, -1, noting_a_stop);
}

Result<void> SqliteReader::each_record(uint64_t from_seq, const OnRecord& on_record) {
    const ScanSnapshot snapshot(*this, held_);
    if (!snapshot.begun()) return snapshot.begun();
    JournalRecord record;
    return select(
        "SELECT " + std::string(kRecordColumns) + " FROM journal WHERE seq >= ?1 ORDER BY seq",
        [&](Statement& statement) { statement.bind(1, from_seq); },
        [&](const Statement& row) -> Result<bool> {
            if (!read_row(row, record)) return corrupt_row("journal");
            return on_record(record);
        });
}

Result<void> SqliteReader::each_aggregate(AggregateKind kind, uint64_t from_id, const OnAggregate& on_aggregate) {
    const std::string_view table = kTables[table_of(kind)];
    Loaded loaded;
    return select_by_id("SELECT id, " + std::string(kAggregateColumns) + " FROM " + std::string(table) +
                            " WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
                        from_id, [&](const Statement& row) -> Result<bool> {
                            if (!read_row(row, 1, loaded)) return corrupt_row(table);
                            return on_aggregate(row.number(0), loaded);
                        });
}

Result<void> SqliteReader::each_due(const OnDue& on_due) {
    return select_by_id(
        "SELECT id, due_at FROM customers WHERE id BETWEEN ?1 AND ?2 AND due_at IS NOT NULL ORDER BY id", 0,
        [&](const Statement& row) -> Result<bool> { return on_due(row.number(0), row.instant(1)); });
}

Result<void> SqliteReader::each_due_code(const OnDue& on_due) {
    return select(
        "SELECT id, due_at FROM codes WHERE due_at IS NOT NULL ORDER BY due_at, id", [](Statement&) {},
        [&](const Statement& row) -> Result<bool> { return on_due(row.number(0), row.instant(1)); });
}

Result<std::vector<ProgrammeVersion>> SqliteReader::programmes() {
    std::vector<ProgrammeVersion> all;
    const auto done = select(
        "SELECT id, version, published_at, hash FROM programmes ORDER BY id, version", [](Statement&) {},
        [&](const Statement& row) -> Result<bool> {
            ProgrammeVersion& one = all.emplace_back();
            one.id = row.text(0);
            one.version = static_cast<uint32_t>(row.integer(1));
            one.published_at = row.instant(2);
            if (!row.hash(3, one.hash)) return corrupt_row("programmes");
            return true;
        });
    if (!done) return done.fault();
    return all;
}

Result<std::optional<ProgrammeVersion>> SqliteReader::programme(std::string_view id, uint32_t version) {
    std::optional<ProgrammeVersion> found;
    const auto done = select(
        "SELECT published_at, hash, document, source FROM programmes WHERE id = ?1 AND version = ?2",
        [&](Statement& statement) {
            statement.bind_text(1, id);
            statement.bind(2, static_cast<int64_t>(version));
        },
        [&](const Statement& row) -> Result<bool> {
            found = {std::string(id), version, row.instant(0), row.text(2), row.text(3), {}};
            if (!row.hash(1, found->hash)) return corrupt_row("programmes");
            return true;
        });
    if (!done) return done.fault();
    return found;
}

Result<std::vector<ApiKey>> SqliteReader::api_keys() {
    std::vector<ApiKey> all;
    const auto done = select(
        "SELECT id, name, kind, hash, last_four, created_at, revoked_at FROM api_keys ORDER BY id",
        [](Statement&) {},
        [&](const Statement& row) -> Result<bool> {
            const auto kind = static_cast<ApiKeyKind>(row.integer(2));
            all.push_back({row.text(0), row.text(1), kind, {}, row.text(4), row.instant(5), row.instant(6)});
            if (!row.hash(3, all.back().hash)) return corrupt_row("api_keys");
            return true;
        });
    if (!done) return done.fault();
    return all;
}

Result<std::optional<std::string>> SqliteReader::setting(std::string_view name) {
    std::optional<std::string> found;
    const auto done = select(
        "SELECT value FROM settings WHERE name = ?1", [&](Statement& statement) { statement.bind_text(1, name); },
        [&](const Statement& row) -> Result<bool> {
            found = row.text(0);
            return true;
        });
    if (!done) return done.fault();
    return found;
}

Result<std::vector<Setting>> SqliteReader::settings(std::string_view prefix) {
    std::vector<Setting> all;
    const auto done = select(
        "SELECT name, value FROM settings WHERE name >= ?1 ORDER BY name",
        [&](Statement& statement) { statement.bind_text(1, prefix); },
        [&](const Statement& row) -> Result<bool> {
            if (!row.bytes(0).starts_with(prefix)) return false;
            all.push_back({row.text(0), row.text(1)});
            return true;
        });
    if (!done) return done.fault();
    return all;
}

Result<Statistics> SqliteReader::statistics() {
    Statistics statistics;
    const auto done = select(
        "SELECT customers, orders, tallies, codes, products, idempotency_keys, (SELECT max(seq) FROM journal)"
        " FROM counts",
        [](Statement&) {},
        [&](const Statement& row) -> Result<bool> {
            statistics = {.records = row.number(6),
                          .customers = row.number(0),
                          .orders = row.number(1),
                          .tallies = row.number(2),
                          .codes = row.number(3),
                          .products = row.number(4),
                          .keys = row.number(5),
                          .bytes_on_disk = 0};
            return true;
        });
    if (!done) return done.fault();
    for (const char* suffix : {"", "-wal"}) {
        std::error_code missing;
        const auto size = std::filesystem::file_size(file_ + suffix, missing);
        if (!missing) statistics.bytes_on_disk += size;
    }
    return statistics;
}

Result<void> SqliteReader::check_storage() {
    std::string finding;
    auto done = select(
        "PRAGMA integrity_check(1)", [](Statement&) {},
        [&](const Statement& row) -> Result<bool> {
            finding = row.text(0);
            return true;
        });
    if (!done) return done;
    if (finding != "ok") return Fault{FaultKind::corrupt, {{file_, finding}}};
    return {};
}

Result<void> SqliteReader::hold_snapshot() {
    if (held_) return Fault::invalid("", "this reader holds a snapshot already");
    if (auto begun = connection_.execute("BEGIN"); !begun) return begun;
    held_ = true;
    // BEGIN alone takes no snapshot, the first read does
    const auto first_read = lookups_.last_seq();
    if (first_read) return {};
    release_snapshot();
    return first_read.fault();
}

void SqliteReader::release_snapshot() {
    if (held_) (void)connection_.execute("ROLLBACK");
    held_ = false;
}

}  // namespace

Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& file) {
    auto connection = Connection::open(file, Access::read);
    if (!connection) return connection.fault();
    if (auto set = connection->execute("PRAGMA query_only = ON; PRAGMA cache_size = -8192"); !set)
        return set.fault();
    const auto version = static_cast<int64_t>(sqlite_migrations().size());
    if (auto checked = check_version(*connection, version); !checked) return checked.fault();
    auto lookups = Lookups::prepare(*connection);
    if (!lookups) return lookups.fault();
    return std::unique_ptr<Reader>(
        std::make_unique<SqliteReader>(file, std::move(*connection), std::move(*lookups)));
}

}  // namespace habitue::store
