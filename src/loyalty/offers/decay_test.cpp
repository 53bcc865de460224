#include "loyalty/offers/decay.h"

#include "loyalty/offers/test_shop.h"

namespace habitue::loyalty {
namespace {

Decay steps() {
    Decay decay;
    decay.kind = Decay::Kind::steps;
    decay.steps = {{0, percent(15), false}, {7, percent(10), false}, {30, percent(5), false}, {60, {}, true}};
    return decay;
}

struct VoucherCase : TestShop {
    Code code = code_of(9, "retour", CodeForm::voucher);

    VoucherCase() {
        Offer& offer = add("retour", percent(15));
        offer.source = Offer::Source::voucher;
        offer.decay = steps();
        code.issued_at = *parse_instant("2026-03-20T12:00:00Z");
        code.clock_starts_at = *parse_instant("2026-03-25T12:00:00Z");  // 13:00 in Paris
        codes = {&code};
        line("tea", 10000);
    }
    Pricing price_at(const char* instant) {
        at = *parse_instant(instant);
        return price();
    }
};

TEST(Decay, a_voucher_is_worth_less_on_day_8_and_on_day_31_and_says_when_it_changes) {
    VoucherCase shop;
    Pricing pricing = shop.price_at("2026-03-25T12:00:00Z");
    EXPECT_EQ(applied_in(pricing), "retour 1500");
    // summer time begins on 29 March: the same wall-clock time is an hour earlier
    EXPECT_EQ(pricing.applied[0].next_change, *parse_instant("2026-04-01T11:00:00Z"));
    EXPECT_EQ(applied_in(shop.price_at("2026-04-01T10:59:59Z")), "retour 1500");
    EXPECT_EQ(applied_in(shop.price_at("2026-04-01T11:00:00Z")), "retour 1000");
    pricing = shop.price_at("2026-04-02T12:00:00Z");  // day 8
    EXPECT_EQ(applied_in(pricing), "retour 1000");
    EXPECT_EQ(pricing.applied[0].next_change, *parse_instant("2026-04-24T11:00:00Z"));
    EXPECT_EQ(applied_in(shop.price_at("2026-04-25T12:00:00Z")), "retour 500");  // day 31
    EXPECT_EQ(refused_in(shop.price_at("2026-05-25T12:00:00Z")), "retour code_not_valid");
}

TEST(Decay, the_clock_waits_for_a_late_parcel_but_not_for_ever) {
    VoucherCase shop;
    shop.code.clock_starts_at = kNever;
    Pricing pricing = shop.price_at("2026-08-01T12:00:00Z");
    EXPECT_EQ(applied_in(pricing), "retour 1500");
    EXPECT_EQ(pricing.applied[0].next_change, kNever);
    shop.programme.offers[0].decay->wait = Period{21, Period::Unit::days};  // since 20 March: 10 April
    EXPECT_EQ(applied_in(shop.price_at("2026-04-16T12:00:00Z")), "retour 1500");
    EXPECT_EQ(applied_in(shop.price_at("2026-04-18T12:00:00Z")), "retour 1000");
}

TEST(Decay, linear_falls_each_day_to_nothing) {
    const TimeZone zone = TimeZone::utc();
    Decay decay;
    decay.kind = Decay::Kind::linear;
    decay.over = Period{60, Period::Unit::days};
    const Instant start = *parse_instant("2026-01-01T00:00:00Z");
    EXPECT_EQ(value_at(decay, start, start, zone).share, 10'000);
    EXPECT_EQ(value_at(decay, start, start + days(15), zone).share, 7'500);
    EXPECT_EQ(value_at(decay, start, start + days(59), zone).share, 166);  // 1/60, rounded down
    EXPECT_EQ(value_at(decay, start, start + days(15) + hours(5), zone).next_change, start + days(16));
    EXPECT_TRUE(value_at(decay, start, start + days(60), zone).none);
}

TEST(Decay, exponential_halves_exactly) {
    EXPECT_EQ(halved(0, 10), 10'000);
    EXPECT_EQ(halved(10, 10), 5'000);
    EXPECT_EQ(halved(20, 10), 2'500);
    EXPECT_EQ(halved(5, 10), 7'071);   // the square root of one half is 0.70710...
    EXPECT_EQ(halved(1, 3), 7'937);    // its cube root 0.79370...
    EXPECT_EQ(halved(15, 10), 3'535);  // 0.35355...
    EXPECT_EQ(halved(130, 10), 1);     // 1/8192
    EXPECT_EQ(halved(140, 10), 0);
    EXPECT_EQ(halved(100'000, 1), 0);
    for (int64_t day = 1; day < 400; ++day) EXPECT_LE(halved(day, 37), halved(day - 1, 37)) << day;
}

TEST(Decay, an_exponential_voucher_ends_when_it_says) {
    const TimeZone zone = TimeZone::utc();
    Decay decay;
    decay.kind = Decay::Kind::exponential;
    decay.over = Period{10, Period::Unit::days};
    decay.ends = Period{30, Period::Unit::days};
    const Instant start = *parse_instant("2026-01-01T00:00:00Z");
    const ValueOfDay last = value_at(decay, start, start + days(29), zone);
    EXPECT_EQ(last.share, halved(29, 10));
    EXPECT_EQ(last.next_change, start + days(30));
    EXPECT_TRUE(value_at(decay, start, start + days(30), zone).none);
}

TEST(Decay, scales_percentages_and_amounts_and_leaves_the_rest_whole) {
    EXPECT_EQ(scaled(amount_off(999), 5'000).money, Money{499});
    const Rate share = scaled(percent(15), 2'500).share;
    EXPECT_EQ(scale(10'000, share, Rounding::down), 375);
    EXPECT_EQ(scaled(buy_get(2, 1), 2'500).get, 1);
}

}  // namespace
}  // namespace habitue::loyalty
