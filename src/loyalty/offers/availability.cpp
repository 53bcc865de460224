#include "loyalty/offers/availability.h"

#include <algorithm>

#include "base/rate.h"
#include "loyalty/offers/decay.h"

namespace habitue::loyalty {
namespace {

constexpr uint8_t kEveryDay = 0x7f;
constexpr int16_t kMinutesOfDay = 24 * 60;

bool uses(const Code& code, const OrderId& order) {
    return std::any_of(code.uses.begin(), code.uses.end(), [&](const CodeUse& use) { return use.order == order; });
}

bool used_up(const Code& code, Instant at) {
    const auto counts = [&](const CodeUse& use) { return use.held_until > at; };
    return code.most_uses > 0 && std::count_if(code.uses.begin(), code.uses.end(), counts) >= code.most_uses;
}

}  // namespace

Closed why_closed(const PricingFacts& facts, const Offer& offer) {
    if (facts.at < offer.from) return {RefusalCode::not_available_yet, "", true};
    if (facts.at >= offer.until) return {RefusalCode::no_longer_available, "", true};
    const auto& channels = offer.channels;
    if (!channels.empty() &&
        std::find(channels.begin(), channels.end(), facts.order->content.channel) == channels.end())
        return {RefusalCode::offer_not_met, "channel"};
    if (offer.weekdays == kEveryDay && offer.from_minute == 0 && offer.until_minute == kMinutesOfDay) return {};
    const TimeZone& zone = facts.programme->zone;
    if ((offer.weekdays >> (weekday(zone.date_of(facts.at)) - 1) & 1) == 0)
        return {RefusalCode::not_available_yet, "days"};
    const int64_t minute = zone.time_of_day(facts.at) / minutes(1).milliseconds;
    if (minute < offer.from_minute || minute >= offer.until_minute)
        return {RefusalCode::not_available_yet, "hours"};
    return {};
}

std::optional<RefusalCode> why_not_valid(const PricingFacts& facts, const Offer& offer, const Code& code) {
    const CodeForm form = offer.source == Offer::Source::voucher ? CodeForm::voucher : CodeForm::batch;
    const CustomerId customer = facts.customer != nullptr ? facts.customer->id : facts.order->customer;
    const bool of_another = static_cast<bool>(code.customer) && code.customer != customer;
    if (code.form != form || code.voided || of_another || facts.at < code.valid_from ||
        facts.at >= code.valid_until)
        return RefusalCode::code_not_valid;
    if (used_up(code, facts.at) && !uses(code, facts.order->id)) return RefusalCode::code_used;
    return std::nullopt;
}

bool serves_better(const PricingFacts& facts, const Offer& offer, const Code& code, const Code& than) {
    const bool in_use = uses(code, facts.order->id);
    if (in_use != uses(than, facts.order->id)) return in_use;
    if (offer.decay) {
        const Instant start = clock_start(offer, &code, facts.programme->zone);
        const Instant other = clock_start(offer, &than, facts.programme->zone);
        if (start != other) return start > other;
    }
    return code.valid_until != than.valid_until ? code.valid_until < than.valid_until : code.id < than.id;
}

namespace {

int64_t share_of(int64_t whole, Rate rate) { return scale(whole, rate, Rounding::down).value_or(0); }

// Line by line: without tax and cost where the cost is known, else the programme's margin of it.
int64_t margin_of(const Programme& programme, const Order& order, const PricedCart& cart) {
    int64_t margin = 0;
    for (const PricedCart::Line& line : cart.lines) {
        const OrderLine& bought = order.content.lines[line.index];
        int64_t amount = amount_of(line.amount, programme.currency).millionths;
        if (!bought.unit_cost) {
            margin += share_of(amount, programme.margin);
            continue;
        }
        if (programme.prices_with_tax) amount -= share_of(bought.tax.millionths, {line.quantity, bought.quantity});
        margin += amount - bought.unit_cost->millionths * line.quantity;
    }
    return margin;
}

}  // namespace

Money contribution_cap(const Programme& programme, const Standing& standing, const ContributionCap& cap,
                       const Order& order, const PricedCart& cart) {
    const bool of_margin = cap.of == ContributionCap::Of::margin;
    int64_t brought = standing.spend.millionths;
    if (cap.first_cart && standing.orders <= 0 && brought <= 0) {
        brought =
            of_margin ? margin_of(programme, order, cart) : amount_of(cart.goods, programme.currency).millionths;
    } else if (of_margin) {
        const bool is_known = standing.margin != Amount{};
        brought = is_known ? standing.margin.millionths : share_of(brought, programme.margin);
    }
    const auto share = scale(std::max<int64_t>(0, brought), cap.share, Rounding::down);
    return round_down(Amount{share.value_or(INT64_MAX)}, programme.currency);
}

}  // namespace habitue::loyalty
