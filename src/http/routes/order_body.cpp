#include "http/routes/order_body.h"

#include <algorithm>

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
    line.unit_cost = amounts.read(object, "unit_cost", {}, false);
    line.merchant = object.optional_text("merchant", kOptionalText).value_or("");
    line.attributes = read_attributes(object);
    return line;
}

}  // namespace

Entered read_content(JsonObject& body, const loyalty::Programme* programme, loyalty::PutOrder& put,
                     std::vector<std::string>& decimal_fields) {
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
    const auto asked = body.optional_boolean("apply_offers");
    if (programme == nullptr) {
        body.skip("codes");
        body.skip("gift_cards");
        return {};
    }
    put.content.apply_offers = asked.value_or(!programme->offers.empty());
    Entered entered;
    entered.prefixes = read_codes(body, *programme, put.content);
    entered.pins = read_gift_cards(body, *programme, put.content);
    return entered;
}

// A card without a PIN, and one that is unknown, fits: what is wrong with it the kernel says.
Found<bool> pins_fit(ApiContext& api, const loyalty::OrderContent& content, const std::vector<PinGiven>& pins) {
    if (content.gift_cards.empty()) return true;
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    bool fit = true;
    for (const loyalty::CardOffered& offered : content.gift_cards) {
        auto kept = load_code(**reader, offered.card);
        if (!kept) return kept.fault();
        const auto given =
            std::find_if(pins.begin(), pins.end(), [&](const PinGiven& one) { return one.card == offered.card; });
        const uint64_t hash = loyalty::pin_hash_of(api.decider.code_secret(), offered.card,
                                                   given == pins.end() ? std::string_view() : given->pin);
        if (*kept && given != pins.end() && (*kept)->code.pin_hash != 0 && (*kept)->code.pin_hash != hash)
            fit = false;
    }
    return fit;
}

std::vector<Suspect> suspects_of(const Call& call, const loyalty::OrderContent& content, std::string_view customer,
                                 std::string_view visitor_address, const std::vector<std::string>& prefixes) {
    if (content.codes.empty() && content.gift_cards.empty()) return {};
    std::vector<Suspect> suspects{{"key:" + std::to_string(call.key_id), 300}};
    const bool visitor = call.caller == ApiKeyKind::publishable;
    const std::string_view address = visitor ? std::string_view(call.request().remote_address) : visitor_address;
    if (!address.empty()) suspects.push_back({"address:" + std::string(address), 10});
    if (!customer.empty()) suspects.push_back({"customer:" + std::string(customer), 10});
    for (const std::string& prefix : prefixes) suspects.push_back({"campaign:" + prefix, 200});
    return suspects;
}

int wrong_codes(const std::vector<loyalty::Refusal>& refusals) {
    return static_cast<int>(std::count_if(refusals.begin(), refusals.end(), [](const loyalty::Refusal& refusal) {
        return refusal.code == loyalty::RefusalCode::code_not_valid ||
               refusal.code == loyalty::RefusalCode::card_not_valid;
    }));
}

}  // namespace habitue
