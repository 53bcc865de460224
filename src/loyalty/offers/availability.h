// Whether an offer is open at an instant, whether a code opens it, and how much it may cost for this customer.
// Internal to the kernel.
#pragma once

#include <optional>

#include "loyalty/offers/candidate.h"

namespace habitue::loyalty {

struct Closed {
    RefusalCode reason{};
    const char* detail = "";
    bool by_dates = false;
    explicit operator bool() const { return reason != RefusalCode{}; }
};
Closed why_closed(const PricingFacts&, const Offer&);  // dates, channel, days and hours

// Code_not_valid or code_used. An order that uses the code already may use it again; a lock that has ended counts
// no more.
std::optional<RefusalCode> why_not_valid(const PricingFacts&, const Offer&, const Code&);
// Of two codes of one offer: the one that the order uses already, then the one worth more, then the one that ends
// first.
bool serves_better(const PricingFacts&, const Offer&, const Code&, const Code& than);

// What the customer has brought until now, times the share.
Money contribution_cap(const Programme&, const Standing&, const ContributionCap&, const Order&, const PricedCart&);

}  // namespace habitue::loyalty
