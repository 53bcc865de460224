// What a memory store holds, and how a batch is applied to it: whole, or undone.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

namespace habitue::store {

struct KeyHash {
    // both halves: keys may begin with their time, so that the first alone would crowd; the map mixes further
    size_t operator()(const Hash128& key) const noexcept {
        uint64_t first = 0;
        uint64_t second = 0;
        std::memcpy(&first, key.data(), 8);
        std::memcpy(&second, key.data() + 8, 8);
        return first * 0x9e3779b97f4a7c15 ^ second;
    }
};

using Aggregates = boost::unordered_flat_map<uint64_t, Loaded>;

struct MemoryState {
    Aggregates customers, orders, tallies, codes, products;
    std::vector<JournalRecord> journal;  // record n stands at n - 1
    boost::unordered_flat_map<Hash128, KeyRow, KeyHash> keys;
    std::map<std::pair<std::string, uint32_t>, ProgrammeVersion> programmes;
    std::map<std::string, ApiKey> api_keys;
    std::map<std::string, std::string, std::less<>> settings;

    Aggregates& of(AggregateKind);
    const Aggregates& of(AggregateKind) const;
    const Loaded* find(AggregateKey) const;

    // All of the batch, or none of it and the reason why not.
    Result<void> apply(const Batch&);

  private:
    Result<void> check_records(const Batch&) const;
};

}  // namespace habitue::store
