// What conditions can ask: the declared types of customer, order (also named cart), line, activity and now, and our
// functions. docs/reference/programme.md lists them for people.
#pragma once

#include "loyalty/customer/customer.h"
#include "loyalty/orders/order.h"
#include "loyalty/programme/programme.h"
#include "rules/schema.h"
#include "rules/value.h"

namespace habitue::loyalty {

enum class ConditionScope : uint8_t {
    customer,  // customer, now: segments, rewards
    order,     // and order/cart
    line,      // and line
    activity,  // customer, now, activity
};
// Segments named by segment("...") must be in `segment_ids`.
rules::Schema condition_schema(ConditionScope, const Currency&, const TimeZone&);

// What a condition sees while it is evaluated. Borrowed, alive during the evaluation.
struct ConditionFacts {
    const Programme* programme = nullptr;
    const Standing* standing = nullptr;  // of the customer
    const Customer* customer =
        nullptr;  // asked for history; null when `standing` must suffice (a later recomputation)
    std::vector<Measured>* measured = nullptr;  // where answers from history are noted, when not null
    const Order* order = nullptr;
    Amount order_subtotal;  // goods that are kept, after the shop's discounts
    const OrderLine* line = nullptr;
    std::string_view activity;  // type
    const Attributes* activity_attributes = nullptr;
};

// Several conditions on the same facts, of which only the line changes in between. The facts must outlive it.
class Conditions {
  public:
    explicit Conditions(const ConditionFacts&);
    ~Conditions();
    Conditions(const Conditions&) = delete;
    Conditions& operator=(const Conditions&) = delete;

    bool holds(const rules::Expression&, const OrderLine* line = nullptr);
    rules::Value value_of(const rules::Expression&);

  private:
    class Rep;
    const ConditionFacts& facts_;
    std::unique_ptr<Rep> rep_;  // made when the first one is evaluated
};

// Evaluates; an error (the comparison of a missing attribute, an overflow) counts as false, its text goes to `why`
// when not null. What was never given (an attribute, the days since an order of who never ordered) is null.
bool holds(const rules::Expression&, const ConditionFacts&, std::string* why = nullptr);
rules::Value value_of(const rules::Expression&, const ConditionFacts&);

}  // namespace habitue::loyalty
