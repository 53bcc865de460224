#include "store/sqlite/batch_writer.h"

#include "store/conflicts.h"

namespace habitue::store {
namespace {

void bind_columns(Statement& statement, const Write& write) {
    statement.bind(1, write.key.id);
    statement.bind(2, write.version_before + 1);
    statement.bind_instant(3, write.due_at);
    statement.bind(4, write.last_seq);
    statement.bind_chain(5, write.chain);
    statement.bind_bytes(6, write.bytes);
}

}  // namespace

Result<BatchWriter> BatchWriter::prepare(Connection& connection) {
    BatchWriter writer;
    writer.connection_ = &connection;
    std::optional<Fault> fault;
    const auto into = [&](Statement& statement, const std::string& sql) {
        auto prepared = connection.prepare(sql);
        if (prepared)
            statement = std::move(*prepared);
        else if (!fault)
            fault = prepared.fault();
    };
    for (size_t i = 0; i < kTables.size(); ++i) {
        const std::string table(kTables[i]);
        AggregateStatements& statements = writer.aggregates_[i];
        into(statements.insert,
             "INSERT OR IGNORE INTO " + table +
                 "(id, version, due_at, last_seq, chain, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        into(statements.update, "UPDATE " + table +
                                    " SET version = ?2, due_at = ?3, last_seq = ?4, chain = ?5, bytes = ?6"
                                    " WHERE id = ?1 AND version = ?7");
        into(statements.erase, "DELETE FROM " + table + " WHERE id = ?1 AND version = ?2");
    }
    into(writer.begin_, "BEGIN IMMEDIATE");
    into(writer.commit_, "COMMIT");
    into(writer.roll_back_, "ROLLBACK");
    into(writer.record_,
         "INSERT INTO journal(" + std::string(kRecordColumns) + ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    into(writer.key_,
         "INSERT OR IGNORE INTO idempotency_keys(key, fingerprint, seq, status, at, answer)"
         " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    into(writer.counts_,
         "UPDATE counts SET customers = customers + ?1, orders = orders + ?2, tallies = tallies + ?3,"
         " codes = codes + ?4, products = products + ?5, idempotency_keys = idempotency_keys + ?6");
    if (fault) return *fault;
    return writer;
}

Result<void> BatchWriter::commit(const Batch& batch, uint64_t last_seq, Lookups& lookups) {
    if (auto begun = begin_.run(); !begun) return begun;
    Result<void> done = write(batch, last_seq, lookups);
    if (done) done = commit_.run();
    // after some errors SQLite has rolled back by itself, and says so here; nothing else can be done about it
    if (!done) (void)roll_back_.run();
    return done;
}

Result<void> BatchWriter::write(const Batch& batch, uint64_t last_seq, Lookups& lookups) {
    Growth growth;
    if (auto done = write_records(batch, last_seq); !done) return done;
    if (auto done = write_aggregates(batch, growth, lookups); !done) return done;
    if (auto done = write_keys(batch, growth); !done) return done;
    if (auto done = write_counts(growth); !done) return done;
    if (auto done = write_programmes(batch); !done) return done;
    if (auto done = write_api_keys(batch); !done) return done;
    return write_settings(batch);
}

Result<void> BatchWriter::write_records(const Batch& batch, uint64_t last_seq) {
    for (size_t i = 0; i < batch.records.size(); ++i) {
        const JournalRecord& record = batch.records[i];
        const uint64_t expected = last_seq + 1 + i;
        if (record.seq != expected) return wrong_sequence(i, record.seq, expected);
        record_.bind(1, record.seq);
        record_.bind(2, record.customer);
        record_.bind(3, record.previous_seq);
        record_.bind(4, record.at.milliseconds);
        record_.bind(5, record.received_at.milliseconds);
        record_.bind_chain(6, record.chain);
        record_.bind_bytes(7, record.bytes);
        if (auto done = record_.run(); !done) return done;
    }
    return {};
}

Result<void> BatchWriter::write_aggregates(const Batch& batch, Growth& growth, Lookups& lookups) {
    for (size_t i = 0; i < batch.writes.size(); ++i) {
        const Write& write = batch.writes[i];
        const auto written = write_aggregate(write, growth);
        if (!written) return written.fault();
        if (*written) continue;
        const auto stored = lookups.load(write.key);
        if (!stored) return stored.fault();
        return lost_race(i, write, *stored ? (*stored)->version : 0);
    }
    return {};
}

Result<bool> BatchWriter::write_aggregate(const Write& write, Growth& growth) {
    const size_t table = table_of(write.key.kind);
    AggregateStatements& statements = aggregates_[table];
    const bool is_new = write.version_before == 0;
    if (write.erased && is_new) return false;
    Statement& statement = write.erased ? statements.erase : is_new ? statements.insert : statements.update;
    if (write.erased) {
        statement.bind(1, write.key.id);
        statement.bind(2, write.version_before);
    } else {
        bind_columns(statement, write);
        if (!is_new) statement.bind(7, write.version_before);
    }
    if (auto done = statement.run(); !done) return done.fault();
    if (connection_->changes() != 1) return false;
    growth.aggregates[table] += write.erased ? -1 : is_new ? 1 : 0;
    return true;
}

Result<void> BatchWriter::write_keys(const Batch& batch, Growth& growth) {
    for (size_t i = 0; i < batch.keys.size(); ++i) {
        const KeyRow& row = batch.keys[i];
        key_.bind_hash(1, row.key);
        key_.bind_hash(2, row.fingerprint);
        key_.bind(3, row.seq);
        key_.bind(4, static_cast<int64_t>(row.status));
        key_.bind(5, row.at.milliseconds);
        key_.bind_bytes(6, row.answer);
        if (auto done = key_.run(); !done) return done;
        if (connection_->changes() != 1) return key_exists(i);
        ++growth.keys;
    }
    return {};
}

Result<void> BatchWriter::write_counts(const Growth& growth) {
    if (growth.keys == 0 && growth.aggregates == decltype(growth.aggregates){}) return {};
    for (size_t i = 0; i < kTables.size(); ++i) counts_.bind(static_cast<int>(i) + 1, growth.aggregates[i]);
    counts_.bind(static_cast<int>(kTables.size()) + 1, growth.keys);
    return counts_.run();
}

Result<void> BatchWriter::write_programmes(const Batch& batch) {
    for (size_t i = 0; i < batch.programmes.size(); ++i) {
        const ProgrammeVersion& programme = batch.programmes[i];
        auto statement = connection_->prepare(
            "INSERT OR IGNORE INTO programmes(id, version, published_at, hash, document, source)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            false);
        if (!statement) return statement.fault();
        statement->bind_text(1, programme.id);
        statement->bind(2, static_cast<int64_t>(programme.version));
        statement->bind(3, programme.published_at.milliseconds);
        statement->bind_hash(4, programme.hash);
        statement->bind_text(5, programme.document);
        statement->bind_text(6, programme.source);
        if (auto done = statement->run(); !done) return done;
        if (connection_->changes() != 1) return programme_exists(i, programme);
    }
    return {};
}

Result<void> BatchWriter::write_api_keys(const Batch& batch) {
    for (const ApiKey& key : batch.api_keys) {
        auto statement = connection_->prepare(
            "INSERT OR REPLACE INTO api_keys(id, name, kind, hash, last_four, created_at, revoked_at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            false);
        if (!statement) return statement.fault();
        statement->bind_text(1, key.id);
        statement->bind_text(2, key.name);
        statement->bind(3, static_cast<int64_t>(key.kind));
        statement->bind_hash(4, key.hash);
        statement->bind_text(5, key.last_four);
        statement->bind(6, key.created_at.milliseconds);
        statement->bind_instant(7, key.revoked_at);
        if (auto done = statement->run(); !done) return done;
    }
    return {};
}

Result<void> BatchWriter::write_settings(const Batch& batch) {
    for (const Setting& setting : batch.settings) {
        auto statement =
            connection_->prepare(setting.value ? "INSERT OR REPLACE INTO settings(name, value) VALUES (?1, ?2)"
                                               : "DELETE FROM settings WHERE name = ?1",
                                 false);
        if (!statement) return statement.fault();
        statement->bind_text(1, setting.name);
        if (setting.value) statement->bind_bytes(2, *setting.value);
        if (auto done = statement->run(); !done) return done;
    }
    return {};
}

}  // namespace habitue::store
