#include "connect/order_row.h"

#include "base/decimal.h"
#include "connect/local_time.h"
#include "loyalty/orders/order.h"

namespace habitue::connect {
namespace {

constexpr size_t kLongestOrderId = 128;
constexpr OrderField kNeeded[] = {OrderField::order_id, OrderField::customer_id, OrderField::ordered_at,
                                  OrderField::sku,      OrderField::quantity,    OrderField::unit_price};

std::string listed(const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "\"" : ", \"") + name + "\"";
    return out;
}

// The first reason stays.
void refuse(OrderRow& row, const char* reason, std::string detail) {
    if (row.unusable) return;
    row.unusable = reason;
    row.detail = std::move(detail);
}

}  // namespace

Result<OrderRowReader> OrderRowReader::open(const CsvReader& csv, const OrdersPreset& preset, TimeZone zone) {
    OrderRowReader reader(std::move(zone));
    reader.guests_ = preset.guests;
    reader.decimal_comma_ = csv.separator() != ',';
    for (size_t i = 0; i < kOrderFields; ++i)
        reader.columns_[i] = preset.columns[i].empty() ? -1 : csv.column(preset.columns[i]);
    Fault missing{FaultKind::invalid, {}};
    for (const OrderField field : kNeeded)
        if (!reader.has(field))
            missing.problems.push_back({"line 1", "the column \"" + preset.column(field) + "\" (" +
                                                      std::string(name_of(field)) + ") is missing; the file has " +
                                                      listed(csv.header())});
    if (!missing.problems.empty()) return missing;
    return reader;
}

void OrderRowReader::read(const CsvRow& row, OrderRow& out) {
    out.unusable = nullptr;
    out.quantity = 0;
    out.unit_price = out.discount = {};
    if (row.problem != RowProblem::none)
        return refuse(out, name_of(row.problem).data(),
                      std::to_string(row.fields.size()) + " fields were read in this row");
    read_texts(row, out);
    read_numbers(row, out);
    read_times(row, out);
}

void OrderRowReader::read_texts(const CsvRow& row, OrderRow& out) const {
    out.order_id = text(row, OrderField::order_id);
    out.customer_id = text(row, OrderField::customer_id);
    out.line_id = text(row, OrderField::line_id);
    out.sku = text(row, OrderField::sku);
    out.category = text(row, OrderField::category);
    out.currency = text(row, OrderField::currency);
    out.channel = text(row, OrderField::channel);
    if (out.customer_id.empty() && !guests_) refuse(out, "no_customer", "the row names no customer");
    if (out.order_id.empty()) refuse(out, "no_order_id", "the row names no order");
    if (out.order_id.size() > kLongestOrderId) refuse(out, "text_too_long", "an order id has at most 128 bytes");
    for (const std::string_view value : {out.customer_id, out.line_id, out.sku, out.category, out.channel})
        if (value.size() > loyalty::kLongestText) refuse(out, "text_too_long", "a text has at most 256 bytes");
}

void OrderRowReader::read_numbers(const CsvRow& row, OrderRow& out) const {
    const auto number = [&](OrderField field, int decimals, const char* reason, int64_t most) -> int64_t {
        const std::string_view written = text(row, field);
        const bool comma = decimal_comma_ && written.find(',') != std::string_view::npos;
        const auto value = parse_decimal(written, decimals, comma);
        if (!value) {
            refuse(out, reason, value.fault().problems.front().what);
        } else if (*value > most || *value < -most) {
            refuse(out, reason, "\"" + std::string(written) + "\" is too large");
        } else {
            return *value;
        }
        return 0;
    };
    out.quantity = number(OrderField::quantity, 0, "bad_quantity", loyalty::kMostQuantity);
    out.unit_price = {number(OrderField::unit_price, 6, "bad_price", kMostAmount.millionths)};
    if (!text(row, OrderField::discount).empty())
        out.discount = {number(OrderField::discount, 6, "bad_discount", kMostAmount.millionths)};
    if (out.discount < Amount{}) refuse(out, "bad_discount", "a discount is not below zero");
    if (out.quantity == 0) refuse(out, "zero_quantity", "the quantity is zero");
}

void OrderRowReader::read_times(const CsvRow& row, OrderRow& out) {
    const auto time = [&](OrderField field, bool needed) {
        const std::string_view written = text(row, field);
        if (written.empty() && !needed) return kNever;
        const auto at = time_of(written);
        if (at) return *at;
        refuse(out, "bad_date", at.fault().problems.front().what);
        return kNever;
    };
    out.ordered_at = time(OrderField::ordered_at, true);
    out.paid_at = time(OrderField::paid_at, false);
    out.delivered_at = time(OrderField::delivered_at, false);
}

Result<Instant> OrderRowReader::time_of(std::string_view written) {
    if (written == last_time_text_ && !written.empty()) return last_time_;
    const auto at = parse_local_time(written, zone_);
    if (!at) return at.fault();
    last_time_text_ = written;
    last_time_ = *at;
    return last_time_;
}

}  // namespace habitue::connect
