#include "loyalty/offers/decay.h"

#include <algorithm>
#include <array>

#include "base/rate.h"

namespace habitue::loyalty {
namespace {

__extension__ typedef unsigned __int128 Unsigned128;

constexpr int kBits = 62;  // of the fractions below: 2^62 is one
constexpr int kRoots = 40;
constexpr uint64_t kOne = uint64_t{1} << kBits;

uint64_t root_of(Unsigned128 square) {
    uint64_t root = 0;
    for (uint64_t bit = uint64_t{1} << 63; bit != 0; bit >>= 1) {
        const uint64_t tried = root | bit;
        if (static_cast<Unsigned128>(tried) * tried <= square) root = tried;
    }
    return root;
}

// 2^(-1/2), 2^(-1/4), 2^(-1/8) ...
const std::array<uint64_t, kRoots>& roots_of_one_half() {
    static const auto roots = [] {
        std::array<uint64_t, kRoots> made{};
        uint64_t before = kOne / 2;
        for (uint64_t& root : made) before = root = root_of(static_cast<Unsigned128>(before) << kBits);
        return made;
    }();
    return roots;
}

// Whole days: the wall-clock time of the start is what ends a day.
int64_t days_between(Instant start, Instant at, const TimeZone& zone) {
    if (at <= start) return 0;
    const int64_t days = day_number(zone.date_of(at)) - day_number(zone.date_of(start));
    const Instant reached = add(start, Period{static_cast<int32_t>(days), Period::Unit::days}, zone);
    return reached > at ? days - 1 : days;
}

Instant day_after(Instant start, int64_t days, const TimeZone& zone) {
    return add(start, Period{static_cast<int32_t>(days), Period::Unit::days}, zone);
}

int64_t days_of(Period period, Instant start, const TimeZone& zone) {
    return std::max<int64_t>(1, days_between(start, add(start, period, zone), zone));
}

ValueOfDay step_at(const Decay& decay, Instant start, int64_t day, const TimeZone& zone) {
    ValueOfDay value;
    for (const Decay::Point& point : decay.steps) {
        if (point.day > day) {
            value.next_change = day_after(start, point.day, zone);
            break;
        }
        value.none = point.none;
        value.benefit = point.none ? nullptr : &point.benefit;
    }
    return value;
}

}  // namespace

int32_t halved(int64_t days, int64_t half_life) {
    if (days / half_life > 14) return 0;  // 2^14 > 10,000
    uint64_t value = kOne;
    const auto fraction =
        static_cast<uint64_t>((static_cast<Int128>(days % half_life) << kRoots) / half_life);  // of a half-life
    for (int i = 0; i < kRoots; ++i)
        if (fraction >> (kRoots - 1 - i) & 1)
            value = static_cast<uint64_t>(static_cast<Unsigned128>(value) * roots_of_one_half()[i] >> kBits);
    value >>= days / half_life;
    return static_cast<int32_t>(static_cast<Unsigned128>(value) * kFullValue >> kBits);
}

Instant clock_start(const Offer& offer, const Code* code, const TimeZone& zone) {
    if (code == nullptr) return offer.from;
    Instant start = code->clock_starts_at;
    if (offer.decay && offer.decay->wait.count > 0)
        start = std::min(start, add(code->issued_at, offer.decay->wait, zone));
    return start;
}

ValueOfDay value_at(const Decay& decay, Instant start, Instant at, const TimeZone& zone) {
    const bool waits = start == kNever || at < start;
    const int64_t day = waits ? 0 : days_between(start, at, zone);
    if (decay.kind == Decay::Kind::steps) {
        ValueOfDay value = step_at(decay, start, day, zone);
        if (start == kNever) value.next_change = kNever;
        return value;
    }
    ValueOfDay value;
    if (start == kNever) return value;
    const bool linear = decay.kind == Decay::Kind::linear;
    const int64_t over = days_of(decay.over, start, zone);
    int64_t end = decay.ends.count > 0 ? days_of(decay.ends, start, zone) : INT64_MAX;
    if (linear) end = std::min(end, over);
    const auto share_on = [&](int64_t day_of_life) -> int32_t {
        if (day_of_life >= end) return 0;
        return linear ? static_cast<int32_t>(kFullValue * (over - day_of_life) / over) : halved(day_of_life, over);
    };
    value.share = share_on(day);
    value.none = value.share == 0;
    if (value.none) return value;
    int64_t next = day + 1;
    while (share_on(next) == value.share) ++next;
    value.next_change = day_after(start, next, zone);
    return value;
}

Benefit scaled(const Benefit& benefit, int32_t share) {
    Benefit left = benefit;
    if (share == kFullValue) return left;
    const Rate rate{share, kFullValue};
    switch (benefit.kind) {
        case Benefit::Kind::percent:
        case Benefit::Kind::delivery:
            left.share = {benefit.share.numerator * share, benefit.share.denominator * kFullValue};
            break;
        case Benefit::Kind::amount: left.money.minor = *scale(benefit.money.minor, rate, Rounding::down); break;
        case Benefit::Kind::price:
        case Benefit::Kind::buy_get:
        case Benefit::Kind::free_product: break;
    }
    return left;
}

}  // namespace habitue::loyalty
