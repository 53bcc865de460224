// Writes batches, each row by row in one transaction.
#pragma once

#include <array>

#include "store/sqlite/connection.h"
#include "store/sqlite/lookups.h"
#include "store/store.h"

namespace habitue::store {

class BatchWriter {
  public:
    // The connection must stay where it is.
    static Result<BatchWriter> prepare(Connection&);

    // Whole and durable, or nothing.
    Result<void> commit(const Batch&, uint64_t last_seq, Lookups&);

  private:
    // rows more (or fewer) than before, by table and for the keys
    struct Growth {
        std::array<int64_t, kTables.size()> aggregates{};
        int64_t keys = 0;
    };
    struct AggregateStatements {
        Statement insert;
        Statement update;
        Statement erase;
    };

    Result<void> write(const Batch&, uint64_t last_seq, Lookups&);
    Result<void> write_records(const Batch&, uint64_t last_seq);
    Result<void> write_aggregates(const Batch&, Growth&, Lookups&);
    Result<bool> write_aggregate(const Write&, Growth&);  // false: another version is stored
    Result<void> write_keys(const Batch&, Growth&);
    Result<void> write_counts(const Growth&);
    Result<void> write_programmes(const Batch&);
    Result<void> write_api_keys(const Batch&);
    Result<void> write_settings(const Batch&);

    Connection* connection_ = nullptr;
    std::array<AggregateStatements, kTables.size()> aggregates_;
    Statement begin_, commit_, roll_back_;
    Statement record_;
    Statement key_;
    Statement counts_;
};

}  // namespace habitue::store
