#include "loyalty/programme/schema.h"

#include <gtest/gtest.h>

namespace habitue::loyalty {
namespace {

const Currency kEuro = *parse_currency("EUR");
const TimeZone kParis = *TimeZone::find("Europe/Paris");

Amount euros(int64_t units) { return {units * 1'000'000}; }
Instant at(const char* text) { return *parse_instant(text); }

rules::Expression compiled(const std::string& source, ConditionScope scope) {
    auto expression = rules::compile(source, condition_schema(scope, kEuro, kParis));
    EXPECT_TRUE(expression.ok()) << source << ": " << expression.fault().text();
    return std::move(*expression);
}

// A customer who came four times, 30 days apart, and an order of six bottles, two of which went back, and a box.
struct Shop {
    Programme programme;
    Customer customer;
    Standing standing;
    Order order;
    Attributes flight{{"card", std::string("Nova")}, {"distance", int64_t{1234}}};
    ConditionFacts facts;

    Shop() {
        programme.currency = kEuro;
        programme.zone = kParis;
        programme.segments.push_back({"vip", {}, compiled("customer.orders > 3", ConditionScope::customer)});
        customer.id = customer_id_of("c-1");
        for (const char* day : {"2026-01-01", "2026-03-31", "2026-04-01"})
            customer.days.push_back({day_number(*parse_date(day)), 1, euros(50), {}, {{"wine", euros(20)}}});
        standing = {true,
                    "gold",
                    4,
                    euros(200),
                    at("2026-03-31T22:30:00Z"),
                    at("2025-12-31T22:30:00Z"),
                    at("2026-04-10T10:00:00Z"),
                    {{"size", std::string("M")}, {"vip", true}},
                    {},
                    {}};
        order.known = true;
        order.customer = customer.id;
        order.id = {"o-1"};
        order.content.channel = "web";
        order.content.delivery = euros(5);
        order.content.lines = {{"1", "w", "wine", 6, euros(10), euros(3), {}, false, {}, {}, {}},
                               {"2", "g", "gift", 1, euros(20), {}, {}, true, {}, {}, {{"wrapped", true}}}};
        order.refunds = {{"r", at("2026-04-09T10:00:00Z"), {{"1", 2}}}};
        facts.programme = &programme;
        facts.standing = &standing;
        facts.customer = &customer;
        facts.order = &order;
        facts.order_subtotal = euros(58);
    }
};

struct Row {
    const char* condition;
    ConditionScope scope;
    bool holds;
};
constexpr ConditionScope kCustomer = ConditionScope::customer, kOrder = ConditionScope::order,
                         kLine = ConditionScope::line, kActivity = ConditionScope::activity;

class Conditions : public testing::TestWithParam<Row> {};
TEST_P(Conditions, see_the_facts) {
    Shop shop;
    shop.facts.line = &shop.order.content.lines[0];
    shop.facts.activity = "flight";
    shop.facts.activity_attributes = &shop.flight;
    std::string why;
    EXPECT_EQ(holds(compiled(GetParam().condition, GetParam().scope), shop.facts, &why), GetParam().holds)
        << GetParam().condition << " " << why;
}
INSTANTIATE_TEST_SUITE_P(
    Loyalty, Conditions,
    testing::Values(Row{"customer.member && customer.tier == \"gold\" && customer.orders == 4", kCustomer, true},
                    Row{"customer.spend_total == money(\"200 EUR\")", kCustomer, true},
                    Row{"customer.days_since_order == 9 && customer.days_since_first_order == 99", kCustomer, true},
                    Row{"customer.usual_gap_days == 30.0", kCustomer, true},
                    Row{"customer.days_since_order > 1.5 * customer.usual_gap_days", kCustomer, false},
                    Row{"customer.id.startsWith(\"cus_\")", kCustomer, true},
                    Row{"customer.attributes.vip && customer.attributes.size == \"M\"", kCustomer, true},
                    Row{"has(customer.attributes.shoe)", kCustomer, false},
                    Row{"customer.attributes.shoe == 42", kCustomer, false},
                    Row{"customer.attributes.shoe == 42 || customer.member", kCustomer, true},
                    Row{"segment(\"vip\")", kCustomer, true},
                    Row{"now > timestamp(\"2026-04-10T00:00:00Z\") && now.getHours() == 12", kCustomer, true},
                    // a window reaches back over whole local days
                    Row{"customer.spend(\"\", days(10)) == money(\"100 EUR\")", kCustomer, true},
                    Row{"customer.spend(\"\", days(9)) == money(\"50 EUR\")", kCustomer, true},
                    Row{"customer.spend(\"wine\", days(365)) == money(\"60 EUR\")", kCustomer, true},
                    Row{"customer.spend(\"beer\", days(365)) == money(\"0 EUR\")", kCustomer, true},
                    Row{"order.id == \"o-1\" && cart.channel == \"web\"", kOrder, true},
                    Row{"cart.subtotal == money(\"58 EUR\") && cart.total == money(\"63 EUR\") && cart.delivery == "
                        "money(\"5 EUR\")",
                        kOrder, true},
                    Row{"cart.quantity == 5 && size(cart.lines) == 2", kOrder, true},
                    Row{"cart.lines.exists(l, l.gift_card && l.attributes.wrapped)", kOrder, true},
                    Row{"line.quantity == 4 && line.unit_price == money(\"10 EUR\")", kLine, true},
                    Row{"line.amount == money(\"38 EUR\")", kLine, true},
                    Row{"line.sku == \"w\" && line.category == \"wine\" && !line.gift_card", kLine, true},
                    Row{"activity(\"flight\") && !activity(\"review\") && activity.type == \"flight\"", kActivity,
                        true},
                    Row{"activity.distance / 10 == 123 && activity.card == \"Nova\"", kActivity, true},
                    Row{"activity.altitude > 3", kActivity, false}));

TEST(ConditionFacts, lines_that_went_back_whole_are_not_seen) {
    Shop shop;
    shop.order.refunds.push_back({"r2", at("2026-04-09T11:00:00Z"), {{"1", 4}}});
    EXPECT_TRUE(holds(compiled("size(cart.lines) == 1 && cart.lines[0].gift_card", kOrder), shop.facts));
}

TEST(ConditionFacts, who_never_ordered_is_neither_late_nor_early) {
    Shop shop;
    shop.standing.orders = 0;
    shop.standing.last_order_at = shop.standing.first_order_at = kNever;
    EXPECT_FALSE(holds(compiled("customer.days_since_order > 90", kCustomer), shop.facts));
    EXPECT_FALSE(holds(compiled("customer.days_since_order <= 90", kCustomer), shop.facts));
    EXPECT_TRUE(holds(compiled("!has(customer.days_since_order) && customer.usual_gap_days == 0.0", kCustomer),
                      shop.facts));
}

TEST(ConditionFacts, an_error_counts_as_false_and_says_why) {
    Shop shop;
    std::string why;
    EXPECT_FALSE(holds(compiled("customer.orders / (customer.orders - 4) > 0", kCustomer), shop.facts, &why));
    EXPECT_NE(why, "");
}

TEST(ConditionFacts, answers_from_history_are_noted_and_serve_the_recomputation) {
    Shop shop;
    std::vector<Measured> measured;
    shop.facts.measured = &measured;
    const auto condition = compiled("customer.spend(\"wine\", days(365)) >= money(\"60 EUR\")", kCustomer);
    EXPECT_TRUE(holds(condition, shop.facts));
    EXPECT_TRUE(holds(condition, shop.facts));
    EXPECT_EQ(measured, (std::vector<Measured>{{"spend wine 31536000000", euros(60).millionths}}));

    shop.facts.customer = nullptr;
    EXPECT_FALSE(holds(condition, shop.facts));
    shop.standing.measured = measured;
    EXPECT_TRUE(holds(condition, shop.facts));
}

TEST(ConditionFacts, values_are_integers_or_money) {
    Shop shop;
    shop.facts.activity_attributes = &shop.flight;
    EXPECT_EQ(value_of(compiled("activity.distance", kActivity), shop.facts).as_integer(), 1234);
    EXPECT_EQ(value_of(compiled("cart.delivery", kOrder), shop.facts).as_money(), euros(5));
    EXPECT_TRUE(value_of(compiled("cart.lines", kOrder), shop.facts).is_error());
    EXPECT_TRUE(value_of(compiled("activity.altitude", kActivity), shop.facts).is(rules::Kind::null));
}

TEST(ConditionSchema, scopes_offer_only_what_is_at_hand) {
    const auto offers = [](const char* source, ConditionScope scope) {
        return rules::compile(source, condition_schema(scope, kEuro, kParis)).ok();
    };
    EXPECT_FALSE(offers("cart.quantity > 1", kCustomer));
    EXPECT_FALSE(offers("line.quantity > 1", kOrder));
    EXPECT_TRUE(offers("line.quantity < order.quantity", kLine));
    EXPECT_FALSE(offers("cart.quantity > 1", kActivity));
    EXPECT_FALSE(offers("activity(\"x\")", kOrder));
    EXPECT_FALSE(offers("customer.ordres > 1", kCustomer));
    EXPECT_FALSE(offers("customer.spend_total > 100", kCustomer));
}

}  // namespace
}  // namespace habitue::loyalty
