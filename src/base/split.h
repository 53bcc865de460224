// The largest-remainder method of rate.h for amounts of ordinary size over few weights, without memory of its own;
// others take the longer way.
#pragma once

#include <cstdint>
#include <span>

namespace habitue {

// `parts` is as long as the weights.
void split_by_largest_remainder(int64_t total, std::span<const int64_t> weights, std::span<int64_t> parts);

}  // namespace habitue
