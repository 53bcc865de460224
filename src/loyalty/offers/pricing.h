// What the programme takes off a cart: which offers apply, line by line to the minor unit, which do not and why,
// and what is nearly within reach. Pure; the same call serves the preview, the order, and the kept cart after a
// return.
//
// Conditions and minimums look at the cart as the shop sent it (after the shop's own discounts). The chosen offers
// are applied one after another: priority, then the document's order; those `after_others` last. Each takes its
// benefit of the cart as it came (after_others: of what is left), and never more than what is left.
//
// What is told (`explain`, `nudges`): whatever a code that was entered opens or does not; offers whose customer
// matches and of whose goods the cart has some; and of offers on the whole cart those out of reach, the nearest
// ones first, up to kMostOutOfReach. An offer whose `who` does not hold is never told. A code that is unknown,
// over, voided or another's is `code_not_valid` without a detail.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "loyalty/customer/customer.h"
#include "loyalty/orders/order.h"
#include "loyalty/programme/programme.h"
#include "loyalty/refusal.h"

namespace habitue::loyalty {

// What an offer may still cost.
struct OfferRoom {
    int64_t uses = INT64_MAX;
    Money money{INT64_MAX};
    std::string nearest;  // what leaves the least: "offers/noel/limit/0", "budgets/ete/limit/0"; empty: nothing
};
class Rooms {
  public:
    virtual ~Rooms() = default;
    virtual OfferRoom room(const Offer&) const = 0;
};

struct PricingFacts {
    const Programme* programme = nullptr;
    const Customer* customer = nullptr;  // null: a guest, or a kept cart (then `order->standing` must suffice)
    const Standing* standing = nullptr;
    const Order* order = nullptr;  // kept lines count
    Instant at;
    std::vector<std::string_view> words;  // public codes that were entered, in their plain form
    std::vector<const Code*> codes;  // that were entered and exist, and the customer's own vouchers; no gift cards
    const Rooms* rooms = nullptr;    // null: no limits
    std::vector<std::string> only;   // sorted; when not empty only these offers are looked at
    std::vector<std::string> asked;  // sorted; offers whose being left out is told in any case
    std::vector<Measured>* measured = nullptr;
    bool nudges = false;
    bool explain = false;     // fill `not_applied`
    bool line_shares = true;  // fill `lines` of what applies; without, an offer that is judged alone costs less
};

struct Applied {
    const Offer* offer = nullptr;
    CodeId code;   // that opened it, if any
    Money amount;  // the sum of the lines and the delivery
    std::vector<LineDiscount> lines;
    Money delivery;
    std::string
        shrunk_by;  // what made it smaller than its benefit: "cap", "budgets/ete/limit/0", "floor"; else empty
    Instant next_change = kNever;  // of a value that falls: when it does
};

struct NotApplied {
    const Offer* offer = nullptr;  // null: the code opens nothing
    CodeId code;
    std::string word;  // that was entered, if any
    RefusalCode reason = RefusalCode::offer_not_met;
    std::string detail;                 // the figures or the condition; empty for what must not be told
    std::vector<const Offer*> instead;  // the chosen offers that keep it out
    Money alone;                        // offer_excluded: what it gives on a cart of its own
    Money instead_gives;                // ... and what those together give
};

struct Nudge {
    const Offer* offer = nullptr;
    const Benefit* benefit = nullptr;
    Money missing;  // one of the two
    int64_t missing_quantity = 0;
    std::vector<std::string> products;  // of a free product that is earned and not chosen yet
};

struct Pricing {
    std::vector<Applied> applied;  // in the order of application
    std::vector<NotApplied> not_applied;
    std::vector<Nudge> nudges;  // nearest first
    Money goods;                // before
    Money delivery;             // before
    Money discount;             // of both
    bool proven = true;         // no allowed set is better; else the work limit came first
    Money bound;                // no set gives more (customer) or less (merchant)
    uint64_t work = 0;
};
Pricing price(const PricingFacts&);
// The same into a pricing whose memory is used again.
void price(const PricingFacts&, Pricing&);
inline constexpr size_t kMostOutOfReach = 10;
inline constexpr size_t kMostLeftOut = 10;  // of those that apply and are kept out by others, the ones worth most

// What of a line's tax remains once `discount` is taken off its amount: in proportion, rounded half to even. It is
// right for prices that contain the tax and for those that do not.
Amount tax_after(const OrderLine&, Money discount, const Currency&);

}  // namespace habitue::loyalty
