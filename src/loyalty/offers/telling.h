// What is told of offers that do not apply, and of those that nearly do. Internal to the kernel.
#pragma once

#include "loyalty/offers/candidate.h"

namespace habitue::loyalty {

// The lines of one offer, and what they come to.
struct OwnLines {
    uint32_t first = 0;  // in Matches::line_numbers
    uint32_t count = 0;
    int64_t amount = 0;  // minor
    int64_t quantity = 0;
};

// What a cart misses for one offer; `has` and `least` are of the amount when it is missing, else of the quantity.
struct Shortfall {
    int64_t amount = 0;  // millionths
    int64_t quantity = 0;
    int64_t has = 0;
    int64_t least = 0;
};

// What opens the offer, if anything must.
struct Opener {
    const Code* code = nullptr;
    std::string_view word;
};

class Telling {
  public:
    Telling(const PricingFacts&, const PricedCart&, const std::vector<uint32_t>& line_numbers, Pricing&);

    void refuse(const Offer*, const Opener&, RefusalCode, std::string_view detail = {});
    void refuse_short(const Offer&, const Opener&, const Shortfall&);
    void nudge(const Offer&, const Benefit&, const Shortfall&, const OwnLines&);
    void nudge_next_step(const Offer&, const Step&, const OwnLines&);
    void offer_products(const Offer&, const Benefit&);  // that are earned and not chosen yet
    void finish();                                      // the nudges, nearest first

  private:
    NotApplied* note(const Offer*, const Opener&, RefusalCode);  // null: it is not told
    bool has_room(const Offer&) const;
    int64_t cheapest_unit(const OwnLines&) const;

    const PricingFacts& facts_;
    const PricedCart& cart_;
    const std::vector<uint32_t>& line_numbers_;
    Pricing& pricing_;
    std::vector<std::pair<int64_t, Nudge>> nudges_;  // with what each costs the customer yet
};

}  // namespace habitue::loyalty
