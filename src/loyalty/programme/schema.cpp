#include "loyalty/programme/schema.h"

#include <algorithm>
#include <array>

#include "base/rate.h"
#include "loyalty/programme/condition_objects.h"

namespace habitue::loyalty {
namespace {

using rules::Kind;
using rules::ObjectType;
using rules::Type;
using rules::Value;

// The objects of the schema, once for the whole process: expressions refer to them by address.
struct ObjectTypes {
    ObjectType attributes, customer, line, order, activity;

    ObjectTypes() {
        attributes = {"attributes", {}, {}, true, Kind::dyn};
        customer = {"customer",
                    {{"id", Kind::text, customer_id},
                     {"member", Kind::boolean, customer_member},
                     {"tier", Kind::text, customer_tier},
                     {"orders", Kind::integer, customer_orders},
                     {"spend_total", Kind::money, customer_spend_total},
                     {"days_since_order", Kind::integer, customer_days_since_order},
                     {"days_since_first_order", Kind::integer, customer_days_since_first_order},
                     {"usual_gap_days", Kind::real, customer_usual_gap_days},
                     {"attributes", Type::object(attributes), customer_attributes}},
                    {{"spend", {Kind::text, Kind::duration}, Kind::money, customer_spend}},
                    false,
                    {}};
        line = {"line",
                {{"id", Kind::text, line_id},
                 {"sku", Kind::text, line_sku},
                 {"category", Kind::text, line_category},
                 {"quantity", Kind::integer, line_quantity},
                 {"unit_price", Kind::money, line_unit_price},
                 {"amount", Kind::money, line_amount},
                 {"gift_card", Kind::boolean, line_gift_card},
                 {"attributes", Type::object(attributes), line_attributes}},
                {},
                false,
                {}};
        order = {"order",
                 {{"id", Kind::text, order_id},
                  {"subtotal", Kind::money, order_subtotal},
                  {"total", Kind::money, order_total},
                  {"delivery", Kind::money, order_delivery},
                  {"quantity", Kind::integer, order_quantity},
                  {"lines", Type::list(Type::object(line)), order_lines},
                  {"channel", Kind::text, order_channel},
                  {"attributes", Type::object(attributes), order_attributes}},
                 {},
                 false,
                 {}};
        activity = {"activity", {{"type", Kind::text, activity_type}}, {}, true, Kind::dyn};
    }
};

const ObjectTypes& types() {
    static const ObjectTypes all;
    return all;
}

enum VariableId { variable_customer, variable_now, variable_order, variable_line, variable_activity };
enum FunctionId { function_segment, function_activity };

// Everything a condition can reach, made on the stack for one evaluation.
class FactBindings : public rules::Bindings {
  public:
    explicit FactBindings(const ConditionFacts& facts)
        : facts_(facts),
          customer_(facts),
          order_(facts),
          line_(facts.line, facts.order),
          at_a_line_(facts.line != nullptr),
          activity_(facts) {}

    void look_at(const OrderLine* line) {
        line_ = LineObject(line, facts_.order);
        at_a_line_ = line != nullptr;
    }

    Value variable(int id) const override {
        switch (id) {
            case variable_customer: return Value::object(customer_);
            case variable_now: return Value::timestamp(facts_.standing->at);
            case variable_order: return facts_.order ? Value::object(order_) : nothing("no order is at hand");
            case variable_line: return at_a_line_ ? Value::object(line_) : nothing("no line is at hand");
            case variable_activity: return Value::object(activity_);
            default: return nothing("unknown variable");
        }
    }

    Value function(int id, std::span<const Value> arguments) const override {
        if (id == function_activity) return Value::boolean(facts_.activity == arguments[0].as_text());
        const Segment* segment = facts_.programme ? facts_.programme->segment(arguments[0].as_text()) : nullptr;
        if (!segment) return nothing("there is no such segment");
        return rules::evaluate(segment->condition, *this);
    }

  private:
    static Value nothing(const char* why) { return Value::error(rules::ErrorKind::host, why); }

    const ConditionFacts& facts_;
    CustomerObject customer_;
    OrderObject order_;
    LineObject line_;
    bool at_a_line_;
    ActivityObject activity_;
};

// What lives in the bindings ends with them.
Value single(Value value) {
    const bool borrowed = value.is(Kind::object) || value.is(Kind::list) || value.is(Kind::map);
    return borrowed ? Value::error(rules::ErrorKind::no_overload, "a single value is expected") : value;
}

}  // namespace

class Conditions::Rep : public FactBindings {
    using FactBindings::FactBindings;
};

Conditions::Conditions(const ConditionFacts& facts) : facts_(facts) {}
Conditions::~Conditions() = default;

rules::Value Conditions::value_of(const rules::Expression& expression) {
    if (!rep_) rep_ = std::make_unique<Rep>(facts_);
    rep_->look_at(nullptr);
    return single(rules::evaluate(expression, *rep_));
}

bool Conditions::holds(const rules::Expression& condition, const OrderLine* line) {
    if (!rep_) rep_ = std::make_unique<Rep>(facts_);
    rep_->look_at(line);
    const Value value = rules::evaluate(condition, *rep_);
    return value.is(Kind::boolean) && value.as_boolean();
}

const ObjectType& attributes_type() { return types().attributes; }
const ObjectType& customer_type() { return types().customer; }
const ObjectType& line_type() { return types().line; }
const ObjectType& order_type() { return types().order; }
const ObjectType& activity_object_type() { return types().activity; }

rules::Schema condition_schema(ConditionScope scope, const Currency& currency, const TimeZone& zone) {
    rules::Schema schema;
    schema.currency = currency;
    schema.zone = zone;
    schema.variables = {{"customer", Type::object(types().customer), variable_customer},
                        {"now", Kind::timestamp, variable_now}};
    schema.functions = {{"segment", {Kind::text}, Kind::boolean, function_segment}};
    if (scope == ConditionScope::order || scope == ConditionScope::line) {
        schema.variables.push_back({"order", Type::object(types().order), variable_order});
        schema.variables.push_back({"cart", Type::object(types().order), variable_order});
    }
    if (scope == ConditionScope::line)
        schema.variables.push_back({"line", Type::object(types().line), variable_line});
    if (scope == ConditionScope::activity) {
        schema.variables.push_back({"activity", Type::object(types().activity), variable_activity});
        schema.functions.push_back({"activity", {Kind::text}, Kind::boolean, function_activity});
    }
    return schema;
}

rules::Value value_of(const rules::Expression& expression, const ConditionFacts& facts) {
    const FactBindings bindings(facts);
    return single(rules::evaluate(expression, bindings));
}

bool holds(const rules::Expression& condition, const ConditionFacts& facts, std::string* why) {
    const Value value = value_of(condition, facts);
    if (value.is(Kind::boolean)) return value.as_boolean();
    if (why) *why = value.is_error() ? std::string(value.error_text()) : "the condition is neither true nor false";
    return false;
}

}  // namespace habitue::loyalty
