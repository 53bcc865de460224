// Proves the books: rebuilds every aggregate from the journal and compares it with what is stored, field by field.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/store.h"

namespace habitue::service {

struct Verification {
    uint64_t records = 0;
    uint64_t entries = 0;
    uint64_t customers = 0;
    uint64_t orders = 0;
    uint64_t tallies = 0;
    uint64_t codes = 0;
    uint64_t products = 0;
    // The first thing that is wrong, in words: which record, aggregate and field, what was expected and what is
    // stored.
    std::optional<std::string> difference;
};

// Checks, in this order: the storage itself; each record's number, back-pointer and hash chain; that its effects
// fold; that entries are two-sided and add up to each wallet, and what a gift card paid to its first balance; then
// every stored aggregate against the rebuilt one, and that none is missing or too many. `progress` is told how many
// records were read.
Result<Verification> verify(store::Store&, const std::function<void(uint64_t)>& progress = {});

}  // namespace habitue::service
