#include "base/split.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <functional>
#include <numeric>

#include "base/rate.h"

namespace habitue {
namespace {

constexpr size_t kFew = 64;
// The products of such numbers, and a remainder beside its place, fit 64 bits.
constexpr int64_t kOrdinary = int64_t{1} << 31;

bool are_ordinary(int64_t total, std::span<const int64_t> weights) {
    if (total < 0 || total >= kOrdinary || weights.size() > kFew) return false;
    int64_t sum = 0;
    for (const int64_t weight : weights) {
        if (weight < 0 || weight >= kOrdinary) return false;
        sum += weight;
    }
    return sum > 0 && sum < kOrdinary;
}

void split_ordinary(int64_t total, std::span<const int64_t> weights, std::span<int64_t> parts) {
    const auto sum = static_cast<uint64_t>(std::accumulate(weights.begin(), weights.end(), int64_t{0}));
    std::array<uint64_t, kFew> order;  // remainders, each with its place below it: the earlier is the larger
    int64_t left = total;
    for (size_t i = 0; i < weights.size(); ++i) {
        const uint64_t product = static_cast<uint64_t>(total) * static_cast<uint64_t>(weights[i]);
        parts[i] = static_cast<int64_t>(product / sum);
        order[i] = (product % sum) << 32 | (kFew - i);
        left -= parts[i];
    }
    if (left == 0) return;
    const auto most = order.begin() + left, end = order.begin() + static_cast<ptrdiff_t>(weights.size());
    std::nth_element(order.begin(), most, end, std::greater<>());
    for (auto next = order.begin(); next != most; ++next) ++parts[kFew - (*next & UINT32_MAX)];
}

}  // namespace

void split_by_largest_remainder(int64_t total, std::span<const int64_t> weights, std::span<int64_t> parts) {
    assert(parts.size() == weights.size() && "as many parts as weights");
    if (are_ordinary(total, weights)) return split_ordinary(total, weights, parts);
    const std::vector<Int128> wide(weights.begin(), weights.end());
    const std::vector<int64_t> split = split_by_largest_remainder(total, wide);
    std::copy(split.begin(), split.end(), parts.begin());
}

}  // namespace habitue
