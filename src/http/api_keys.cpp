#include "http/api_keys.h"

#include <arpa/inet.h>
#include <sodium.h>

#include <algorithm>
#include <cassert>
#include <cstring>

#include "http/problem.h"

namespace habitue {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view kMark = "hbt_";
constexpr size_t kPrefixSize = 7;  // "hbt_sk_"
constexpr size_t kSecretSize = 32;
constexpr size_t kCheckSize = 4;
constexpr size_t kWays = 4;  // slots an address may stand in
constexpr int64_t kWindow = 60'000;

std::string base32(const uint8_t* bytes, size_t characters) {
    std::string out;
    unsigned bits = 0;
    int held = 0;
    while (out.size() < characters) {
        if (held < 5) {
            bits = bits << 8 | *bytes++;
            held += 8;
        }
        held -= 5;
        out += kAlphabet[bits >> held & 31];
    }
    return out;
}

std::string check_characters(std::string_view text) { return base32(hash256(text).data(), kCheckSize); }

std::string_view prefix_of(ApiKeyKind kind) {
    switch (kind) {
        case ApiKeyKind::secret: return "hbt_sk_";
        case ApiKeyKind::read_only: return "hbt_rk_";
        case ApiKeyKind::publishable: return "hbt_pk_";
    }
    return "";
}

void fill_randomly(void* bytes, size_t size) {
    [[maybe_unused]] static const int ready = sodium_init();
    assert(ready >= 0 && "the random source is available");
    randombytes_buf(bytes, size);
}

// An IPv6 client owns its whole /64.
std::string network_of(const std::string& address) {
    in6_addr bytes{};
    if (inet_pton(AF_INET6, address.c_str(), &bytes) != 1) return address;
    return {reinterpret_cast<const char*>(&bytes), 8};
}

std::string_view bearer_of(const Request& request) {
    constexpr std::string_view kScheme = "bearer ";
    const std::string_view* header = request.header("authorization");
    if (!header || header->size() < kScheme.size()) return "";
    if (!equal_ignoring_case(header->substr(0, kScheme.size()), kScheme)) return "";
    std::string_view key = header->substr(kScheme.size());
    while (key.starts_with(' ')) key.remove_prefix(1);
    return key;
}

Response turned_away(const Request& request, int status, std::string_view code, std::string_view detail, int wait) {
    ProblemDocument problem;
    problem.status = status;
    problem.code = code;
    problem.detail = detail;
    problem.instance = request.request_id;
    Response response = to_response(problem, wait);
    if (status == 401) response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"habitue\""});
    return response;
}

}  // namespace

std::string_view name_of(ApiKeyKind kind) {
    switch (kind) {
        case ApiKeyKind::secret: return "secret";
        case ApiKeyKind::read_only: return "read_only";
        case ApiKeyKind::publishable: return "publishable";
    }
    return "";
}

std::string generate_api_key(ApiKeyKind kind) {
    uint8_t random[kSecretSize * 5 / 8];
    fill_randomly(random, sizeof random);
    std::string key = std::string(prefix_of(kind)) + base32(random, kSecretSize);
    sodium_memzero(random, sizeof random);
    return key + check_characters(key);
}

std::optional<ApiKeyKind> kind_of_api_key(std::string_view key) {
    if (key.size() != kPrefixSize + kSecretSize + kCheckSize) return std::nullopt;
    if (key.substr(kPrefixSize).find_first_not_of(kAlphabet) != std::string_view::npos) return std::nullopt;
    for (const ApiKeyKind kind : {ApiKeyKind::secret, ApiKeyKind::read_only, ApiKeyKind::publishable}) {
        if (!key.starts_with(prefix_of(kind))) continue;
        const std::string_view checked = key.substr(0, key.size() - kCheckSize);
        if (key.substr(checked.size()) == check_characters(checked)) return kind;
    }
    return std::nullopt;
}

Hash256 hash_of_api_key(std::string_view key) { return hash256(key); }

// ---- ApiKeyRing

size_t ApiKeyRing::FirstBytes::operator()(const Hash256& hash) const {
    size_t value = 0;
    std::memcpy(&value, hash.data(), sizeof value);
    return value;
}

bool ApiKeyRing::SameInConstantTime::operator()(const Hash256& a, const Hash256& b) const {
    return sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void ApiKeyRing::replace_all(std::vector<ApiKeyRecord> records) {
    const std::unique_lock lock(mutex_);
    by_hash_.clear();
    for (ApiKeyRecord& record : records) {
        auto held = std::make_shared<const ApiKeyRecord>(std::move(record));
        by_hash_.insert_or_assign(held->hash, held);
    }
}

void ApiKeyRing::add(ApiKeyRecord record) {
    const std::unique_lock lock(mutex_);
    auto held = std::make_shared<const ApiKeyRecord>(std::move(record));
    by_hash_.insert_or_assign(held->hash, held);
}

void ApiKeyRing::remove(uint64_t id) {
    const std::unique_lock lock(mutex_);
    std::erase_if(by_hash_, [id](const auto& entry) { return entry.second->id == id; });
}

std::shared_ptr<const ApiKeyRecord> ApiKeyRing::find(std::string_view key, Instant now) const {
    if (!kind_of_api_key(key)) return nullptr;
    const Hash256 hash = hash_of_api_key(key);
    const std::shared_lock lock(mutex_);
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end() || found->second->expires_at <= now) return nullptr;
    return found->second;
}

// ---- FailureCounter

FailureCounter::FailureCounter(int most_a_minute, size_t addresses)
    : most_(most_a_minute), seed_(32, '\0'), slots_(std::max(addresses, kWays) / kWays * kWays) {
    fill_randomly(seed_.data(), seed_.size());
}

int FailureCounter::note(std::string_view remote_address, Instant now) {
    const Hash256 hash = keyed_hash256(seed_, network_of(std::string(remote_address)));
    uint64_t address = 0;
    std::memcpy(&address, hash.data(), sizeof address);
    const std::lock_guard lock(mutex_);
    Slot* const ways = &slots_[address % (slots_.size() / kWays) * kWays];
    Slot* slot = std::find_if(ways, ways + kWays, [&](const Slot& s) { return s.address == address; });
    if (slot == ways + kWays) {
        slot = std::min_element(ways, ways + kWays,
                                [](const Slot& a, const Slot& b) { return a.window_start < b.window_start; });
        *slot = {address, now, 0};
    }
    if ((now - slot->window_start).milliseconds >= kWindow) *slot = {address, now, 0};
    if (++slot->failures <= most_) return 0;
    const int64_t left = kWindow - (now - slot->window_start).milliseconds;
    return static_cast<int>((left + 999) / 1000);
}

Authentication authenticate(const Request& request, const ApiKeyRing& ring, FailureCounter& failures, Instant now) {
    const std::string_view key = bearer_of(request);
    if (auto found = ring.find(key, now)) return {std::move(found), std::nullopt};
    if (const int wait = failures.note(request.remote_address, now); wait > 0)
        return {nullptr,
                turned_away(request, 429, "too_many_failures", "too many requests without a valid key", wait)};
    if (key.empty())
        return {nullptr,
                turned_away(request, 401, "key_missing", "send an API key: Authorization: Bearer hbt_...", 0)};
    const bool mistyped = !kind_of_api_key(key);
    return {nullptr, turned_away(request, 401, mistyped ? "key_malformed" : "key_unknown",
                                 mistyped ? "the API key is cut short or mistyped"
                                          : "the API key is unknown, revoked or expired",
                                 0)};
}

}  // namespace habitue
