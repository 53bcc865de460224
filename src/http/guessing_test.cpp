#include "http/guessing.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

const std::vector<Suspect> kAnne{{"customer:anne", 3}};

TEST(GuessGuard, who_sends_too_many_wrong_codes_waits_until_the_minute_is_over) {
    GuessGuard guard;
    const Instant start{1'000'000};
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(guard.wait_seconds(kAnne, start), 0);
        guard.note(kAnne, 1, start);
    }
    EXPECT_EQ(guard.wait_seconds(kAnne, start + seconds(10)), 50);
    EXPECT_EQ(guard.wait_seconds(kAnne, start + seconds(60)), 0);
}

TEST(GuessGuard, the_longest_wait_of_all_suspects_counts) {
    GuessGuard guard;
    const std::vector<Suspect> both{{"key:1", 100}, {"offer:noel", 2}};
    guard.note(both, 2, {0});
    EXPECT_EQ(guard.wait_seconds(both, Instant{0} + seconds(1)), 59);
    EXPECT_EQ(guard.wait_seconds({{"key:1", 100}}, Instant{0} + seconds(1)), 0);
    EXPECT_EQ(guard.wait_seconds(kAnne, {0}), 0);
}

TEST(GuessGuard, right_codes_cost_nothing) {
    GuessGuard guard;
    for (int i = 0; i < 100; ++i) guard.note(kAnne, 0, {0});
    EXPECT_EQ(guard.wait_seconds(kAnne, {0}), 0);
}

}  // namespace
}  // namespace habitue
