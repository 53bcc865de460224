// The measured scenarios of the offers: carts and offers made from a seed, the same on every machine, priced one
// cart at a time by the real evaluator.
//
//   P          each offer judged alone on the cart as it came: category percents, spend thresholds, buy x get y,
//              percents for a segment, coupons; 3:2:2:2:1. Its sums over the 2,000 carts are published and must be
//              exact.
//   full       the same carts and offers with stacking groups, limits, budgets, caps, nudges and explanations
//   unmatched  ten offers that match as in P, all the others need what no cart has
//   search30   30 offers that all apply, and the best allowed combination of them
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "loyalty/offers/pricing.h"

namespace habitue::insight {

enum class OfferWorkload : uint8_t { alone, full, unmatched, search };
std::string_view name_of(OfferWorkload);

struct OfferBenchCart {
    loyalty::Order order;
    loyalty::Standing standing;
    std::vector<std::string> words;
};

inline constexpr size_t kOfferBenchCarts = 2'000;

loyalty::Programme offer_bench_programme(OfferWorkload, int promos);
std::vector<OfferBenchCart> offer_bench_carts(OfferWorkload, int lines, size_t carts = kOfferBenchCarts);

struct OfferBenchFigures {
    OfferWorkload workload = OfferWorkload::alone;
    int promos = 0;
    int lines = 0;
    int64_t applied = 0;   // over all carts, once
    int64_t discount = 0;  // minor units
    int64_t unproven = 0;  // carts whose combination the work limit left unproven
    int64_t evaluations_per_second = 0;
    int64_t p50_nanoseconds = 0;
    int64_t p99_nanoseconds = 0;
};
// The sums, without measuring.
OfferBenchFigures sum_offers(OfferWorkload, int promos, int lines);
// `now` gives nanoseconds; every cart is measured by itself, over and over, for about so long after a first round.
OfferBenchFigures measure_offers(OfferWorkload, int promos, int lines, const std::function<int64_t()>& now,
                                 int64_t nanoseconds);

}  // namespace habitue::insight
