// What vouchers that are still open will cost: the sum, over the days to come, of the chance that the holder orders
// next on that day (rhythm.h) times what the voucher is worth then. It rests on assumptions that the report states:
// the next order is like the holder's average one (like all customers' where there is none), and each voucher is
// used with it, or so many of them as is assumed.
//
// Exact but for the chances: each sum is of money times chance, rounded half to even once for all vouchers of an
// offer.
#pragma once

#include "insight/rhythm.h"
#include "loyalty/programme/programme.h"

namespace habitue::insight {

struct ExpectedCost {
    uint64_t valued = 0;         // vouchers that the figures are about
    uint64_t by_own_rhythm = 0;  // of these
    uint64_t not_valued = 0;     // no average order tells what they take off: free products, parts of the cart
    Money worth_today;           // were all used today, with such orders
    Money cost;
};

// What the benefit of a voucher takes off an order of that amount, on a day when so much of it is left; nothing
// when the amount alone does not tell.
std::optional<Money> worth_on(const loyalty::Programme&, const loyalty::Offer&, const loyalty::Code&, Amount order,
                              Instant day);

class OpenVouchers {
  public:
    // All at one instant; `average` is the order of a customer who has none. `used` is the share that is used.
    OpenVouchers(const loyalty::Programme&, const Rhythms&, Amount average, Instant now, Rate used);
    // The vouchers of one offer, one by one. The holder may be null.
    void add(const loyalty::Offer&, const loyalty::Code&, const loyalty::Customer* holder);
    ExpectedCost finish();  // of what was added since the last call

  private:
    const loyalty::Programme& programme_;
    const Rhythms& rhythms_;
    Amount average_;
    Instant now_;
    Rate used_;
    ExpectedCost figures_;
    Int128 sum_ = 0;  // of minor units times chances
};

}  // namespace habitue::insight
