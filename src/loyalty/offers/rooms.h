// What limits and budgets leave to an offer, and the counting of what is used. One offer is counted under these
// names:
//
//   offer:<id>                   in total: a tally
//   offer:<id>/<per>             of one customer, by period: a use of the customer
//   budget:<id>                  in total: a tally
//   budget:<id>/<per>@<day>      by period, of all customers: a tally; <day> is the number of the period's first
//   day budget:<id>/customer         of one customer
//
// What locked carts hold counts until their time is over. A guest has no use of anything that is limited by
// customer. Internal to the kernel.
#pragma once

#include "loyalty/apply.h"
#include "loyalty/offers/pricing.h"

namespace habitue::loyalty {

class StateRooms : public Rooms {
  public:
    // `at`: whose day, week, month and year count; `now`: until when a cart must hold to count.
    StateRooms(const Programme& programme, const State& state, Instant at, Instant now)
        : programme_(programme), state_(state), at_(at), now_(now) {}
    OfferRoom room(const Offer&) const override;

  private:
    const Programme& programme_;
    const State& state_;
    Instant at_;
    Instant now_;
};

// One use more (or, with negative figures, given back) by the state's customer.
Effects counted(const Programme&, const State&, const Offer&, Instant at, int64_t uses, Money);
// A use reserved for the state's order until then; and what is still reserved of it, free again.
Effects held(const Programme&, const State&, const Offer&, Instant at, Money, Instant until);
Effects released(const Programme&, const State&, const Offer&, Instant at, Money, Instant until, Instant now);

// The tallies by which the programme's offers are limited, and its budgets at that instant.
// A public word that nobody entered, now or before on this order, needs none.
void name_offer_tallies(const Programme&, const std::vector<CodeGiven>& entered, const Order&,
                        std::vector<std::string>& names);
void name_budget_tallies(const Programme&, Instant at, std::vector<std::string>& names);

}  // namespace habitue::loyalty
