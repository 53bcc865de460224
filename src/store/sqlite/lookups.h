// Rows by their primary keys, through statements that stay prepared. Used by readers and by the writer.
#pragma once

#include <array>

#include "store/sqlite/connection.h"
#include "store/store.h"

namespace habitue::store {

// In the order of AggregateKind, from its first number.
inline constexpr std::array<std::string_view, 5> kTables{"customers", "orders", "tallies", "codes", "products"};
inline size_t table_of(AggregateKind kind) { return static_cast<size_t>(kind) - 1; }

inline constexpr std::string_view kAggregateColumns = "version, due_at, last_seq, chain, bytes";
inline constexpr std::string_view kRecordColumns = "seq, customer, previous_seq, at, received_at, chain, bytes";

// From the columns above, the first at `column`. False when the row is damaged.
bool read_row(const Statement&, int column, Loaded&);
bool read_row(const Statement&, JournalRecord&);

class Lookups {
  public:
    static Result<Lookups> prepare(Connection&);

    Result<std::optional<Loaded>> load(AggregateKey);
    Result<std::optional<KeyRow>> find_key(const Hash128&);
    Result<std::optional<JournalRecord>> record(uint64_t seq);
    Result<uint64_t> last_seq();

  private:
    std::array<Statement, kTables.size()> load_;
    Statement key_;
    Statement record_;
    Statement last_seq_;
};

}  // namespace habitue::store
