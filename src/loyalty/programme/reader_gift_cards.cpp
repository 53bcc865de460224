#include "loyalty/programme/reading.h"

namespace habitue::loyalty {
namespace {

void read_face_value(Reading& reading, const Place& card, GiftCardKind& kind) {
    const auto amount = Reading::child(card, "amount");
    if (!amount) return;
    const auto above_zero = [&](const Place& place, Money otherwise) {
        const Money money = reading.money(place).value_or(otherwise);
        if (money.minor > 0) return money;
        reading.problem(place, "a gift card is worth something: an amount above zero is expected");
        return otherwise;
    };
    if (!amount->node->is_map()) {
        kind.least = kind.most = above_zero(*amount, kind.most);
        return;
    }
    if (!reading.map(*amount, {"from", "to"})) return;
    if (const auto from = Reading::child(*amount, "from")) kind.least = above_zero(*from, kind.least);
    const auto to = Reading::child(*amount, "to");
    if (to) kind.most = above_zero(*to, kind.most);
    if (kind.most < kind.least) reading.problem(to ? *to : *amount, "the largest amount is below the smallest one");
}

// 12 months, or {after: 12 months, at: end of month}
void read_validity(Reading& reading, const Place& card, GiftCardKind& kind) {
    const auto place = Reading::child(card, "validity");
    if (!place) return;
    const bool spelled_out = place->node->is_map();
    if (spelled_out && !reading.map(*place, {"after", "at"})) return;
    const auto after = spelled_out ? reading.required(*place, "after", "a period such as 12 months") : *place;
    if (after) {
        kind.validity = reading.period(*after).value_or(Period{1, Period::Unit::days});
        if (kind.validity.count == 0) reading.expected(*after, "a period of at least one day");
    }
    const auto at = spelled_out ? Reading::child(*place, "at") : std::nullopt;
    if (at)
        kind.validity_anchor = reading
                                   .choice<Anchor>(*at, {{"end of day", Anchor::end_of_day},
                                                         {"end of month", Anchor::end_of_month},
                                                         {"end of quarter", Anchor::end_of_quarter},
                                                         {"end of year", Anchor::end_of_year}})
                                   .value_or(Anchor::end_of_day);
}

void read_kind(Reading& reading, const Place& place, std::vector<std::string>& seen) {
    if (!reading.map(place, {"id", "name", "form", "amount", "validity", "activation", "minimum_order", "pin",
                             "merchant", "refund_grace"}))
        return;
    GiftCardKind kind;
    kind.id = read_id(reading, place, "gift card", seen);
    kind.name = reading.name(place, kind.id);
    if (const auto form = Reading::child(place, "form"))
        kind.single_use = reading.choice<bool>(*form, {{"card", false}, {"cheque", true}}).value_or(false);
    read_face_value(reading, place, kind);
    read_validity(reading, place, kind);
    if (const auto activation = Reading::child(place, "activation"))
        kind.activation = reading.period(*activation).value_or(kind.activation);
    if (const auto minimum = Reading::child(place, "minimum_order"))
        kind.minimum_order = reading.amount(*minimum).value_or(Amount{});
    if (const auto pin = Reading::child(place, "pin")) kind.pin = reading.truth(*pin).value_or(false);
    if (const auto merchant = Reading::child(place, "merchant"))
        kind.bound = reading.choice<bool>(*merchant, {{"one", true}, {"any", false}}).value_or(false);
    if (const auto grace = Reading::child(place, "refund_grace"))
        kind.refund_grace = reading.period(*grace).value_or(kind.refund_grace);
    reading.programme.gift_cards.push_back(std::move(kind));
}

void read_gift(Reading& reading, const Place& place, std::vector<std::string>& seen) {
    if (!reading.map(place, {"id", "name", "product", "share", "when", "limit", "from", "until"})) return;
    SurpriseGift gift;
    gift.id = read_id(reading, place, "gift", seen);
    gift.name = reading.name(place, gift.id);
    if (const auto product = reading.required(place, "product", "the SKU that goes into the parcel")) {
        gift.product = reading.text(*product, "the SKU that goes into the parcel").value_or("");
        if (gift.product.empty() || gift.product.size() > kLongestText)
            reading.expected(*product, "a SKU of 1 to 256 bytes");
    }
    if (const auto share = Reading::child(place, "share")) gift.share = reading.share(*share).value_or(gift.share);
    if (const auto when = Reading::child(place, "when"))
        gift.when = reading.condition(*when, ConditionScope::order);
    gift.limits = read_money_limits(reading, place);
    for (const Limit& limit : gift.limits)
        if (!limit.uses)
            reading.problem(*Reading::child(place, "limit"), "gifts are counted in pieces, such as 200 in total");
    read_dates(reading, place, gift.from, gift.until);
    reading.programme.gifts.push_back(std::move(gift));
}

}  // namespace

void read_gift_cards(Reading& reading, const Place& document) {
    const auto kinds = Reading::child(document, "gift_cards");
    if (!kinds) return;
    std::vector<std::string> seen;
    for (const Place& kind : reading.elements(*kinds)) read_kind(reading, kind, seen);
}

void read_gifts(Reading& reading, const Place& document) {
    const auto gifts = Reading::child(document, "gifts");
    if (!gifts) return;
    std::vector<std::string> seen;
    for (const Place& gift : reading.elements(*gifts)) read_gift(reading, gift, seen);
}

}  // namespace habitue::loyalty
