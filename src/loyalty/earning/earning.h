// What earning rules give for a basket or an activity. Pure arithmetic on exact fractions, so that the same call serves the
// first decision, the recomputation of a kept basket after a refund, and a return without an order.
//
//   1. A rule applies when its trigger, dates, members_only, `when` and crossing hold.
//   2. Its base: fixed points; or points per amount of the lines that count (kept quantity, after the shop's discounts,
//      less the share paid with points unless that earns); or points per value of an expression.
//   3. A base with a step of more than the smallest unit is rounded to it, in the rule's direction.
//   4. Multipliers (the tier's and the multiply rules of the same trigger and wallet) act on lines, or on the whole of a
//      value; never on fixed points. Several are combined as the programme says.
//   5. The total is rounded once, in the rule's direction, and split over the lines by largest remainder.
#pragma once

#include <string>
#include <vector>

#include "loyalty/draft.h"
#include "loyalty/programme/schema.h"

namespace habitue::loyalty {

struct Earned {
    const EarningRule* rule = nullptr;
    Points points;
    std::vector<LineShare> lines;  // of a rule that looks at lines
    int64_t crossed_from = 0;
};

// The basket as it counts: what is kept of each line and what of its money earns.
struct Basket {
    struct Line {
        const OrderLine* line = nullptr;
        int64_t quantity = 0;
        Amount amount;  // after discounts, without tax when tax does not earn
        bool counts = true;
    };
    std::vector<Line> lines;
    Amount subtotal;        // goods, after discounts, with tax
    Amount delivery;
    Amount paid_by_points;  // worth of the points that pay it
    Amount counted_spend;   // what goes into tiers and history
    bool empty() const { return lines.empty(); }
};
Basket basket_of(const Programme&, const Order&);

// Which trigger fired, and when.
struct Occasion {
    Trigger trigger;
    Instant at;                                // the event time, for rules with dates
    const Order* order = nullptr;
    const Basket* basket = nullptr;
    const TrackActivity* activity = nullptr;
    const Standing* standing = nullptr;
    const Customer* customer = nullptr;        // null when the standing must suffice
    std::vector<Measured>* measured = nullptr;
    // The measure a crossing rule started from, by rule, for a recomputation; empty on the first decision.
    const std::vector<Grant>* grants = nullptr;
};

// In the order of the rules. An amount that leaves the range of points makes the rule give nothing and is told in
// `overflow`.
std::vector<Earned> compute_earning(const Programme&, const Occasion&, bool* overflow);

// The customer's standing as conditions see it now.
Standing standing_of(const Programme&, const Customer&, Instant now);

}  // namespace habitue::loyalty
