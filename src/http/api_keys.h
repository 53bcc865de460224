// API keys: how they are made, kept and recognised.
//
//   hbt_sk_<32 characters><4 check characters>    secret: everything
//   hbt_rk_...                                    read-only
//   hbt_pk_...                                    publishable: what a shop's page may ask in a visitor's browser
//
// The 32 characters are 160 random bits in base 32 (Crockford's alphabet, lower case); the check characters are the
// first 20 bits of BLAKE2b-256 over what stands before them, so a mistyped key is told from an unknown one and a
// scanner for leaked keys raises no false alarm. Only BLAKE2b-256 of the whole key is kept: 160 random bits need no
// slow hash.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "base/instant.h"
#include "http/request.h"

namespace habitue {

enum class ApiKeyKind : uint8_t { secret = 1, read_only = 2, publishable = 3 };
std::string_view name_of(ApiKeyKind);

std::string generate_api_key(ApiKeyKind);
// Nothing when the form or the check characters are wrong.
std::optional<ApiKeyKind> kind_of_api_key(std::string_view key);
Hash256 hash_of_api_key(std::string_view key);

struct ApiKeyRecord {
    uint64_t id = 0;
    ApiKeyKind kind = ApiKeyKind::secret;
    Hash256 hash{};
    std::string name;  // for people: "the shop", "till 3"
    Instant expires_at = kNever;
};

// The keys that are in force, as the store knows them. Any thread.
class ApiKeyRing {
  public:
    void replace_all(std::vector<ApiKeyRecord>);
    void add(ApiKeyRecord);
    void remove(uint64_t id);  // in force for no request that comes later

    // The time taken depends on the key's hash only, never on how much of it is right.
    std::shared_ptr<const ApiKeyRecord> find(std::string_view key, Instant now) const;

  private:
    struct FirstBytes {
        size_t operator()(const Hash256& hash) const;
    };
    struct SameInConstantTime {
        bool operator()(const Hash256&, const Hash256&) const;
    };
    mutable std::shared_mutex mutex_;
    std::unordered_map<Hash256, std::shared_ptr<const ApiKeyRecord>, FirstBytes, SameInConstantTime> by_hash_;
};

// Counts failed authentications by remote address (IPv6 by /64), a fixed number of addresses, the stalest giving
// way.
class FailureCounter {
  public:
    explicit FailureCounter(int most_a_minute = 20, size_t addresses = 4096);

    // Notes a failure. How many seconds this address has to wait when it has failed too often; 0 when it has not.
    int note(std::string_view remote_address, Instant now);

  private:
    struct Slot {
        uint64_t address = 0;
        Instant window_start;
        int failures = 0;
    };
    const int most_;
    std::string seed_;  // so that nobody can choose addresses that share a slot
    std::mutex mutex_;
    std::vector<Slot> slots_;
};

// Who asks, or the answer that turns them away: 401 with WWW-Authenticate, or 429 with Retry-After after too many
// failures. A right key is let in whatever its address did before, so that nobody behind the same address can lock
// a shop out; the 429 keeps a guesser's load and noise down, and 160 bits do the rest.
struct Authentication {
    std::shared_ptr<const ApiKeyRecord> key;
    std::optional<Response> refusal;  // exactly one of the two is there
};
Authentication authenticate(const Request&, const ApiKeyRing&, FailureCounter&, Instant now);

}  // namespace habitue
