#include "loyalty/prices/reference_prices.h"

#include <gtest/gtest.h>

namespace habitue::loyalty {
namespace {

const TimeZone& paris() {
    static const TimeZone zone = *TimeZone::find("Europe/Paris");
    return zone;
}
Instant on(uint8_t month, uint8_t day) { return paris().start_of({2026, month, day}); }

// Two of one product on a cart, and what is taken off them.
struct Cart {
    Cart() {
        programme.zone = paris();
        programme.currency = *parse_currency("EUR");
        OrderLine line;
        line.id = "1";
        line.sku = "TEA";
        line.quantity = 2;
        line.unit_price = {80'000'000};
        order.content.lines = {line};
        for_all.id = "autumn";
        for_all.from = on(11, 20);
        for_members.id = "members";
        for_members.is_public = false;
    }
    void take(const Offer& offer, int64_t cents) {
        Applied applied;
        applied.offer = &offer;
        applied.amount = {cents};
        applied.lines = {{0, {cents}}};
        pricing.applied.push_back(applied);
    }
    std::vector<ReferencePrice> at(Instant instant) const {
        return reference_prices(programme, order, pricing, instant,
                                [&](std::string_view sku) { return sku == tea.sku ? &tea : nullptr; });
    }

    Programme programme;
    Order order;
    Pricing pricing;
    Offer for_all, for_members;
    Product tea{"TEA", {{on(1, 1), {8000}}}};
};

TEST(ReferencePrices, a_price_that_nobody_lowered_needs_none) { EXPECT_TRUE(Cart().at(on(12, 1)).empty()); }

TEST(ReferencePrices, an_offer_for_everybody_shows_the_price_of_before) {
    Cart cart;
    cart.take(cart.for_all, 1600);
    const auto told = cart.at(on(12, 1));
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].line, 0u);
    EXPECT_EQ(told[0].unit_price, Money{7200});
    EXPECT_EQ(told[0].prior.price, Money{8000});
    EXPECT_EQ(told[0].prior.began, on(11, 20));
    EXPECT_TRUE(told[0].shown);
    EXPECT_EQ(told[0].announced, std::vector<const Offer*>{&cart.for_all});
}

TEST(ReferencePrices, a_personal_offer_needs_none) {
    Cart cart;
    cart.take(cart.for_members, 1600);
    EXPECT_TRUE(cart.at(on(12, 1)).empty());
}

TEST(ReferencePrices, personal_and_public_reductions_are_told_apart) {
    Cart cart;
    cart.take(cart.for_all, 1600);
    cart.take(cart.for_members, 1000);
    const auto told = cart.at(on(12, 1));
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].unit_price, Money{7200});
    EXPECT_EQ(told[0].personal, std::vector<const Offer*>{&cart.for_members});
}

TEST(ReferencePrices, a_fall_of_the_public_price_shows_the_price_of_before) {
    Cart cart;
    record(cart.tea.prices, {on(11, 25), {6000}});
    const auto told = cart.at(on(12, 1));
    ASSERT_EQ(told.size(), 1u);
    EXPECT_TRUE(told[0].shown);
    EXPECT_EQ(told[0].prior.price, Money{8000});
    EXPECT_TRUE(told[0].announced.empty());
}

TEST(ReferencePrices, an_offer_after_a_cheaper_fortnight_may_not_be_announced) {
    Cart cart;
    record(cart.tea.prices, {on(11, 1), {7000}});
    record(cart.tea.prices, {on(11, 15), {8000}});
    cart.take(cart.for_all, 1600);
    const auto told = cart.at(on(12, 1));
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].prior.price, Money{7000});
    EXPECT_FALSE(told[0].shown);
}

TEST(ReferencePrices, a_product_without_known_prices_is_left_out) {
    Cart cart;
    cart.take(cart.for_all, 1600);
    cart.order.content.lines[0].sku = "COFFEE";
    EXPECT_TRUE(cart.at(on(12, 1)).empty());
}

}  // namespace
}  // namespace habitue::loyalty
