#include "insight/open_vouchers.h"

#include <algorithm>

#include "base/rate.h"
#include "loyalty/offers/decay.h"

namespace habitue::insight {

using loyalty::Benefit;
using loyalty::Code;
using loyalty::Customer;
using loyalty::Offer;
using loyalty::Programme;
using loyalty::Target;

namespace {

const Benefit* benefit_of(const Offer& offer, Amount order) {
    if (offer.by_quantity) return nullptr;
    const Benefit* reached = nullptr;
    for (const loyalty::Step& step : offer.steps)
        if (step.from <= order.millionths) reached = &step.benefit;
    return reached;
}

bool tells_by_amount(const Offer& offer, const Benefit& benefit) {
    if (benefit.kind == Benefit::Kind::amount) return true;
    const bool whole_cart = !offer.of && (offer.target == Target::order || offer.target == Target::lines);
    return benefit.kind == Benefit::Kind::percent && whole_cart;
}

Money most_of_an_order(const Offer& offer) {
    Money most{INT64_MAX};
    for (const loyalty::Limit& limit : offer.limits)
        if (limit.per == loyalty::LimitPer::order && limit.money) most = std::min(most, *limit.money);
    return most;
}

Amount average_order(const Customer* customer, Amount otherwise) {
    if (customer == nullptr || customer->orders <= 0 || customer->spend <= Amount{}) return otherwise;
    return {customer->spend.millionths / customer->orders};
}

}  // namespace

std::optional<Money> worth_on(const Programme& programme, const Offer& offer, const Code& code, Amount order,
                              Instant day) {
    if (day >= code.valid_until || day >= offer.until) return Money{};
    if (offer.minimum && order < *offer.minimum) return Money{};
    if (offer.by_quantity || offer.minimum_quantity) return std::nullopt;
    const Benefit* full = benefit_of(offer, order);
    loyalty::ValueOfDay value;
    if (offer.decay) value = value_at(*offer.decay, clock_start(offer, &code, programme.zone), day, programme.zone);
    if (value.benefit != nullptr) full = value.benefit;
    if (value.none || full == nullptr) return Money{};
    if (!tells_by_amount(offer, *full)) return std::nullopt;
    const Benefit benefit = scaled(*full, value.share);
    const Money whole = round_down(order, programme.currency);
    Money off = benefit.money;
    if (benefit.kind == Benefit::Kind::percent)
        off = {scale(whole.minor, benefit.share, Rounding::down).value_or(0)};
    return std::min({off, whole, most_of_an_order(offer)});
}

OpenVouchers::OpenVouchers(const Programme& programme, const Rhythms& rhythms, Amount average, Instant now,
                           Rate used)
    : programme_(programme), rhythms_(rhythms), average_(average), now_(now), used_(used) {}

void OpenVouchers::add(const Offer& offer, const Code& code, const Customer* holder) {
    const Amount order = average_order(holder, average_);
    const auto today = worth_on(programme_, offer, code, order, now_);
    if (!today) {
        ++figures_.not_valued;
        return;
    }
    ++figures_.valued;
    figures_.worth_today.minor += today->minor;
    const TimeZone& zone = programme_.zone;
    const auto next =
        rhythms_.next_order(holder, day_number(zone.date_of(code.issued_at)), day_number(zone.date_of(now_)));
    if (next.own) ++figures_.by_own_rhythm;
    for (const ChanceOfDay& chance : next.chances) {
        const Instant day = habitue::add(now_, {static_cast<int32_t>(chance.days), Period::Unit::days}, zone);
        if (day >= code.valid_until) break;
        const auto worth = worth_on(programme_, offer, code, order, day);
        sum_ += Int128{chance.parts} * worth.value_or(Money{}).minor;
    }
}

ExpectedCost OpenVouchers::finish() {
    ExpectedCost figures = figures_;
    const Int128 cost = divide(sum_ * used_.numerator, Int128{kCertain} * used_.denominator, Rounding::half_even);
    figures.cost = {static_cast<int64_t>(cost)};
    figures_ = {};
    sum_ = 0;
    return figures;
}

}  // namespace habitue::insight
