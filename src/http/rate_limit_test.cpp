#include "http/rate_limit.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

constexpr Instant kNow{1'795'000'000'000};

TEST(RateLimit, a_burst_is_taken_and_then_one_for_each_refill) {
    RateLimiter limiter({.requests = 3, .window_seconds = 60});
    for (int left = 2; left >= 0; --left) {
        const RateDecision decision = limiter.take(1, kNow);
        EXPECT_TRUE(decision.allowed);
        EXPECT_EQ(decision.remaining, left);
    }
    const RateDecision refused = limiter.take(1, kNow);
    EXPECT_FALSE(refused.allowed);
    EXPECT_EQ(refused.reset_seconds, 20);
    EXPECT_FALSE(limiter.take(1, kNow + Duration{19'999}).allowed);
    EXPECT_TRUE(limiter.take(1, kNow + Duration{20'000}).allowed);
    EXPECT_FALSE(limiter.take(1, kNow + Duration{20'001}).allowed);
    EXPECT_TRUE(limiter.take(2, kNow).allowed) << "another key has its own bucket";
}

TEST(RateLimit, a_long_silence_fills_the_bucket_and_no_more) {
    RateLimiter limiter({.requests = 2, .window_seconds = 1});
    limiter.take(1, kNow);
    EXPECT_EQ(limiter.take(1, kNow + days(3650)).remaining, 1);
}

TEST(RateLimit, a_clock_that_goes_back_gives_nothing_away) {
    RateLimiter limiter({.requests = 1, .window_seconds = 10});
    EXPECT_TRUE(limiter.take(1, kNow).allowed);
    EXPECT_FALSE(limiter.take(1, kNow - seconds(100)).allowed);
    EXPECT_FALSE(limiter.take(1, kNow + seconds(9)).allowed);
}

TEST(RateLimit, many_small_steps_refill_as_much_as_one_large) {
    RateLimiter limiter({.requests = 7, .window_seconds = 3});
    for (int i = 0; i < 7; ++i) limiter.take(1, kNow);
    int allowed = 0;
    for (int64_t t = 1; t <= 3000; ++t) allowed += limiter.take(1, kNow + Duration{t}).allowed ? 1 : 0;
    EXPECT_EQ(allowed, 7);
}

TEST(RateLimit, without_a_limit_everything_passes_and_no_header_is_set) {
    RateLimiter limiter({.requests = 0});
    Response response;
    for (int i = 0; i < 1000; ++i) add_rate_headers(response, limiter.take(1, kNow));
    EXPECT_TRUE(response.headers.empty());
}

TEST(RateLimit, a_refusal_says_when_to_come_back) {
    RateLimiter limiter({.requests = 1, .window_seconds = 30});
    limiter.take(1, kNow);
    const Response response = rate_refusal(limiter.take(1, kNow + Duration{500}), "req_1");
    EXPECT_EQ(response.status, 429);
    ASSERT_EQ(response.headers.size(), 3u);
    EXPECT_EQ(response.headers[0].name, "Retry-After");
    EXPECT_EQ(response.headers[0].value, "30");
    EXPECT_EQ(response.headers[1].value, "\"key\";q=1;w=30");
    EXPECT_EQ(response.headers[2].value, "\"key\";r=0;t=30");
}

}  // namespace
}  // namespace habitue
