// Offers as the programme states them: who gets what on which lines, when, how often, and together with which
// others. A code word, a batch of codes and a voucher are offers too: they differ in what opens them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/money.h"
#include "base/rate.h"
#include "loyalty/codes/code.h"
#include "loyalty/orders/order.h"
#include "loyalty/programme/limit.h"
#include "loyalty/programme/text.h"
#include "rules/expression.h"

namespace habitue::loyalty {

// What is taken off, once the offer holds.
struct Benefit {
    enum class Kind : uint8_t {
        percent,       // `share` of the target
        amount,        // `money` of the target, once
        price,         // each unit of the target costs `money`
        buy_get,       // of each `buy` + `get` units of the target, the `get` cheapest are off by `share`
        free_product,  // `get` units of one of `products` are free; the customer chooses which
        delivery,      // `share` of the delivery
    };
    Kind kind = Kind::percent;
    Rate share{1, 1};
    Money money;
    int64_t buy = 0;
    int64_t get = 0;
    std::vector<std::string> products;  // SKUs
};

// What a percentage or an amount is taken of. `order`: the sum of the offer's lines, rounded down once and split
// over them by largest remainder; `lines`: each line by itself, rounded down.
enum class Target : uint8_t { order, lines, cheapest, dearest };  // the last two: one unit

// From this amount (millionths) or quantity of the offer's own lines on.
struct Step {
    int64_t from = 0;
    Benefit benefit;
};

// How the value of a voucher falls with time since its clock started: steps take the last one reached (share of the
// full benefit); linear and exponential give a share for each whole day. Exact: whole numbers of ten-thousandths.
struct Decay {
    enum class Kind : uint8_t { steps, linear, exponential };
    enum class Clock : uint8_t { issued, placed, paid, delivered };  // the last three: of the order that issues it
    struct Point {
        int32_t day = 0;
        Benefit benefit;  // steps only: what it is worth from that day on
        bool none = false;
    };
    Kind kind = Kind::steps;
    std::vector<Point> steps;
    Period over;  // linear: down to nothing after; exponential: halves each
    Period ends;  // linear and exponential: worth nothing after
    Clock clock = Clock::delivered;
    // For a late parcel: the clock starts at the latest so long after the voucher was issued. Zero: it waits.
    Period wait{0, Period::Unit::days};
};

// When a voucher is issued by itself.
struct Issue {
    enum class Kind : uint8_t { by_hand, order, activity };
    Kind kind = Kind::by_hand;
    OrderState state = OrderState::delivered;
    std::string activity;
    std::optional<rules::Expression> when;   // over customer and order, or activity
    Period validity{0, Period::Unit::days};  // zero: while the offer lasts
    bool insert = false;                     // printed for the parcel
};

// No advantage worth more than a share of what the customer brings.
struct ContributionCap {
    enum class Of : uint8_t { margin, revenue };
    Of of = Of::margin;  // past margin; where no cost is known, revenue times the programme's margin
    Rate share{1, 1};
    bool refuse = false;      // instead of shrinking
    bool first_cart = false;  // who has brought nothing yet is taken to bring what this cart does
};

struct Offer {
    enum class Source : uint8_t {
        everybody,  // applies by itself
        word,       // with one public code
        codes,      // with a code of a batch
        voucher,    // with a voucher issued to one customer or put into a parcel
    };

    std::string id;
    LocalTexts name;
    Source source = Source::everybody;
    std::string word;       // in its plain form (codes/code_text.h)
    std::string community;  // the channel a word was given to, for reports

    std::optional<rules::Expression> who;   // over customer: who does not match never hears of it
    std::optional<rules::Expression> when;  // over customer and cart
    std::optional<rules::Expression> of;    // over a line: the offer's own lines; all when absent
    std::optional<Amount> minimum;          // of the offer's own lines
    std::optional<int64_t> minimum_quantity;

    Target target = Target::order;
    bool by_quantity = false;  // what the steps count
    std::vector<Step> steps;   // rising; one from 0 where the offer is not tiered

    Instant from = kEarliest;  // from <= t < until
    Instant until = kNever;
    uint8_t weekdays = 0x7f;  // bit 0: Monday; local
    int16_t from_minute = 0;  // of the local day; from_minute <= m < until_minute
    int16_t until_minute = 24 * 60;
    std::vector<std::string> channels;  // empty: all

    std::vector<Limit> limits;
    std::vector<size_t> budgets;  // indices into Programme::budgets
    std::optional<ContributionCap> cap;

    size_t group = SIZE_MAX;    // index into Stacking::groups; SIZE_MAX: none
    bool exclusive = false;     // never with another offer
    int priority = 0;           // higher is applied first
    bool after_others = false;  // on what the others left, else on the cart as it came
    enum class On : uint8_t { all_lines, regular_lines, reduced_lines };
    On on = On::all_lines;  // reduced: the shop already took something off

    std::optional<Amount> nudge_within;  // told when so near; absent: never
    std::optional<int64_t> nudge_quantity;
    bool is_public = true;  // a reduction for everybody, for the prior price

    std::optional<Decay> decay;
    std::optional<Issue> issue;  // vouchers
};

// A budget that offers share.
struct Budget {
    std::string id;
    LocalTexts name;
    std::vector<Limit> limits;  // in money or uses, in total or by period; `customer`: each customer's own
};

struct StackGroup {
    std::string id;
    int64_t at_most = 1;
    std::vector<size_t> not_with;  // other groups, both ways
};

struct Stacking {
    enum class Objective : uint8_t {
        customer,  // the largest discount
        merchant,  // the smallest discount of the sets to which nothing could be added
    };
    Objective objective = Objective::customer;
    int64_t at_most = 0;  // offers on one cart; 0: no limit
    std::vector<StackGroup> groups;
    std::optional<Rate> line_floor;  // of margin on cost, that discounts may not go below
    std::optional<Rate> order_floor;
    std::optional<Rate> ceiling;  // what `programme check` warns of: a share of the cart
    bool each_alone = false;      // every offer judged by itself on the cart as it came; none excludes another
    int64_t most_work = 100'000;  // nodes of the search
};

struct GiftCardKind {
    std::string id;
    LocalTexts name;
    bool single_use = false;  // a cheque: what it does not pay is lost
    Money least{1};
    Money most{100'000'00};
    Period validity{0, Period::Unit::days};  // zero: for ever
    Anchor validity_anchor = Anchor::end_of_day;
    Period activation{0, Period::Unit::days};
    Amount minimum_order;
    bool pin = false;
    bool bound = false;                          // to one merchant, named when it is issued
    Period refund_grace{0, Period::Unit::days};  // money that comes back to an expired card lives so long
};

// A small gift with some orders, decided by hash, taken from a stock.
struct SurpriseGift {
    std::string id;
    LocalTexts name;
    std::string product;  // SKU, told to the warehouse with the order
    Rate share{1, 1};     // of the orders that match
    std::optional<rules::Expression> when;
    std::vector<Limit> limits;  // `total` uses: the stock
    Instant from = kEarliest;
    Instant until = kNever;
};

}  // namespace habitue::loyalty
