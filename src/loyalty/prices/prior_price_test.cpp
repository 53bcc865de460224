#include "loyalty/prices/prior_price.h"

#include <gtest/gtest.h>

namespace habitue::loyalty {
namespace {

using Reason = PriorPrice::Reason;

const TimeZone& paris() {
    static const TimeZone zone = *TimeZone::find("Europe/Paris");
    return zone;
}

// The local midnight of a day of 2026.
Instant on(uint8_t month, uint8_t day) { return paris().start_of({2026, month, day}); }

PriceHistory history(std::initializer_list<PublicPrice> prices) {
    PriceHistory out;
    for (const PublicPrice& one : prices) record(out, one);
    return out;
}

Money euros(int64_t amount) { return {amount * 100}; }

void expect(const PriorPrice& prior, Reason reason, std::optional<Money> price, Instant began) {
    EXPECT_EQ(name_of(prior.reason), name_of(reason));
    EXPECT_EQ(prior.price, price);
    EXPECT_EQ(to_text(prior.began), to_text(began));
}

TEST(PriorPrice, is_the_lowest_of_the_30_days_before_the_reduction) {
    // 100, a short sale at 80, 100 again, and a reduction to 70: the 80 counts
    const PriceHistory prices = history(
        {{on(6, 1), euros(100)}, {on(10, 10), euros(80)}, {on(10, 15), euros(100)}, {on(11, 1), euros(70)}});
    expect(prior_price(prices, on(11, 5), paris()), Reason::lowest, euros(80), on(11, 1));
}

TEST(PriorPrice, a_sale_that_ended_more_than_30_days_before_counts_no_more) {
    const PriceHistory prices =
        history({{on(6, 1), euros(100)}, {on(8, 1), euros(80)}, {on(8, 20), euros(100)}, {on(11, 1), euros(70)}});
    expect(prior_price(prices, on(11, 5), paris()), Reason::lowest, euros(100), on(11, 1));
}

TEST(PriorPrice, the_30_days_begin_at_the_same_hour_of_the_local_day) {
    // the clock changes on 25 October: 30 local days before 10 November is 11 October, not an hour beside
    const auto with_sale_until = [](Instant end) {
        return history(
            {{on(6, 1), euros(100)}, {on(10, 1), euros(80)}, {end, euros(100)}, {on(11, 10), euros(70)}});
    };
    expect(prior_price(with_sale_until(on(10, 11)), on(11, 10), paris()), Reason::lowest, euros(100), on(11, 10));
    expect(prior_price(with_sale_until(on(10, 11) + minutes(1)), on(11, 10), paris()), Reason::lowest, euros(80),
           on(11, 10));
}

TEST(PriorPrice, a_price_that_was_raised_just_before_does_not_become_the_reference) {
    const PriceHistory prices =
        history({{on(6, 1), euros(100)}, {on(10, 25), euros(150)}, {on(11, 1), euros(100)}});
    const PriorPrice prior = prior_price(prices, on(11, 5), paris());
    expect(prior, Reason::lowest, euros(100), on(11, 1));
    EXPECT_FALSE(is_reduced(prior, euros(100)));
    EXPECT_TRUE(is_reduced(prior, euros(99)));
}

TEST(PriorPrice, steps_down_keep_the_reference_of_before_the_first) {
    const PriceHistory prices =
        history({{on(6, 1), euros(100)}, {on(11, 1), euros(80)}, {on(11, 15), euros(70)}, {on(12, 1), euros(50)}});
    expect(prior_price(prices, on(11, 10), paris()), Reason::lowest, euros(100), on(11, 1));
    expect(prior_price(prices, on(11, 20), paris()), Reason::progressive, euros(100), on(11, 1));
    expect(prior_price(prices, on(12, 20), paris()), Reason::progressive, euros(100), on(11, 1));
}

TEST(PriorPrice, a_rise_in_between_ends_the_reduction) {
    const PriceHistory prices =
        history({{on(6, 1), euros(100)}, {on(11, 1), euros(80)}, {on(11, 15), euros(90)}, {on(12, 1), euros(70)}});
    expect(prior_price(prices, on(12, 2), paris()), Reason::lowest, euros(80), on(12, 1));
}

TEST(PriorPrice, a_price_that_held_for_30_days_is_a_price_of_its_own) {
    const PriceHistory prices = history({{on(1, 1), euros(100)}, {on(6, 1), euros(80)}, {on(11, 1), euros(70)}});
    expect(prior_price(prices, on(11, 2), paris()), Reason::lowest, euros(80), on(11, 1));
}

TEST(PriorPrice, a_long_reduction_keeps_its_reference) {
    const PriceHistory prices = history({{on(1, 1), euros(100)}, {on(3, 1), euros(80)}});
    expect(prior_price(prices, on(9, 1), paris()), Reason::lowest, euros(100), on(3, 1));
}

TEST(PriorPrice, a_product_on_sale_for_less_than_30_days_takes_what_there_is) {
    const PriceHistory prices = history({{on(11, 1), euros(60)}, {on(11, 8), euros(50)}});
    expect(prior_price(prices, on(11, 9), paris()), Reason::since_on_sale, euros(60), on(11, 8));
}

TEST(PriorPrice, a_product_that_was_never_dearer_has_none) {
    const PriceHistory prices = history({{on(11, 1), euros(50)}});
    expect(prior_price(prices, on(11, 9), paris(), on(11, 1)), Reason::no_price, std::nullopt, on(11, 1));
    expect(prior_price({}, on(11, 9), paris()), Reason::no_price, std::nullopt, on(11, 9));
}

TEST(PriorPrice, an_offer_of_ours_is_a_reduction_too) {
    const PriceHistory prices = history({{on(6, 1), euros(100)}, {on(11, 5), euros(90)}, {on(11, 10), euros(100)}});
    expect(prior_price(prices, on(11, 25), paris(), on(11, 20)), Reason::lowest, euros(90), on(11, 20));
}

TEST(PriorPrice, an_offer_on_a_price_that_fell_just_before_goes_on_with_that_reduction) {
    const PriceHistory prices = history({{on(6, 1), euros(100)}, {on(11, 5), euros(90)}});
    expect(prior_price(prices, on(11, 25), paris(), on(11, 20)), Reason::progressive, euros(100), on(11, 5));
    // ... and a fall while the offer runs goes on with the offer
    expect(prior_price(prices, on(11, 25), paris(), on(11, 1)), Reason::progressive, euros(100), on(11, 1));
}

TEST(PriorPrice, without_a_reduction_it_is_that_of_one_that_begins_now) {
    const PriceHistory prices = history({{on(6, 1), euros(100)}, {on(11, 5), euros(80)}, {on(11, 10), euros(90)}});
    expect(prior_price(prices, on(11, 20), paris()), Reason::lowest, euros(80), on(11, 20));
}

TEST(PriorPrice, prices_may_come_in_any_order) {
    const PriceHistory prices = history(
        {{on(11, 1), euros(70)}, {on(6, 1), euros(100)}, {on(10, 15), euros(100)}, {on(10, 10), euros(80)}});
    const PriceHistory sorted = history(
        {{on(6, 1), euros(100)}, {on(10, 10), euros(80)}, {on(10, 15), euros(100)}, {on(11, 1), euros(70)}});
    EXPECT_EQ(prices, sorted);
}

TEST(PriorPrice, of_two_prices_of_one_instant_the_later_word_counts) {
    EXPECT_EQ(history({{on(11, 1), euros(70)}, {on(11, 1), euros(60)}}), history({{on(11, 1), euros(60)}}));
}

TEST(PriorPrice, a_price_that_is_said_again_changes_nothing) {
    const PriceHistory prices =
        history({{on(6, 1), euros(100)}, {on(11, 1), euros(80)}, {on(11, 2), euros(80)}, {on(11, 3), euros(80)}});
    expect(prior_price(prices, on(11, 5), paris()), Reason::lowest, euros(100), on(11, 1));
}

TEST(PriorPrice, forgetting_old_prices_changes_no_reference) {
    const PriceHistory all = history({{on(1, 1), euros(120)},
                                      {on(2, 1), euros(60)},
                                      {on(2, 10), euros(100)},
                                      {on(5, 1), euros(90)},
                                      {on(7, 1), euros(100)},
                                      {on(8, 1), euros(80)},
                                      {on(8, 20), euros(70)}});
    for (int day = 0; day < 300; ++day) {
        const Instant now = on(3, 1) + days(day);
        PriceHistory kept = all;
        forget(kept, now, paris());
        const PriorPrice before = prior_price(all, now, paris()), after = prior_price(kept, now, paris());
        EXPECT_EQ(before.price, after.price) << to_text(now);
        EXPECT_EQ(before.reason, after.reason) << to_text(now);
    }
    PriceHistory kept = all;
    forget(kept, on(12, 1), paris());
    EXPECT_EQ(kept.front(), (PublicPrice{on(7, 1), euros(100)}));
}

TEST(PriorPrice, a_slow_look_at_every_day_gives_the_same_lowest_price) {
    uint64_t seed = 7;
    const auto next = [&](uint64_t below) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        return (seed >> 33) % below;
    };
    for (int round = 0; round < 300; ++round) {
        PriceHistory prices;
        LocalDate day{2026, 1, 1};
        for (int i = 0; i < 8; ++i) {
            day = add_days(day, static_cast<int32_t>(1 + next(25)));
            record(prices, {paris().start_of(day), euros(static_cast<int64_t>(50 + next(10)))});
        }
        const LocalDate today = add_days(day, static_cast<int32_t>(next(40)));
        const PriorPrice prior = prior_price(prices, paris().start_of(today), paris());
        std::optional<Money> lowest;
        for (int back = 1; back <= 30; ++back) {
            const Instant then = paris().start_of(add_days(paris().date_of(prior.began), -back));
            std::optional<Money> held;
            for (const PublicPrice& one : prices)
                if (one.at <= then) held = one.price;
            if (held && (!lowest || *held < *lowest)) lowest = held;
        }
        EXPECT_EQ(prior.price, lowest) << "round " << round;
    }
}

TEST(PriorPrice, is_said_in_a_sentence) {
    const Currency euro = *parse_currency("EUR");
    const PriceHistory prices = history({{on(6, 1), euros(100)}, {on(12, 1), euros(80)}});
    const Remark remark = sentence(prior_price(prices, on(12, 5), paris()), euro, paris());
    EXPECT_EQ(remark.id, "lowest");
    EXPECT_EQ(remark.en, "The lowest price of the 30 days before the reduction of 1 December 2026: 100.00 EUR.");
    EXPECT_EQ(remark.fr, "Prix le plus bas des 30 jours avant la réduction du 1er décembre 2026 : 100,00 €.");
    EXPECT_EQ(sentence(prior_price({}, on(12, 5), paris()), euro, paris()).fr,
              "Aucun prix n’est connu avant cette réduction : rien à afficher.");
}

TEST(PriorPrice, only_reductions_for_everybody_need_it) {
    Offer offer;
    EXPECT_TRUE(is_public_reduction(offer));
    offer.source = Offer::Source::word;
    EXPECT_TRUE(is_public_reduction(offer));
    offer.source = Offer::Source::voucher;
    EXPECT_FALSE(is_public_reduction(offer));
    offer.source = Offer::Source::everybody;
    offer.is_public = false;
    EXPECT_FALSE(is_public_reduction(offer));
}

}  // namespace
}  // namespace habitue::loyalty
