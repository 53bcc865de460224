// What conditions see of the facts: the customer, the order with its kept lines, a line, an activity. Borrowed
// views, made for one evaluation. Their types are declared in schema.cpp.
#pragma once

#include <optional>
#include <vector>

#include "loyalty/programme/schema.h"

namespace habitue::loyalty {

enum ConditionField {
    customer_id,
    customer_member,
    customer_tier,
    customer_orders,
    customer_spend_total,
    customer_days_since_order,
    customer_days_since_first_order,
    customer_usual_gap_days,
    customer_attributes,
    line_id,
    line_sku,
    line_category,
    line_quantity,
    line_unit_price,
    line_amount,
    line_gift_card,
    line_attributes,
    order_id,
    order_subtotal,
    order_total,
    order_delivery,
    order_quantity,
    order_lines,
    order_channel,
    order_attributes,
    activity_type,
};
enum ConditionMethod { customer_spend };

const rules::ObjectType& attributes_type();
const rules::ObjectType& customer_type();
const rules::ObjectType& line_type();
const rules::ObjectType& order_type();
const rules::ObjectType& activity_object_type();

// Any name may be asked; one that is not there is absent.
class AttributesObject : public rules::Object {
  public:
    explicit AttributesObject(const Attributes* attributes) : attributes_(attributes) {}
    const rules::ObjectType& type() const override { return attributes_type(); }
    rules::Value field(int id) const override;
    rules::Value open_field(std::string_view name) const override;

  private:
    const Attributes* attributes_;  // null: none
};

class CustomerObject : public rules::Object {
  public:
    explicit CustomerObject(const ConditionFacts& facts)
        : facts_(facts), attributes_(&facts.standing->attributes) {}
    const rules::ObjectType& type() const override { return customer_type(); }
    rules::Value field(int id) const override;
    rules::Value call(int method, std::span<const rules::Value> arguments) const override;

  private:
    rules::Value id() const;
    rules::Value spend(std::string_view category, Duration window) const;

    const ConditionFacts& facts_;
    AttributesObject attributes_;
};

// Of a line what is kept: quantity and amount are less what was refunded.
class LineObject : public rules::Object {
  public:
    LineObject(const OrderLine* line, const Order* order)
        : line_(line), order_(order), attributes_(line ? &line->attributes : nullptr) {}
    const rules::ObjectType& type() const override { return line_type(); }
    rules::Value field(int id) const override;
    int64_t quantity() const { return order_ ? order_->kept_quantity(*line_) : line_->quantity; }

  private:
    rules::Value amount() const;

    const OrderLine* line_;
    const Order* order_;
    AttributesObject attributes_;
};

class OrderObject : public rules::Object {
  public:
    explicit OrderObject(const ConditionFacts& facts)
        : facts_(facts), attributes_(facts.order ? &facts.order->content.attributes : nullptr) {}
    const rules::ObjectType& type() const override { return order_type(); }
    rules::Value field(int id) const override;

  private:
    rules::Value lines() const;  // those of which something is kept

    const ConditionFacts& facts_;
    AttributesObject attributes_;
    mutable std::vector<LineObject> kept_;  // made when a condition first asks
    mutable std::optional<rules::List> list_;
};

class ActivityObject : public rules::Object {
  public:
    explicit ActivityObject(const ConditionFacts& facts) : facts_(facts), attributes_(facts.activity_attributes) {}
    const rules::ObjectType& type() const override { return activity_object_type(); }
    rules::Value field(int id) const override;
    rules::Value open_field(std::string_view name) const override { return attributes_.open_field(name); }

  private:
    const ConditionFacts& facts_;
    AttributesObject attributes_;
};

}  // namespace habitue::loyalty
