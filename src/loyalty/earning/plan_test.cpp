#include "loyalty/earning/plan.h"

#include <gtest/gtest.h>

#include "loyalty/programme/schema.h"

namespace habitue::loyalty {
namespace {

rules::Expression compiled(const std::string& source, ConditionScope scope = ConditionScope::line) {
    auto expression =
        rules::compile(source, condition_schema(scope, *parse_currency("EUR"), *TimeZone::find("Europe/Paris")));
    EXPECT_TRUE(expression.ok()) << source << ": " << expression.fault().text();
    return std::move(*expression);
}

PlainCondition plain(const std::string& source) { return plain_parts_of(compiled(source)); }

EarningRule rule_of(const std::string& of) {
    EarningRule rule;
    rule.calculation.kind = Calculation::Kind::per_amount;
    if (!of.empty()) rule.of = compiled(of);
    return rule;
}

const EarningPlan::Occasion& on_paid(const EarningPlan& plan) {
    return plan.by_state[static_cast<size_t>(OrderState::paid)];
}

TEST(Plan, a_field_compared_with_a_literal_of_its_kind_is_plain) {
    const PlainCondition both = plain("line.category == \"wine\" && money(\"10 EUR\") <= line.unit_price");
    ASSERT_EQ(both.parts.size(), 2u);
    EXPECT_TRUE(both.whole);
    EXPECT_TRUE(both.parts[0].accepts("wine"));
    EXPECT_FALSE(both.parts[0].accepts("Wine"));
    EXPECT_TRUE(both.parts[1].accepts(10'000'000));
    EXPECT_FALSE(both.parts[1].accepts(9'999'999));
}

TEST(Plan, truth_values_sets_and_inequalities_are_plain) {
    EXPECT_FALSE(plain("!line.gift_card").parts.at(0).accepts(1));
    EXPECT_TRUE(plain("!line.gift_card").parts.at(0).accepts(int64_t{0}));
    EXPECT_TRUE(plain("line.sku != \"A-1\"").parts.at(0).accepts("A-2"));
    const PlainCondition either = plain("customer.tier in [\"gold\", \"silver\"]");
    EXPECT_TRUE(either.parts.at(0).accepts("silver"));
    EXPECT_FALSE(either.parts.at(0).accepts(""));
}

TEST(Plan, what_may_be_absent_or_of_another_kind_is_left_to_the_evaluator) {
    for (const char* source :
         {"line.attributes.vegan == true", "customer.orders > 2.5", "customer.days_since_order < 10",
          "line.category == \"wine\" || line.gift_card", "order.lines.exists(l, l.category == \"wine\")",
          "line.category.startsWith(\"wi\")", "line.amount > money(\"1 EUR\")"}) {
        EXPECT_TRUE(plain(source).parts.empty()) << source;
        EXPECT_FALSE(plain(source).whole) << source;
    }
}

TEST(Plan, a_part_behind_a_question_to_the_history_waits_for_the_evaluator) {
    const std::string asks = "customer.spend(\"wine\", days(30)) > money(\"1 EUR\")";
    EXPECT_TRUE(plain(asks + " && line.gift_card").parts.empty());
    EXPECT_EQ(plain("line.gift_card && " + asks).parts.size(), 1u);
    EXPECT_FALSE(plain("line.gift_card && " + asks).whole);
    EXPECT_EQ(plain("line.attributes.vegan == true && line.gift_card").parts.size(), 1u);
}

TEST(Plan, rules_of_one_category_are_looked_at_only_where_a_line_has_it) {
    const EarningPlan plan = plan_earning({rule_of("line.category == \"wine\""), rule_of(""),
                                           rule_of("line.category == \"care\" && line.quantity > 1"),
                                           rule_of("line.category != \"wine\"")});
    EXPECT_EQ(plan.categories, (std::vector<std::string>{"care", "wine"}));
    EXPECT_EQ(on_paid(plan).all, (std::vector<uint32_t>{0, 1, 2, 3}));
    EXPECT_EQ(on_paid(plan).unindexed, (std::vector<uint32_t>{1, 3}));
    EXPECT_EQ(on_paid(plan).by_category[0], std::vector<uint32_t>{2});
    EXPECT_EQ(on_paid(plan).by_category[1], std::vector<uint32_t>{0});
}

TEST(Plan, a_rule_that_asks_the_history_is_always_looked_at) {
    EarningRule asks = rule_of("line.category == \"wine\"");
    asks.when = compiled("customer.spend(\"wine\", days(30)) > money(\"1 EUR\")", ConditionScope::order);
    EXPECT_EQ(on_paid(plan_earning({asks})).unindexed, std::vector<uint32_t>{0});
    EarningRule multiplies = rule_of("");
    multiplies.calculation.kind = Calculation::Kind::multiply;
    multiplies.when = asks.when;
    const EarningPlan plan = plan_earning({rule_of("line.category == \"wine\""), multiplies});
    EXPECT_EQ(on_paid(plan).unindexed, std::vector<uint32_t>{0});  // it would be the first to ask for the factors
    EXPECT_EQ(plan.multiplying, std::vector<uint32_t>{1});
}

}  // namespace
}  // namespace habitue::loyalty
