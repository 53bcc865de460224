#include "http/routes/order_body.h"

namespace habitue {
namespace {

constexpr TextLimits kOptionalText{.min_bytes = 0, .max_bytes = loyalty::kLongestText};
constexpr Amount kLeastPrice{-kMostAmount.millionths};

loyalty::OrderLine read_line(JsonObject& object, size_t index, const AmountField& amounts) {
    loyalty::OrderLine line;
    line.id = object.optional_text("id", kShopId).value_or(std::to_string(index + 1));
    line.sku = object.optional_text("sku", kOptionalText).value_or("");
    line.category = object.optional_text("category", kOptionalText).value_or("");
    line.quantity = object.integer("quantity", 1, loyalty::kMostQuantity);
    line.unit_price = amounts.read(object, "unit_price", kLeastPrice, true).value_or(Amount{});
    line.discount = amounts.read(object, "discount", {}, false).value_or(Amount{});
    line.tax = amounts.read(object, "tax", {}, false).value_or(Amount{});
    line.gift_card = object.optional_boolean("gift_card").value_or(false);
    line.attributes = read_attributes(object);
    return line;
}

}  // namespace

void read_content(JsonObject& body, loyalty::PutOrder& put, std::vector<std::string>& decimal_fields) {
    put.currency = body.text("currency", {.min_bytes = 3, .max_bytes = 3});
    Currency currency;
    if (auto parsed = parse_currency(put.currency))
        currency = *parsed;
    else if (put.currency.size() == 3)
        body.problem("currency", parsed.fault().problems.front().what);
    const AmountField amounts{currency, decimal_fields};
    put.content.channel = body.optional_text("channel", kOptionalText).value_or("");
    size_t index = 0;
    for (JsonObject& line : body.objects("lines", {.min = 1, .max = loyalty::kMostLines}))
        put.content.lines.push_back(read_line(line, index++, amounts));
    put.content.delivery = amounts.read(body, "delivery", {}, false).value_or(Amount{});
    for (JsonObject& offer : body.objects("pay_with_points", {.min = 0, .max = 20})) {
        loyalty::PointsPayment payment;
        payment.wallet = offer.text("wallet");
        payment.points = offer.points("points");
        payment.hold = static_cast<uint32_t>(offer.optional_integer("hold", 1, UINT32_MAX).value_or(0));
        put.content.pay_with_points.push_back(std::move(payment));
    }
    put.content.attributes = read_attributes(body);
}

}  // namespace habitue
