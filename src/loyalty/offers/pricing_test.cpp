// What the programme takes off a cart, to the minor unit.
#include "loyalty/offers/pricing.h"

#include <algorithm>

#include "loyalty/offers/test_shop.h"

namespace habitue::loyalty {
namespace {

TEST(Pricing, a_percentage_of_the_order_is_rounded_once_and_its_parts_sum_to_it) {
    TestShop shop;
    shop.add("dix", percent(10));
    shop.line("wine", 333);
    shop.line("wine", 333);
    shop.line("tea", 339);
    const Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "dix 100");  // of 10.05
    const std::vector<LineDiscount> parts{{0, {33}}, {1, {33}}, {2, {34}}};
    EXPECT_EQ(pricing.applied[0].lines, parts);
    EXPECT_EQ(pricing.goods, Money{1005});
    EXPECT_TRUE(pricing.proven);
}

TEST(Pricing, never_takes_more_than_there_is) {
    TestShop shop;
    shop.add("cinquante", amount_off(5000));
    shop.add("dix", percent(10)).after_others = true;
    shop.line("tea", 1250, 2);
    const Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "cinquante 2500");
    EXPECT_EQ(pricing.discount, pricing.goods);
}

TEST(Pricing, gift_cards_in_the_cart_are_not_reduced_and_do_not_count) {
    TestShop shop;
    shop.add("dix", percent(10)).minimum = Amount{5000 * kCent};
    shop.line("tea", 4000);
    shop.line("cards", 10000).gift_card = true;
    EXPECT_EQ(applied_in(shop.price()), "");
    shop.line("tea", 1000);
    EXPECT_EQ(applied_in(shop.price()), "dix 500");
}

TEST(Pricing, looks_at_what_the_shop_left_of_a_line) {
    TestShop shop;
    Offer& regular = shop.add("plein-tarif", percent(10));
    regular.on = Offer::On::regular_lines;
    shop.line("tea", 1000, 3).discount = {500 * kCent};
    shop.line("tea", 2000);
    EXPECT_EQ(applied_in(shop.price()), "plein-tarif 200");
    shop.programme.offers[0].on = Offer::On::reduced_lines;
    EXPECT_EQ(applied_in(shop.price()), "plein-tarif 250");
    shop.programme.offers[0].on = Offer::On::all_lines;
    EXPECT_EQ(applied_in(shop.price()), "plein-tarif 450");
}

TEST(Pricing, delivery_is_free_from_an_amount_on_and_the_missing_one_is_told) {
    TestShop shop;
    Offer& offer = shop.add("livraison", free_delivery());
    shop.when(offer, "cart.subtotal >= money(\"60 EUR\")");
    offer.nudge_within = Amount{1500 * kCent};
    shop.line("tea", 5000);
    Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "");
    EXPECT_EQ(refused_in(pricing), "livraison below_minimum 50.00 < 60.00");
    ASSERT_EQ(pricing.nudges.size(), 1u);
    EXPECT_EQ(pricing.nudges[0].missing, Money{1000});

    shop.order.content.lines[0].unit_price = {4499 * kCent};  // too far
    EXPECT_TRUE(shop.price().nudges.empty());
    shop.order.content.lines[0].unit_price = {6000 * kCent};
    pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "livraison 590");
    EXPECT_EQ(pricing.applied[0].delivery, Money{590});
    EXPECT_TRUE(pricing.nudges.empty());
}

TEST(Pricing, buy_two_get_one_gives_the_cheapest_and_tells_the_missing_unit) {
    TestShop shop;
    Offer& offer = shop.add("trois-pour-deux", buy_get(2, 1));
    shop.of(offer, "line.category == \"wine\"");
    offer.nudge_quantity = 1;
    shop.line("wine", 1200, 1);
    shop.line("tea", 300, 4);
    EXPECT_TRUE(shop.price().nudges.empty());
    shop.line("wine", 900, 1);
    Pricing pricing = shop.price();
    ASSERT_EQ(pricing.nudges.size(), 1u);
    EXPECT_EQ(pricing.nudges[0].missing_quantity, 1);
    shop.order.content.lines[2].quantity = 3;
    EXPECT_EQ(applied_in(shop.price()), "trois-pour-deux 900");
    shop.order.content.lines[2].quantity = 5;
    EXPECT_EQ(applied_in(shop.price()), "trois-pour-deux 1800");
}

TEST(Pricing, the_step_reached_counts_and_the_next_one_is_told) {
    TestShop shop;
    Offer& offer = shop.add("paliers", percent(5));
    offer.steps = {{5000 * kCent, percent(5)}, {10000 * kCent, percent(10)}};
    offer.nudge_within = Amount{3000 * kCent};
    shop.line("tea", 1000);
    Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "");
    EXPECT_TRUE(pricing.nudges.empty());
    shop.order.content.lines[0].quantity = 8;
    pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "paliers 400");
    ASSERT_EQ(pricing.nudges.size(), 1u);
    EXPECT_EQ(pricing.nudges[0].missing, Money{2000});
    EXPECT_EQ(pricing.nudges[0].benefit->share, (Rate{10, 100}));
    shop.order.content.lines[0].quantity = 10;
    EXPECT_EQ(applied_in(shop.price()), "paliers 1000");
}

TEST(Pricing, a_free_product_that_is_earned_and_not_chosen_is_told) {
    TestShop shop;
    Offer& offer = shop.add("cadeau", one_free_of({"MUG", "SAC"}));
    offer.minimum = Amount{3000 * kCent};
    shop.line("tea", 3000);
    Pricing pricing = shop.price();
    ASSERT_EQ(pricing.nudges.size(), 1u);
    EXPECT_EQ(pricing.nudges[0].products, (std::vector<std::string>{"MUG", "SAC"}));
    shop.line("goods", 800, 2).sku = "SAC";
    pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "cadeau 800");
    EXPECT_TRUE(pricing.nudges.empty());
}

TEST(Pricing, what_is_for_members_is_not_told_to_others) {
    TestShop shop;
    Offer& offer = shop.add("membres", percent(10));
    shop.who(offer, "customer.member");
    offer.minimum = Amount{5000 * kCent};
    offer.nudge_within = Amount{5000 * kCent};
    Offer& word = shop.add("mot", percent(20));
    word.source = Offer::Source::word;
    word.word = "CERCLE";
    shop.who(word, "customer.member && customer.orders > 0");
    shop.words = {"CERCLE"};
    shop.line("tea", 4000);
    Pricing pricing = shop.price();
    EXPECT_TRUE(pricing.nudges.empty());
    EXPECT_EQ(refused_in(pricing), "mot code_not_valid");  // as if there were no such word
    shop.standing.member = true;
    shop.standing.orders = 1;
    pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "mot 800");
    EXPECT_EQ(pricing.nudges.size(), 1u);
}

TEST(Pricing, unknown_expired_and_foreign_codes_are_answered_alike) {
    TestShop shop;
    Offer& offer = shop.add("lot", percent(20));
    offer.source = Offer::Source::codes;
    Offer& past = shop.add("passee", percent(20));
    past.source = Offer::Source::word;
    past.word = "ETE";
    past.until = shop.at;
    shop.line("tea", 1000);
    Code expired = code_of(1, "lot"), foreign = code_of(2, "lot"), voided = code_of(3, "lot");
    const Code nobodys = code_of(4, "gone");
    expired.valid_until = shop.at;
    foreign.customer = {77};
    voided.voided = true;
    shop.codes = {&expired, &foreign, &voided, &nobodys};
    shop.words = {"RIEN", "ETE"};
    const Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "");
    EXPECT_EQ(pricing.not_applied.size(), 6u);
    for (const NotApplied& told : pricing.not_applied) {
        EXPECT_EQ(told.reason, RefusalCode::code_not_valid);
        EXPECT_EQ(told.detail, "");
    }
}

TEST(Pricing, a_used_code_serves_only_the_order_that_uses_it) {
    TestShop shop;
    shop.add("lot", percent(20)).source = Offer::Source::codes;
    shop.line("tea", 1000);
    Code code = code_of(1, "lot");
    shop.codes = {&code};
    EXPECT_EQ(applied_in(shop.price()), "lot 200");
    code.uses.push_back({{"B2"}, {}, kNever});
    EXPECT_EQ(refused_in(shop.price()), "lot code_used");
    code.uses[0].order = {"A1"};
    const Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "lot 200");
    EXPECT_EQ(pricing.applied[0].code, CodeId{1});
    code.uses[0] = {{"B2"}, {}, shop.at};  // a lock that has ended
    EXPECT_EQ(applied_in(shop.price()), "lot 200");
}

TEST(Pricing, days_and_hours_are_those_of_the_programme_s_zone) {
    TestShop shop;
    Offer& offer = shop.add("happy", percent(10));
    offer.weekdays = 1 << 5;  // Saturday
    offer.from_minute = 10 * 60;
    offer.until_minute = 18 * 60;
    shop.line("tea", 1000);
    const auto at = [&](const char* instant) {
        shop.at = *parse_instant(instant);
        return applied_in(shop.price());
    };
    EXPECT_EQ(at("2026-11-21T08:59:59Z"), "");  // 09:59:59 in Paris
    EXPECT_EQ(at("2026-11-21T09:00:00Z"), "happy 100");
    EXPECT_EQ(at("2026-11-21T16:59:59Z"), "happy 100");
    EXPECT_EQ(at("2026-11-21T17:00:00Z"), "");
    EXPECT_EQ(at("2026-11-22T10:00:00Z"), "");
    EXPECT_EQ(at("2026-07-18T08:00:00Z"), "happy 100");  // summer time: two hours ahead
    shop.programme.offers[0].from_minute = 0;
    shop.programme.offers[0].until_minute = 24 * 60;
    EXPECT_EQ(at("2026-11-20T23:00:00Z"), "happy 100");  // Saturday has begun in Paris
    EXPECT_EQ(at("2026-11-21T23:00:00Z"), "");
}

TEST(Pricing, an_advantage_is_no_more_than_a_share_of_what_the_customer_brings) {
    TestShop shop;
    Offer& offer = shop.add("bon", amount_off(5000));
    offer.cap = ContributionCap{ContributionCap::Of::margin, {30, 100}, false};
    shop.programme.margin = {40, 100};
    shop.standing.spend = {10000 * kCent};
    shop.line("tea", 20000);
    Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "bon 1200");  // 30 % of 40 % of 100
    EXPECT_EQ(pricing.applied[0].shrunk_by, "cap");
    shop.standing.margin = {1000 * kCent};  // it is known: they bring 10
    EXPECT_EQ(applied_in(shop.price()), "bon 300");
    shop.programme.offers[0].cap->refuse = true;
    pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "");
    EXPECT_EQ(refused_in(pricing), "bon cap_reached 3.00");
    shop.programme.offers[0].cap->of = ContributionCap::Of::revenue;
    shop.standing.spend = {100000 * kCent};
    EXPECT_EQ(applied_in(shop.price()), "bon 5000");
}

class FixedRoom : public Rooms {
  public:
    explicit FixedRoom(OfferRoom room) : room_(std::move(room)) {}
    OfferRoom room(const Offer&) const override { return room_; }

  private:
    OfferRoom room_;
};

TEST(Pricing, limits_and_budgets_shrink_or_refuse_and_are_named) {
    TestShop shop;
    shop.add("dix", percent(10)).budgets = {0};
    shop.programme.budgets.push_back({"ete", {}, {}});
    shop.line("tea", 10000);
    const FixedRoom little({.uses = 5, .money = {700}, .nearest = "budgets/ete/limit/0"});
    shop.rooms = &little;
    Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "dix 700");
    EXPECT_EQ(pricing.applied[0].shrunk_by, "budgets/ete/limit/0");
    const FixedRoom none({.uses = 5, .money = {0}, .nearest = "budgets/ete/limit/0"});
    shop.rooms = &none;
    EXPECT_EQ(refused_in(shop.price()), "dix budget_exhausted budgets/ete/limit/0");
    const FixedRoom used({.uses = 0, .nearest = "offers/dix/limit/0"});
    shop.rooms = &used;
    EXPECT_EQ(refused_in(shop.price()), "dix limit_reached offers/dix/limit/0");
}

TEST(Pricing, of_two_that_exclude_each_other_the_better_one_is_taken_and_the_other_explained) {
    TestShop shop;
    shop.add("cinq", amount_off(500)).group = 0;
    shop.add("dix", percent(10)).group = 0;
    shop.programme.stacking.groups = {{"promos", 1, {}}};
    shop.line("tea", 7000);
    const Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "dix 700");
    ASSERT_EQ(pricing.not_applied.size(), 1u);
    const NotApplied& told = pricing.not_applied[0];
    EXPECT_EQ(told.reason, RefusalCode::offer_excluded);
    EXPECT_EQ(told.instead, std::vector<const Offer*>{&shop.programme.offers[1]});
    EXPECT_EQ(told.alone, Money{500});
    EXPECT_EQ(told.instead_gives, Money{700});
}

TEST(Pricing, a_line_keeps_its_margin_on_cost) {
    TestShop shop;
    shop.add("moitie", percent(50));
    shop.programme.stacking.line_floor = Rate{10, 100};
    OrderLine& line = shop.line("tea", 1200);
    line.tax = {200 * kCent};
    line.unit_cost = Amount{800 * kCent};
    // 8.00 and 10 % are 8.80 without tax, 10.56 with it
    Pricing pricing = shop.price();
    EXPECT_EQ(applied_in(pricing), "moitie 144");
    EXPECT_EQ(pricing.applied[0].shrunk_by, "floor");
    shop.programme.prices_with_tax = false;
    EXPECT_EQ(applied_in(shop.price()), "moitie 320");
}

TEST(Pricing, the_tax_of_a_line_shrinks_with_its_discount) {
    const Currency euro = *parse_currency("EUR");
    OrderLine line;
    line.quantity = 2;
    line.unit_price = {6000 * kCent};
    line.tax = {2000 * kCent};  // 20 %, contained in 120.00
    EXPECT_EQ(tax_after(line, Money{0}, euro), line.tax);
    EXPECT_EQ(tax_after(line, Money{3000}, euro), Amount{1500 * kCent});
    EXPECT_EQ(tax_after(line, Money{12000}, euro), Amount{});
    line.unit_price = {5000 * kCent};
    line.tax = {550 * kCent};  // 5.5 % on top of 100.00
    EXPECT_EQ(tax_after(line, Money{1000}, euro), Amount{495 * kCent});
}

TEST(Pricing, a_returned_line_counts_no_more) {
    TestShop shop;
    shop.add("dix", percent(10)).minimum = Amount{5000 * kCent};
    shop.line("tea", 3000, 2);
    EXPECT_EQ(applied_in(shop.price()), "dix 600");
    shop.order.refunds.push_back({"R1", shop.at, {{"1", 1}}});
    EXPECT_EQ(refused_in(shop.price()), "dix below_minimum 30.00 < 50.00");
}

TEST(Pricing, each_alone_judges_every_offer_on_the_cart_as_it_came) {
    TestShop shop;
    shop.programme.stacking.each_alone = true;
    shop.add("tout", amount_off(100'000));
    shop.add("dix", percent(10)).exclusive = true;
    shop.add("livraison", free_delivery());
    shop.line("tea", 1000);
    EXPECT_EQ(applied_in(shop.price()), "tout 1000, dix 100, livraison 590");
}

TEST(Pricing, is_the_same_with_the_index_and_with_every_condition_evaluated) {
    TestShop shop;
    for (const char* text :
         {"cart.subtotal >= money(\"20 EUR\")", "cart.subtotal > money(\"30 EUR\")",
          "cart.lines.exists(l, l.category == \"wine\")", "cart.lines.exists(l, l.category in [\"tea\", \"oil\"])",
          "customer.tier == \"or\"", "customer.tier in [\"or\", \"argent\"] && cart.subtotal >= money(\"10 EUR\")",
          "customer.attributes.vip == true", "customer.attributes.vip", "customer.attributes.points in [1, 2, 3]",
          "customer.attributes[\"town\"] == \"Lyon\"", "customer.member && customer.orders >= 1",
          "cart.channel == \"web\" || customer.member", "!(customer.tier == \"or\")", "cart.quantity > 3"}) {
        Offer& offer = shop.add(text, percent(1));
        shop.when(offer, text);
    }
    shop.programme.stacking.each_alone = true;
    const std::vector<Attributes> known{{},
                                        {{"points", int64_t{2}}, {"town", std::string("Lyon")}, {"vip", true}},
                                        {{"points", std::string("2")}, {"town", true}, {"vip", int64_t{1}}}};
    for (int round = 0; round < 96; ++round) {
        shop.order.content.lines.clear();
        shop.line(round % 2 == 0 ? "wine" : "oil", 1000 * (1 + round % 4), 1 + round % 3);
        if (round % 5 == 0) shop.line("tea", 1);
        shop.standing.tier = round % 3 == 0 ? "or" : round % 3 == 1 ? "argent" : "";
        shop.standing.member = round % 4 < 2;
        shop.standing.orders = round % 7 == 0 ? 0 : 2;
        shop.standing.attributes = known[static_cast<size_t>(round) % known.size()];
        const Pricing pricing = shop.price();
        ConditionFacts facts;
        facts.programme = &shop.programme;
        facts.standing = &shop.standing;
        facts.order = &shop.order;
        for (const OrderLine& line : shop.order.content.lines)
            facts.order_subtotal += Amount{line.unit_price.millionths * line.quantity};
        for (const Offer& offer : shop.programme.offers) {
            const bool applies = std::any_of(pricing.applied.begin(), pricing.applied.end(),
                                             [&](const Applied& applied) { return applied.offer == &offer; });
            EXPECT_EQ(applies, holds(*offer.when, facts)) << offer.id << ", round " << round;
        }
    }
}

}  // namespace
}  // namespace habitue::loyalty
