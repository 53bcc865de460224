#include "loyalty/earning/plan.h"

#include <algorithm>
#include <map>
#include <optional>

#include "loyalty/deciders.h"

namespace habitue::loyalty {
namespace {

using Field = PlainPart::Field;
using Shape = rules::Conjunct::Shape;

struct KnownPath {
    std::string_view path;
    Field field;
    rules::Kind kind;
};

constexpr std::array kPaths{
    KnownPath{"line.category", Field::line_category, rules::Kind::text},
    KnownPath{"line.sku", Field::line_sku, rules::Kind::text},
    KnownPath{"line.quantity", Field::line_quantity, rules::Kind::integer},
    KnownPath{"line.unit_price", Field::line_unit_price, rules::Kind::money},
    KnownPath{"line.gift_card", Field::line_gift_card, rules::Kind::boolean},
    KnownPath{"order.subtotal", Field::order_subtotal, rules::Kind::money},
    KnownPath{"cart.subtotal", Field::order_subtotal, rules::Kind::money},
    KnownPath{"order.total", Field::order_total, rules::Kind::money},
    KnownPath{"cart.total", Field::order_total, rules::Kind::money},
    KnownPath{"order.delivery", Field::order_delivery, rules::Kind::money},
    KnownPath{"cart.delivery", Field::order_delivery, rules::Kind::money},
    KnownPath{"order.channel", Field::order_channel, rules::Kind::text},
    KnownPath{"cart.channel", Field::order_channel, rules::Kind::text},
    KnownPath{"customer.member", Field::customer_member, rules::Kind::boolean},
    KnownPath{"customer.tier", Field::customer_tier, rules::Kind::text},
    KnownPath{"customer.orders", Field::customer_orders, rules::Kind::integer},
    KnownPath{"customer.spend_total", Field::customer_spend_total, rules::Kind::money},
};

// False when the literal is of another kind than the field.
bool note(const rules::Value& value, rules::Kind kind, PlainPart& part) {
    if (!value.is(kind)) return false;
    switch (kind) {
        case rules::Kind::text: part.texts.emplace_back(value.as_text()); return true;
        case rules::Kind::integer: part.numbers.push_back(value.as_integer()); return true;
        case rules::Kind::money: part.numbers.push_back(value.as_money().millionths); return true;
        case rules::Kind::boolean: part.numbers.push_back(value.as_boolean()); return true;
        default: return false;
    }
}

std::optional<PlainPart> plain_part(const rules::Conjunct& conjunct) {
    if (conjunct.of_some_element || conjunct.shape == Shape::other || conjunct.shape == Shape::contains)
        return std::nullopt;
    const auto known =
        std::find_if(kPaths.begin(), kPaths.end(), [&](const KnownPath& one) { return one.path == conjunct.path; });
    if (known == kPaths.end()) return std::nullopt;
    PlainPart part;
    part.field = known->field;
    part.shape = conjunct.shape;
    if (part.shape == Shape::holds || part.shape == Shape::fails) {
        if (known->kind != rules::Kind::boolean) return std::nullopt;
        part.numbers = {part.shape == Shape::holds};
        part.shape = Shape::equal;
        return part;
    }
    for (const rules::Value& value : conjunct.values)
        if (!note(value, known->kind, part)) return std::nullopt;
    return part;
}

template <class Asked, class Literals>
bool compare(Shape shape, const Asked& asked, const Literals& literals) {
    if (shape == Shape::one_of) return std::find(literals.begin(), literals.end(), asked) != literals.end();
    const auto& literal = literals.front();
    switch (shape) {
        case Shape::equal: return asked == literal;
        case Shape::not_equal: return asked != literal;
        case Shape::less: return asked < literal;
        case Shape::less_equal: return asked <= literal;
        case Shape::greater: return asked > literal;
        default: return asked >= literal;
    }
}

const std::string* category_asked(const PlainCondition& of) {
    for (const PlainPart& part : of.parts)
        if (part.field == Field::line_category && part.shape == Shape::equal) return &part.texts.front();
    return nullptr;
}

bool asks_history(const std::optional<rules::Expression>& condition) {
    return condition && condition->calls_host();
}

// Whether the rule gives nothing, and asks nothing, when no line counts.
bool needs_a_line(const EarningRule& rule) {
    return rule.calculation.kind != Calculation::Kind::per_value && !asks_history(rule.when);
}

void put_in_order(EarningPlan& plan, const std::vector<EarningRule>& rules) {
    const bool factors_ask = std::any_of(plan.multiplying.begin(), plan.multiplying.end(), [&](uint32_t index) {
        return asks_history(rules[index].when) || asks_history(rules[index].of);
    });
    for (EarningPlan::Occasion& occasion : plan.by_state) occasion.by_category.resize(plan.categories.size());
    for (uint32_t i = 0; i < rules.size(); ++i) {
        if (rules[i].calculation.kind == Calculation::Kind::multiply) continue;
        const bool by_order = rules[i].trigger.kind == Trigger::Kind::order;
        EarningPlan::Occasion& occasion =
            by_order ? plan.by_state[static_cast<size_t>(rules[i].trigger.state)] : plan.activities;
        occasion.all.push_back(i);
        const int32_t category = plan.rules[i].category;
        const bool indexed = by_order && category >= 0 && needs_a_line(rules[i]) && !factors_ask;
        (indexed ? occasion.by_category[static_cast<size_t>(category)] : occasion.unindexed).push_back(i);
    }
}

}  // namespace

bool PlainPart::accepts(int64_t asked) const { return compare(shape, asked, numbers); }
bool PlainPart::accepts(std::string_view asked) const { return compare(shape, asked, texts); }

PlainCondition plain_parts_of(const rules::Expression& condition) {
    PlainCondition plain;
    const bool asks = condition.calls_host();
    for (const rules::Conjunct& conjunct : condition.conjuncts()) {
        if (auto part = plain_part(conjunct)) {
            if (plain.whole || !asks) plain.parts.push_back(std::move(*part));
        } else {
            plain.whole = false;
        }
    }
    return plain;
}

int32_t EarningPlan::category(std::string_view name) const {
    const auto place = std::lower_bound(categories.begin(), categories.end(), name);
    return place != categories.end() && *place == name ? static_cast<int32_t>(place - categories.begin()) : -1;
}

EarningPlan plan_earning(const std::vector<EarningRule>& rules) {
    EarningPlan plan;
    plan.rules.resize(rules.size());
    std::map<std::string, int32_t> evaluated;  // by source
    for (uint32_t i = 0; i < rules.size(); ++i) {
        EarningPlan::Rule& planned = plan.rules[i];
        if (rules[i].when) planned.when = plain_parts_of(*rules[i].when);
        if (rules[i].of) planned.of = plain_parts_of(*rules[i].of);
        if (!planned.of.whole)
            planned.evaluated =
                evaluated.emplace(rules[i].of->source(), static_cast<int32_t>(evaluated.size())).first->second;
        if (const std::string* name = category_asked(planned.of)) plan.categories.push_back(*name);
        if (rules[i].calculation.kind == Calculation::Kind::multiply) plan.multiplying.push_back(i);
        if (has_total_limit(rules[i].limits)) plan.limited_in_total.push_back(i);
    }
    plan.evaluated = static_cast<int32_t>(evaluated.size());
    std::sort(plan.categories.begin(), plan.categories.end());
    plan.categories.erase(std::unique(plan.categories.begin(), plan.categories.end()), plan.categories.end());
    for (EarningPlan::Rule& planned : plan.rules)
        if (const std::string* name = category_asked(planned.of)) planned.category = plan.category(*name);
    put_in_order(plan, rules);
    return plan;
}

}  // namespace habitue::loyalty
