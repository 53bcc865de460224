// How the earning rules are looked through: made once from a programme, so that a decision costs what the basket
// can match and not what the programme holds. A plan only leaves out what would give nothing and answers plain
// comparisons without the evaluator; what rules give, and the order in which history is asked, stay the same.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "loyalty/programme/programme.h"

namespace habitue::loyalty {

// A part of a condition that compares one field, which is always there, with literals of its own kind.
struct PlainPart {
    enum class Field : uint8_t {
        line_category,
        line_sku,
        line_quantity,
        line_unit_price,
        line_gift_card,
        order_subtotal,
        order_total,
        order_delivery,
        order_channel,
        customer_member,
        customer_tier,
        customer_orders,
        customer_spend_total,
    };
    Field field = Field::line_category;
    rules::Conjunct::Shape shape = rules::Conjunct::Shape::equal;
    std::vector<int64_t> numbers;    // integers, truth values, millionths
    std::vector<std::string> texts;  // or these

    bool accepts(int64_t) const;
    bool accepts(std::string_view) const;
};

// What of a condition is plain. When one of `parts` does not hold, neither does the condition, and the evaluator
// would not have asked the customer's history before it came to say so.
struct PlainCondition {
    std::vector<PlainPart> parts;
    bool whole = true;  // the condition has no other parts: when all hold, so does it
};
PlainCondition plain_parts_of(const rules::Expression&);

struct EarningPlan {
    struct Rule {
        PlainCondition of, when;
        int32_t category = -1;   // index into `categories`: only lines of it can count
        int32_t evaluated = -1;  // number of the `of` among the different ones that need the evaluator
    };
    // Rules by index into Programme::earning, rising; none of them multiplies.
    struct Occasion {
        std::vector<uint32_t> all;
        std::vector<uint32_t> unindexed;                 // may give something whatever the lines are
        std::vector<std::vector<uint32_t>> by_category;  // give nothing without a line of that category
    };

    std::vector<Rule> rules;                 // one for each of Programme::earning
    std::vector<uint32_t> multiplying;       // rules that multiply, rising
    std::vector<std::string> categories;     // that an `of` asks for, sorted
    std::vector<uint32_t> limited_in_total;  // rules that count on a tally
    int32_t evaluated = 0;                   // different `of` that need the evaluator
    std::array<Occasion, 5> by_state;        // by the number of the OrderState
    Occasion activities;

    const Occasion& on(const Trigger& trigger) const {
        return trigger.kind == Trigger::Kind::activity ? activities : by_state[static_cast<size_t>(trigger.state)];
    }
    int32_t category(std::string_view name) const;  // -1: no rule asks for it
};
EarningPlan plan_earning(const std::vector<EarningRule>&);

}  // namespace habitue::loyalty
