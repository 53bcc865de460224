// Which offers apply to a cart, each looked at by itself: found by the index, judged by what it did not prove.
// Internal to the kernel.
#pragma once

#include "loyalty/offers/candidate.h"
#include "loyalty/offers/offer_index.h"
#include "loyalty/offers/taker.h"

namespace habitue::loyalty {

// An offer that applies. Its lines are a part of Matches::line_numbers.
struct Match {
    const Offer* offer = nullptr;
    const OfferIndex::Plan* plan = nullptr;
    const Code* code = nullptr;
    const Benefit* of_day = nullptr;  // of a value that falls in steps; else that of the step
    uint32_t step = 0;
    int32_t share = 10'000;  // of it that time has left, in ten-thousandths
    uint32_t first_line = 0;
    uint32_t line_count = 0;
    Money amount;  // of its lines
    Money cap{INT64_MAX};
    int64_t uses = INT64_MAX;  // the room it has
    Money money{INT64_MAX};
    uint32_t nearest = UINT32_MAX;  // in Matches::nearest: what leaves the least
    Instant next_change = kNever;
};

inline const Benefit& benefit_of(const Match& match) {
    return match.of_day != nullptr ? *match.of_day : match.offer->steps[match.step].benefit;
}

struct Matches {
    PricedCart cart;
    std::vector<Match> all;              // in the order of application
    std::vector<uint32_t> line_numbers;  // of all the cart, then by category, then of single offers
    std::vector<std::string> nearest;

    std::span<const uint32_t> lines_of(const Match& match) const {
        return std::span(line_numbers).subspan(match.first_line, match.line_count);
    }
    std::string nearest_of(const Match& match) const {
        return match.nearest < nearest.size() ? nearest[match.nearest] : std::string();
    }
};

// Into `matches`, whose memory is used again. What does not apply and what is near goes to `pricing` as the facts
// ask.
void find_matches(const PricingFacts&, const OfferIndex&, Matches& matches, Pricing& pricing);
Taker taker_of(const Matches&, const Match&);
Candidate candidate_of(const Programme&, const Matches&, const Match&);

}  // namespace habitue::loyalty
