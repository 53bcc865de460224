#include "loyalty/programme/condition_objects.h"

#include <algorithm>

#include "base/rate.h"

namespace habitue::loyalty {
namespace {

using rules::ErrorKind;
using rules::Value;

constexpr int64_t kDay = days(1).milliseconds;

Value error(ErrorKind kind, const char* what) { return Value::error(kind, what); }

// Whole days from then to now; absent when it never was.
Value days_since(Instant then, Instant now) {
    if (then == kNever) return Value();
    return Value::integer(std::max<int64_t>(0, (now - then).milliseconds / kDay));
}

Value usual_gap_days(const Standing& standing) {
    if (standing.orders < 2 || standing.first_order_at == kNever || standing.last_order_at == kNever)
        return Value::real(0);
    const Duration span = standing.last_order_at - standing.first_order_at;
    const double gaps = static_cast<double>(standing.orders - 1);
    return Value::real(static_cast<double>(span.milliseconds) / static_cast<double>(kDay) / gaps);
}

const Measured* find(const std::vector<Measured>& measured, std::string_view question) {
    const auto at =
        std::find_if(measured.begin(), measured.end(), [&](const Measured& m) { return m.question == question; });
    return at == measured.end() ? nullptr : &*at;
}

// Of the local days from the one that is `window` before now up to now; nothing when it passes 64 bits.
std::optional<int64_t> spent(const Customer& customer, std::string_view category, Instant now, Duration window,
                             const TimeZone& zone) {
    const Instant from{std::max(now.milliseconds - window.milliseconds, kEarliest.milliseconds)};
    const int32_t first = day_number(zone.date_of(from)), last = day_number(zone.date_of(now));
    Int128 sum = 0;
    for (const Day& day : customer.days) {
        if (day.day < first || day.day > last) continue;
        if (category.empty())
            sum += day.spend.millionths;
        else
            for (const CategorySpend& one : day.categories)
                if (one.category == category) sum += one.spend.millionths;
    }
    if (sum > INT64_MAX || sum < INT64_MIN) return std::nullopt;
    return static_cast<int64_t>(sum);
}

}  // namespace

Value AttributesObject::field(int) const { return Value(); }

Value AttributesObject::open_field(std::string_view name) const {
    const AttributeValue* value = attributes_ ? loyalty::find(*attributes_, name) : nullptr;
    if (!value) return Value();
    if (const bool* truth = std::get_if<bool>(value)) return Value::boolean(*truth);
    if (const int64_t* number = std::get_if<int64_t>(value)) return Value::integer(*number);
    return Value::text(std::get<std::string>(*value));
}

Value CustomerObject::field(int field_id) const {
    const Standing& standing = *facts_.standing;
    switch (field_id) {
        case customer_id: return id();
        case customer_member: return Value::boolean(standing.member);
        case customer_tier: return Value::text(standing.tier);
        case customer_orders: return Value::integer(standing.orders);
        case customer_spend_total: return Value::money(standing.spend);
        case customer_days_since_order: return days_since(standing.last_order_at, standing.at);
        case customer_days_since_first_order: return days_since(standing.first_order_at, standing.at);
        case customer_usual_gap_days: return usual_gap_days(standing);
        case customer_attributes: return Value::object(attributes_);
        default: return Value();
    }
}

Value CustomerObject::id() const {
    if (facts_.customer) return Value::owned_text(to_text(facts_.customer->id));
    if (facts_.order) return Value::owned_text(to_text(facts_.order->customer));
    return Value();
}

Value CustomerObject::call(int method, std::span<const Value> arguments) const {
    if (method != customer_spend) return error(ErrorKind::host, "unknown method");
    const Duration window = arguments[1].as_duration();
    if (window.milliseconds < 0) return error(ErrorKind::bad_argument, "a window cannot be below zero");
    return spend(arguments[0].as_text(), window);
}

Value CustomerObject::spend(std::string_view category, Duration window) const {
    const std::string question = "spend " + std::string(category) + " " + std::to_string(window.milliseconds);
    if (const Measured* known = find(facts_.standing->measured, question)) return Value::money({known->answer});
    if (!facts_.customer) return error(ErrorKind::host, "the customer's history is not at hand");
    const TimeZone& zone = facts_.programme->zone;
    const auto sum = spent(*facts_.customer, category, facts_.standing->at, window, zone);
    if (!sum) return error(ErrorKind::overflow, "the sum is too large");
    if (facts_.measured && !find(*facts_.measured, question)) facts_.measured->push_back({question, *sum});
    return Value::money({*sum});
}

Value LineObject::field(int field_id) const {
    switch (field_id) {
        case line_id: return Value::text(line_->id);
        case line_sku: return Value::text(line_->sku);
        case line_category: return Value::text(line_->category);
        case line_quantity: return Value::integer(quantity());
        case line_unit_price: return Value::money(line_->unit_price);
        case line_amount: return amount();
        case line_gift_card: return Value::boolean(line_->gift_card);
        case line_attributes: return Value::object(attributes_);
        default: return Value();
    }
}

// The discount of a line goes with its quantity.
Value LineObject::amount() const {
    const int64_t kept = quantity();
    const auto gross = times(line_->unit_price, kept);
    if (!gross || line_->quantity <= 0) return error(ErrorKind::overflow, "the line's amount is too large");
    const Int128 discount =
        divide(static_cast<Int128>(line_->discount.millionths) * kept, line_->quantity, Rounding::half_even);
    return Value::money({gross->millionths - static_cast<int64_t>(discount)});
}

Value OrderObject::field(int field_id) const {
    const OrderContent& content = facts_.order->content;
    switch (field_id) {
        case order_id: return Value::text(facts_.order->id.value);
        case order_subtotal: return Value::money(facts_.order_subtotal);
        case order_total: return Value::money(facts_.order_subtotal + content.delivery);
        case order_delivery: return Value::money(content.delivery);
        case order_quantity: {
            int64_t sum = 0;  // at most kMostLines * kMostQuantity
            for (const OrderLine& line : content.lines) sum += facts_.order->kept_quantity(line);
            return Value::integer(sum);
        }
        case order_lines: return lines();
        case order_channel: return Value::text(content.channel);
        case order_attributes: return Value::object(attributes_);
        default: return Value();
    }
}

Value OrderObject::lines() const {
    if (!list_) {
        kept_.reserve(facts_.order->content.lines.size());
        list_.emplace();
        for (const OrderLine& line : facts_.order->content.lines)
            if (facts_.order->kept_quantity(line) > 0)
                list_->push_back(Value::object(kept_.emplace_back(&line, facts_.order)));
    }
    return Value::list(*list_);
}

Value ActivityObject::field(int field_id) const {
    return field_id == activity_type ? Value::text(facts_.activity) : Value();
}

}  // namespace habitue::loyalty
