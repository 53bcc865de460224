#include "http/routes/wire.h"

#include <cassert>
#include <span>

#include "base/decimal.h"
#include "http/routes/wire_offers.h"
#include "loyalty/tiers/tiers.h"

namespace habitue::wire {

using namespace loyalty;

void amount(JsonWriter& json, JsonKey minor_key, Amount value, const Currency& currency) {
    const Money money = round_down(value, currency);
    if (amount_of(money, currency) == value) {
        json.field(minor_key, money.minor);
        return;
    }
    constexpr std::string_view kSuffix = "_minor";
    const std::string_view key = minor_key.name();
    assert(key.ends_with(kSuffix));
    json.field(key.substr(0, key.size() - kSuffix.size()), to_text(value, currency));
}

void instant(JsonWriter& json, JsonKey name, Instant value) {
    if (value != kNever && value > kEarliest) json.field(name, InstantText(value));
}

void attributes(JsonWriter& json, const Attributes& values) {
    json.key("attributes").object();
    for (const Attribute& attribute : values) {
        json.key(attribute.name);
        if (const auto* flag = std::get_if<bool>(&attribute.value))
            json.boolean(*flag);
        else if (const auto* number = std::get_if<int64_t>(&attribute.value))
            json.integer(*number);
        else
            json.text(std::get<std::string>(attribute.value));
    }
    json.end_object();
}

void texts(JsonWriter& json, JsonKey name, const LocalTexts& values) {
    json.key(name).object();
    for (const LocalText& text : values) json.field(text.language, text.singular);
    json.end_object();
}

namespace {

// The world's accounts are told as such; a deficit is told as what is owed.
void change_of(JsonWriter& json, const Entry& entry) {
    json.key("change").object();
    if (entry.from == entry.to) {
        json.end_object();
        return;
    }
    const auto side = [&](Account account, int64_t points) {
        if (is_customers(account)) json.field(name_of(account), account == Account::deficit ? -points : points);
    };
    side(entry.from, -entry.points.value);
    side(entry.to, entry.points.value);
    json.end_object();
}

void optional_text(JsonWriter& json, JsonKey name, std::string_view value) {
    if (!value.empty()) json.field(name, value);
}

Points sum_of(const std::vector<LotPart>& parts) {
    Points sum;
    for (const LotPart& part : parts) sum += part.points;
    return sum;
}

}  // namespace

void entry_fields(JsonWriter& json, const Entry& entry) {
    json.field("id", entry.id).field("wallet", entry.wallet).field("points", entry.points.value);
    json.field("from", name_of(entry.from)).field("to", name_of(entry.to));
    change_of(json, entry);
    const LotKey& lot = is_customers(entry.to) && entry.to != Account::deficit ? entry.to_lot : entry.from_lot;
    if (entry.to == Account::pending) instant(json, "available_at", lot.available_at);
    instant(json, "expires_at", lot.expires_at);
    if (entry.hold != 0) json.field("hold", entry.hold);
    optional_text(json, "rule", entry.rule);
    optional_text(json, "order", entry.order);
    if (!entry.lines.empty()) {
        json.key("lines").array();
        for (const LineShare& share : entry.lines)
            json.object().field("line", share.line).field("points", share.points.value).end_object();
        json.end_array();
    }
    optional_text(json, "reason", entry.reason);
    optional_text(json, "actor", entry.actor);
}

void customer_reference(JsonWriter& json, const Customer& customer) {
    json.key("customer");
    if (!customer.exists()) {
        json.null();
        return;
    }
    json.object().field("id", to_text(customer.id));
    if (!customer.external_ids.empty()) json.field("external_id", customer.external_ids.front());
    json.end_object();
}

namespace {

void balance_fields(JsonWriter& json, const Wallet* wallet) {
    json.field("active", wallet ? wallet->active().value : 0);
    json.field("pending", wallet ? wallet->pending().value : 0);
    json.field("held", wallet ? wallet->held().value : 0);
    json.field("deficit", wallet ? wallet->deficit.value : 0);
}

void lots(JsonWriter& json, const Wallet* wallet) {
    json.key("lots").array();
    for (const Lot& lot : wallet ? std::span(wallet->lots) : std::span<const Lot>()) {
        json.object().field("points", lot.points.value).field("active", lot.active);
        if (!lot.active) instant(json, "available_at", lot.key.available_at);
        instant(json, "expires_at", lot.key.expires_at);
        json.end_object();
    }
    json.end_array();
}

void holds(JsonWriter& json, const Wallet* wallet) {
    json.key("holds").array();
    for (const Hold& hold : wallet ? std::span(wallet->holds) : std::span<const Hold>()) {
        json.object().field("id", hold.id).field("points", sum_of(hold.parts).value);
        instant(json, "ends_at", hold.released_at());
        optional_text(json, "reference", hold.reference);
        optional_text(json, "cart", hold.cart.value);
        json.end_object();
    }
    json.end_array();
}

void totals(JsonWriter& json, const WalletTotals& of) {
    json.key("totals").object();
    json.field("earned", of.earned.value).field("taken_back", of.taken_back.value);
    json.field("redeemed", of.redeemed.value).field("expired", of.expired.value);
    json.field("adjusted", of.adjusted.value).field("transferred", of.transferred.value);
    json.end_object();
}

}  // namespace

void balances(JsonWriter& json, const Programme& programme, const Customer& customer) {
    json.key("wallets").object();
    for (const WalletRule& rule : programme.wallets) {
        json.key(rule.id).object();
        balance_fields(json, customer.wallet(rule.id));
        json.end_object();
    }
    json.end_object();
}

void wallet(JsonWriter& json, const Programme& programme, const WalletRule& rule, const Customer& customer) {
    const Wallet* held = customer.wallet(rule.id);
    json.object().field("id", rule.id);
    texts(json, "name", rule.name);
    json.field("money", rule.money).field("decimals", static_cast<int>(rule.decimals));
    balance_fields(json, held);
    if (const auto worth = worth_of(rule, held ? held->active() : Points{}))
        json.field("worth_minor", worth->minor).field("currency", programme.currency.text());
    lots(json, held);
    holds(json, held);
    totals(json, held ? held->totals : WalletTotals{});
    json.end_object();
}

namespace {

std::string_view word_for(TierMeasure measure) {
    switch (measure) {
        case TierMeasure::spend: return "spend";
        case TierMeasure::points: return "points";
        case TierMeasure::orders: return "orders";
    }
    return "spend";
}

// What is reached is rounded down and what is missing up, so that nobody is told to be there too early.
int64_t figure(const Programme& programme, int64_t measure, bool missing) {
    if (programme.tiers->measure != TierMeasure::spend) return measure;
    if (missing) return -round_down(Amount{-measure}, programme.currency).minor;
    return round_down(Amount{measure}, programme.currency).minor;
}

void level(JsonWriter& json, const Programme& programme, JsonKey key, JsonKey name_key, const std::string& id) {
    if (id.empty()) return;
    json.field(key, id);
    if (const TierLevel* of = programme.level(id)) texts(json, name_key, of->name);
}

}  // namespace

void tier(JsonWriter& json, const Programme& programme, const Customer& customer, Instant now) {
    const auto projection = project_tier(programme, customer, now);
    if (!projection || !programme.tiers) return;
    json.key("tier").object();
    level(json, programme, "level", "name", projection->level);
    json.field("measures", word_for(programme.tiers->measure));
    json.field("measure", figure(programme, projection->measure, false));
    level(json, programme, "next_level", "next_name", projection->next_level);
    if (!projection->next_level.empty()) json.field("to_climb", figure(programme, projection->to_climb, true));
    instant(json, "review_at", projection->review_at);
    instant(json, "downgrade_at", projection->downgrade_at);
    json.field("to_stay", figure(programme, projection->to_stay, true));
    json.end_object();
}

void redemption(JsonWriter& json, const Redemption& of) {
    json.object().field("id", of.id).field("reward", of.reward).field("quantity", of.quantity);
    json.field("wallet", of.wallet).field("points", sum_of(of.parts).value);
    instant(json, "at", of.at);
    json.field("refunded", of.refunded).end_object();
}

void customer(JsonWriter& json, const Programme& programme, const Customer& of, Instant now) {
    json.object().field("id", to_text(of.id));
    if (!of.external_ids.empty()) json.field("external_id", of.external_ids.front());
    json.key("external_ids").array();
    for (const std::string& id : of.external_ids) json.text(id);
    json.end_array();
    instant(json, "created_at", of.created_at);
    json.field("member", of.member());
    instant(json, "joined_at", of.joined_at);
    attributes(json, of.attributes);
    if (of.merged_into) json.field("merged_into", to_text(of.merged_into));
    json.field("orders", of.orders);
    amount(json, "spend_minor", of.spend, programme.currency);
    json.field("currency", programme.currency.text());
    instant(json, "first_order_at", of.first_order_at);
    instant(json, "last_order_at", of.last_order_at);
    balances(json, programme, of);
    tier(json, programme, of, now);
    json.key("redemptions").array();
    for (const Redemption& one : of.redemptions) redemption(json, one);
    json.end_array();
    json.key("merges").array();
    for (const Merge& merge : of.merges) {
        json.object().field("absorbed", to_text(merge.absorbed));
        instant(json, "at", merge.at);
        instant(json, "reversible_until", merge.reversible_until);
        json.field("undone", merge.undone).end_object();
    }
    json.end_array().end_object();
}

namespace {

std::string_view state_of(const Order& order) {
    if (!order.known) return "waiting";
    if (order.cancelled_at != kNever) return name_of(OrderState::cancelled);
    if (order.delivered_at != kNever) return name_of(OrderState::delivered);
    if (order.paid_at != kNever) return name_of(OrderState::paid);
    return name_of(OrderState::placed);
}

void line(JsonWriter& json, const Order& order, const OrderLine& of, const Currency& currency) {
    json.object().field("id", of.id).field("sku", of.sku);
    json.field("category", of.category).field("quantity", of.quantity);
    json.field("kept_quantity", order.kept_quantity(of));
    amount(json, "unit_price_minor", of.unit_price, currency);
    amount(json, "discount_minor", of.discount, currency);
    amount(json, "tax_minor", of.tax, currency);
    json.field("gift_card", of.gift_card);
    if (of.unit_cost) amount(json, "unit_cost_minor", *of.unit_cost, currency);
    optional_text(json, "merchant", of.merchant);
    attributes(json, of.attributes);
    json.end_object();
}

void refunds(JsonWriter& json, JsonKey key, const std::vector<Refund>& all) {
    json.key(key).array();
    for (const Refund& refund : all) {
        json.object().field("id", refund.id);
        instant(json, "at", refund.at);
        json.key("lines").array();
        for (const RefundLine& back : refund.lines)
            json.object().field("line", back.line).field("quantity", back.quantity).end_object();
        json.end_array().end_object();
    }
    json.end_array();
}

void payments(JsonWriter& json, const std::vector<Payment>& all) {
    json.key("paid_with_points").array();
    for (const Payment& payment : all)
        json.object()
            .field("wallet", payment.wallet)
            .field("points", payment.points().value)
            .field("worth_minor", payment.worth.minor)
            .end_object();
    json.end_array();
}

}  // namespace

void order(JsonWriter& json, const Programme& programme, const Order& of) {
    json.object().field("id", of.id.value).field("state", state_of(of));
    if (of.customer) json.field("customer", to_text(of.customer));
    json.field("currency", programme.currency.text()).field("kind", name_of(of.content.kind));
    optional_text(json, "channel", of.content.channel);
    instant(json, "placed_at", of.placed_at);
    instant(json, "paid_at", of.paid_at);
    instant(json, "delivered_at", of.delivered_at);
    instant(json, "cancelled_at", of.cancelled_at);
    json.field("programme_version", of.programme_version);
    json.key("lines").array();
    for (const OrderLine& one : of.content.lines) line(json, of, one, programme.currency);
    json.end_array();
    amount(json, "delivery_minor", of.content.delivery, programme.currency);
    attributes(json, of.content.attributes);
    refunds(json, "refunds", of.refunds);
    refunds(json, "waiting_refunds", of.waiting_refunds);
    json.key("grants").array();
    for (const Grant& grant : of.grants) {
        json.object().field("rule", grant.rule).field("wallet", grant.wallet);
        json.field("points", grant.points.value);
        instant(json, "available_at", grant.lot.available_at);
        instant(json, "expires_at", grant.lot.expires_at);
        json.end_object();
    }
    json.end_array();
    payments(json, of.payments);
    order_offers(json, programme, of);
    json.end_object();
}

}  // namespace habitue::wire
