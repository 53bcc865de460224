#include "base/split.h"

#include <gtest/gtest.h>

#include "base/rate.h"

namespace habitue {
namespace {

TEST(Split, gives_the_parts_that_the_longer_way_gives) {
    uint64_t seed = 11;
    const auto next = [&seed] { return (seed = seed * 6364136223846793005u + 1442695040888963407u) >> 16; };
    for (int round = 0; round < 10'000; ++round) {
        std::vector<int64_t> weights(1 + next() % (round % 9 == 0 ? 80 : 20));
        const uint64_t size = uint64_t{1} << next() % 36;
        for (int64_t& weight : weights) weight = static_cast<int64_t>(next() % size);
        const int64_t total = static_cast<int64_t>(next() % (size * 8)) - (round % 7 == 0 ? 1'000 : 0);
        std::vector<int64_t> parts(weights.size(), -7);
        split_by_largest_remainder(total, weights, parts);
        const std::vector<Int128> wide(weights.begin(), weights.end());
        ASSERT_EQ(parts, split_by_largest_remainder(total, wide)) << "round " << round;
    }
}

}  // namespace
}  // namespace habitue
