// What earning rules give for a basket or an activity. Pure arithmetic on exact fractions, so that the same call
// serves the first decision, the recomputation of a kept basket after a refund, and a return without an order. The
// steps of the calculation are those of programme/programme.h, Calculation.
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
};

// The basket as it counts: what is kept of each line and what of its money earns.
struct Basket {
    struct Line {
        const OrderLine* line = nullptr;
        int64_t quantity = 0;
        Amount amount;  // after discounts and advantages, without tax when tax does not earn
        Amount gross;   // with tax
        bool counts = true;
    };
    std::vector<Line> lines;
    Amount subtotal;  // goods, after discounts and advantages, with tax
    Amount delivery;
    Amount paid_by_points;  // worth of the points that pay it
    Amount counted_spend;   // what goes into tiers and history
    Amount margin;          // without tax, of the lines whose cost is known
};
Basket basket_of(const Programme&, const Order&);

// What set the rules off.
struct Occasion {
    Trigger trigger;
    Instant at;  // the event time, for rules with dates
    const Order* order = nullptr;
    const Basket* basket = nullptr;
    const TrackActivity* activity = nullptr;
    const Standing* standing = nullptr;
    const Customer* customer = nullptr;         // null when the standing must suffice
    std::vector<Measured>* measured = nullptr;  // where answers from history are noted
};

// In the order of the rules; rules that give nothing are left out. `overflow` is set when an amount leaves the
// range.
std::vector<Earned> compute_earning(const Programme&, const Occasion&, bool* overflow);

// The customer's standing as conditions see it now.
Standing standing_of(const Programme&, const Customer&, Instant now);

}  // namespace habitue::loyalty
