// One customer's past, read from the journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "loyalty/customer/customer.h"
#include "loyalty/decision.h"
#include "loyalty/programme/programme.h"
#include "store/store.h"

namespace habitue::service {

// The customer as it stood at `at`: the fold of its records up to then, with everything the clock had brought by
// then. Nothing when it did not exist yet. `at` must not lie in the future.
Result<std::optional<loyalty::Customer>> customer_as_of(store::Reader&, const loyalty::Programmes&, CustomerId,
                                                        Instant at);

struct PastEntry {
    loyalty::Entry entry;
    Instant at;
    uint64_t seq = 0;  // of its record
    uint32_t programme_version = 0;
    std::string command;  // what caused it: "put_order", "tick"
};

struct EntriesAsked {
    std::string wallet;                    // empty: all
    Instant until = kNever;                // only what had happened by then
    uint64_t before_seq = store::kNewest;  // where to go on: PastEntries::next_before_seq ...
    uint32_t below_entry = UINT32_MAX;     // ... and entries below this one
    size_t limit = 50;
};

struct PastEntries {
    std::vector<PastEntry> entries;  // newest first
    bool more = false;
    uint64_t next_before_seq = store::kNewest;
};
Result<PastEntries> past_entries(store::Reader&, CustomerId, const EntriesAsked&);

}  // namespace habitue::service
