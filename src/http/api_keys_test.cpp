#include "http/api_keys.h"

#include <gtest/gtest.h>

#include <set>

namespace habitue {
namespace {

constexpr Instant kNow{1'795'000'000'000};

Request request_with(std::string_view authorization, std::string address = "203.0.113.9") {
    Request request;
    request.method = "GET";
    if (!authorization.empty()) request.headers.push_back({"Authorization", authorization});
    request.remote_address = std::move(address);
    return request;
}

ApiKeyRecord record_of(uint64_t id, std::string_view key, Instant expires_at = kNever) {
    return {.id = id,
            .kind = *kind_of_api_key(key),
            .hash = hash_of_api_key(key),
            .name = "shop",
            .expires_at = expires_at};
}

TEST(ApiKeys, generated_keys_say_their_kind_and_never_repeat) {
    std::set<std::string> keys;
    for (const ApiKeyKind kind : {ApiKeyKind::secret, ApiKeyKind::read_only, ApiKeyKind::publishable}) {
        for (int i = 0; i < 100; ++i) {
            const std::string key = generate_api_key(kind);
            EXPECT_EQ(key.size(), 43u);
            EXPECT_EQ(kind_of_api_key(key), kind);
            EXPECT_TRUE(keys.insert(key).second);
        }
    }
    EXPECT_TRUE(generate_api_key(ApiKeyKind::publishable).starts_with("hbt_pk_"));
}

TEST(ApiKeys, a_mistyped_key_is_noticed_at_every_place) {
    const std::string key = generate_api_key(ApiKeyKind::secret);
    for (size_t i = 0; i < key.size(); ++i) {
        std::string wrong = key;
        wrong[i] = wrong[i] == '0' ? '1' : '0';
        EXPECT_EQ(kind_of_api_key(wrong), std::nullopt) << i;
    }
    EXPECT_EQ(kind_of_api_key(key.substr(1)), std::nullopt);
    EXPECT_EQ(kind_of_api_key(key + "0"), std::nullopt);
    EXPECT_EQ(kind_of_api_key(""), std::nullopt);
}

TEST(ApiKeys, a_key_is_found_until_it_expires_or_is_removed) {
    ApiKeyRing ring;
    const std::string first = generate_api_key(ApiKeyKind::secret);
    const std::string second = generate_api_key(ApiKeyKind::read_only);
    ring.replace_all({record_of(1, first), record_of(2, second, kNow + seconds(10))});
    ASSERT_TRUE(ring.find(first, kNow));
    EXPECT_EQ(ring.find(first, kNow)->id, 1u);
    EXPECT_EQ(ring.find(second, kNow)->kind, ApiKeyKind::read_only);
    EXPECT_FALSE(ring.find(second, kNow + seconds(10)));
    EXPECT_FALSE(ring.find(generate_api_key(ApiKeyKind::secret), kNow));
    ring.remove(1);
    EXPECT_FALSE(ring.find(first, kNow));
    ring.add(record_of(3, first));
    EXPECT_EQ(ring.find(first, kNow)->id, 3u);
}

TEST(ApiKeys, the_header_is_read_in_any_case_of_the_scheme) {
    ApiKeyRing ring;
    FailureCounter failures;
    const std::string key = generate_api_key(ApiKeyKind::secret);
    ring.add(record_of(1, key));
    for (const char* scheme : {"Bearer ", "bearer ", "BEARER  "})
        EXPECT_TRUE(authenticate(request_with(scheme + key), ring, failures, kNow).key) << scheme;
    const std::pair<std::string, const char*> wrong[] = {
        {"", "key_missing"},
        {"Basic " + key, "key_missing"},
        {key, "key_missing"},
        {"Bearer", "key_missing"},
        {"Bearer hbt_sk_123", "key_malformed"},
        {"Bearer " + generate_api_key(ApiKeyKind::secret), "key_unknown"},
    };
    for (const auto& [header, code] : wrong) {
        const Authentication answer = authenticate(request_with(header), ring, failures, kNow);
        ASSERT_TRUE(answer.refusal) << header;
        EXPECT_EQ(answer.refusal->status, 401);
        EXPECT_NE(answer.refusal->body.find(code), std::string::npos) << answer.refusal->body;
        EXPECT_EQ(answer.refusal->body.find(key), std::string::npos);
        EXPECT_EQ(answer.refusal->headers.at(0).name, "WWW-Authenticate");
    }
}

TEST(ApiKeys, a_guesser_is_slowed_down_and_a_right_key_from_there_still_passes) {
    ApiKeyRing ring;
    FailureCounter failures(5);
    const std::string key = generate_api_key(ApiKeyKind::secret);
    ring.add(record_of(1, key));
    const Request guess = request_with("Bearer hbt_sk_guess");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(authenticate(guess, ring, failures, kNow).refusal->status, 401);
    const Authentication slowed = authenticate(guess, ring, failures, kNow + seconds(10));
    EXPECT_EQ(slowed.refusal->status, 429);
    EXPECT_EQ(slowed.refusal->headers.at(0).name, "Retry-After");
    EXPECT_EQ(slowed.refusal->headers.at(0).value, "50");
    EXPECT_TRUE(authenticate(request_with("Bearer " + key), ring, failures, kNow).key);
    EXPECT_EQ(authenticate(request_with("", "198.51.100.1"), ring, failures, kNow).refusal->status, 401);
    EXPECT_EQ(authenticate(guess, ring, failures, kNow + seconds(60)).refusal->status, 401);
}

TEST(ApiKeys, addresses_of_one_ipv6_network_count_together) {
    FailureCounter failures(2);
    EXPECT_EQ(failures.note("2001:db8::1", kNow), 0);
    EXPECT_EQ(failures.note("2001:db8::2", kNow), 0);
    EXPECT_EQ(failures.note("2001:db8::3", kNow), 60);
    EXPECT_EQ(failures.note("2001:db8:0:1::3", kNow), 0);
}

TEST(ApiKeys, a_flood_of_addresses_takes_no_more_memory_and_forgets_the_stalest) {
    FailureCounter failures(1, 4);
    EXPECT_EQ(failures.note("192.0.2.1", kNow), 0);
    EXPECT_GT(failures.note("192.0.2.1", kNow), 0);
    for (int i = 0; i < 1000; ++i) failures.note("10.0.0." + std::to_string(i), kNow + seconds(1));
    EXPECT_EQ(failures.note("192.0.2.1", kNow + seconds(2)), 0);
}

}  // namespace
}  // namespace habitue
