#include "store/sqlite/lookups.h"

namespace habitue::store {

bool read_row(const Statement& row, int column, Loaded& out) {
    out.version = row.number(column);
    out.due_at = row.instant(column + 1);
    out.last_seq = row.number(column + 2);
    out.bytes = row.bytes(column + 4);
    return row.hash(column + 3, out.chain);
}

bool read_row(const Statement& row, JournalRecord& out) {
    out.seq = row.number(0);
    out.customer = row.number(1);
    out.previous_seq = row.number(2);
    out.at = {row.integer(3)};
    out.received_at = {row.integer(4)};
    out.bytes = row.bytes(6);
    return row.hash(5, out.chain);
}

Result<Lookups> Lookups::prepare(Connection& connection) {
    Lookups lookups;
    const auto into = [&](Statement& statement, const std::string& sql) -> Result<void> {
        auto prepared = connection.prepare(sql);
        if (!prepared) return prepared.fault();
        statement = std::move(*prepared);
        return {};
    };
    for (size_t i = 0; i < kTables.size(); ++i) {
        const std::string sql =
            "SELECT " + std::string(kAggregateColumns) + " FROM " + std::string(kTables[i]) + " WHERE id = ?1";
        if (auto done = into(lookups.load_[i], sql); !done) return done.fault();
    }
    if (auto done =
            into(lookups.key_, "SELECT fingerprint, seq, status, at, answer FROM idempotency_keys WHERE key = ?1");
        !done)
        return done.fault();
    const std::string record = "SELECT " + std::string(kRecordColumns) + " FROM journal WHERE seq = ?1";
    if (auto done = into(lookups.record_, record); !done) return done.fault();
    if (auto done = into(lookups.last_seq_, "SELECT max(seq) FROM journal"); !done) return done.fault();
    return lookups;
}

Result<std::optional<Loaded>> Lookups::load(AggregateKey key) {
    Statement& statement = load_[table_of(key.kind)];
    const ResetAtEnd reset_at_end(statement);
    statement.bind(1, key.id);
    const auto row = statement.step();
    if (!row) return row.fault();
    if (!*row) return std::optional<Loaded>();
    std::optional<Loaded> loaded(std::in_place);
    if (!read_row(statement, 0, *loaded)) return corrupt_row(kTables[table_of(key.kind)]);
    return loaded;
}

Result<std::optional<KeyRow>> Lookups::find_key(const Hash128& key) {
    const ResetAtEnd reset_at_end(key_);
    key_.bind_hash(1, key);
    const auto row = key_.step();
    if (!row) return row.fault();
    if (!*row) return std::optional<KeyRow>();
    std::optional<KeyRow> found(std::in_place);
    found->key = key;
    found->seq = key_.number(1);
    found->status = static_cast<uint16_t>(key_.integer(2));
    found->at = {key_.integer(3)};
    found->answer = key_.text(4);
    if (!key_.hash(0, found->fingerprint)) return corrupt_row("idempotency_keys");
    return found;
}

Result<std::optional<JournalRecord>> Lookups::record(uint64_t seq) {
    const ResetAtEnd reset_at_end(record_);
    record_.bind(1, seq);
    const auto row = record_.step();
    if (!row) return row.fault();
    if (!*row) return std::optional<JournalRecord>();
    std::optional<JournalRecord> record(std::in_place);
    if (!read_row(record_, *record)) return corrupt_row("journal");
    return record;
}

Result<uint64_t> Lookups::last_seq() {
    const ResetAtEnd reset_at_end(last_seq_);
    const auto row = last_seq_.step();
    if (!row) return row.fault();
    return *row ? last_seq_.number(0) : 0;
}

}  // namespace habitue::store
