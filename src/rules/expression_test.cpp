#include "rules/expression.h"

#include <gtest/gtest.h>

#include "rules/test_shop.h"

namespace habitue::rules {
namespace {

std::string problems(const std::string& source, std::optional<Type> expected = std::nullopt) {
    const auto expression = compile(source, shop_schema(), expected);
    return expression ? "" : expression.fault().text();
}

std::vector<std::string> mentions(const std::string& source) {
    return compile(source, shop_schema()).value().mentions();
}

using Texts = std::vector<std::string>;

TEST(Checker, says_line_and_column_of_what_is_wrong) {
    EXPECT_EQ(problems("custmer.tier"), "line 1, column 1: unknown name `custmer`; did you mean `customer`?");
    EXPECT_EQ(problems("customer.teir == \"x\""),
              "line 1, column 10: customer has no field `teir`; did you mean `tier`?");
    EXPECT_EQ(problems("1 +\n  \"é\" + zz"),
              "line 1, column 3: `+` does not take int and string\n"
              "line 2, column 9: unknown name `zz`");
    EXPECT_EQ(problems("'é' == 'à' && 1"), "line 1, column 15: `&&` needs bool, this is int");
    EXPECT_EQ(problems("cart.subtotal > 60"), "line 1, column 15: `>` does not take money and int");
    EXPECT_EQ(problems("customer.spend(1)"),
              "line 1, column 10: spend() does not take (int); it takes (string, duration); it takes (duration)");
    EXPECT_EQ(problems("size(1, 2)"), "line 1, column 1: size() does not take (int, int)");
    EXPECT_EQ(problems("twise(1)"), "line 1, column 1: unknown function twise(); did you mean `twice`?");
    EXPECT_EQ(problems("'a'.startWith('a')"),
              "line 1, column 5: string has no method startWith(); did you mean `startsWith`?");
    EXPECT_EQ(problems("customer.spent(days(1))"),
              "line 1, column 10: customer has no method spent(); did you mean `spend`?");
    EXPECT_EQ(problems("true ?\n 1 : 'a'"), "line 1, column 6: the branches of `?:` differ: int and string");
    EXPECT_EQ(problems("cart.lines.all(l, l.colour == 'red')"), "line 1, column 21: line has no field `colour`");
    EXPECT_EQ(problems("cart.lines.all(l, l.price)"),
              "line 1, column 21: a condition is needed here, this is money");
    EXPECT_EQ(problems("money('60 USD') == cart.subtotal"),
              "line 1, column 7: \"60 USD\" is not in EUR, the currency of the programme");
    EXPECT_EQ(problems("cart.codes['a']"), "line 1, column 12: list(string) is indexed by int, this is string");
    EXPECT_EQ(problems("customer.tier.length"), "line 1, column 15: string has no fields, so no `length`");
}

TEST(Checker, says_every_problem_once) {
    EXPECT_EQ(problems("nobody.name == 1 && zzz"),
              "line 1, column 1: unknown name `nobody`\n"
              "line 1, column 21: unknown name `zzz`");
}

TEST(Checker, wants_the_type_the_host_expects) {
    EXPECT_EQ(problems("customer.tier", Kind::boolean), "line 1, column 1: bool is wanted here, this is string");
    EXPECT_EQ(problems("(1 + 2) * 3", Kind::money), "line 1, column 1: money is wanted here, this is int");
    EXPECT_EQ(problems("anything", Kind::boolean), "");
    EXPECT_EQ(problems("customer.member", Kind::boolean), "");
}

TEST(Checker, money_needs_a_currency) {
    Schema schema = shop_schema();
    schema.currency.reset();
    const auto expression = compile("money('1 EUR')", schema);
    ASSERT_FALSE(expression);
    EXPECT_EQ(expression.fault().text(), "line 1, column 7: money() has no currency here");
}

TEST(Checker, knows_the_type_of_the_whole) {
    const auto type = [](const char* source) { return to_text(compile(source, shop_schema()).value().type()); };
    EXPECT_EQ(type("cart.lines.map(l, l.price)"), "list(money)");
    EXPECT_EQ(type("{'a': [1u]}"), "map(string, list(uint))");
    EXPECT_EQ(type("[1, 'a']"), "list(dyn)");
    EXPECT_EQ(type("now - now"), "duration");
    EXPECT_EQ(type("cart.lines.filter(l, true)[0]"), "line");
    EXPECT_EQ(type("anything + 1"), "int");
    EXPECT_EQ(type("anything * 2"), "dyn");
    EXPECT_EQ(type("true ? customer.tier : null"), "string");
}

TEST(Parser, says_what_it_expected) {
    EXPECT_EQ(problems("1 +"), "line 1, column 4: expected a value, found the end");
    EXPECT_EQ(problems("(1 + 2"), "line 1, column 7: expected `)`, found the end");
    EXPECT_EQ(problems("a = b"), "line 1, column 3: `=` compares nothing; equality is `==`");
    EXPECT_EQ(problems("a &\nb"), "line 1, column 3: a single `&`; write it twice");
    EXPECT_EQ(problems("x\n  == 'abc"), "line 2, column 6: this text has no closing '");
    EXPECT_EQ(problems("true ? 1"), "line 1, column 9: expected `:` and the other branch, found the end");
    EXPECT_EQ(problems("[1 2]"), "line 1, column 4: expected `,` or `]`, found `2`");
    EXPECT_EQ(problems("é == 1"), "line 1, column 1: `é` has no meaning here");
    EXPECT_EQ(problems("'\xff'"), "line 1, column 2: not UTF-8");
    EXPECT_EQ(problems("has(customer)"), "line 1, column 1: has() asks for one field: has(customer.birthday)");
}

TEST(Parser, deep_nesting_is_refused_and_not_followed) {
    const std::string deep = "nested deeper than 100 levels";
    const size_t many = 100'000;
    EXPECT_EQ(problems(std::string(many, '(') + "1" + std::string(many, ')')), "line 1, column 101: " + deep);
    EXPECT_NE(problems(std::string(many, '[')).find(deep), std::string::npos);
    EXPECT_NE(problems(std::string(many, '!') + "true").find(deep), std::string::npos);
    EXPECT_NE(problems(std::string(many, '-') + "1").find(deep), std::string::npos);
    std::string dots = "customer";
    std::string sums = "1";
    std::string choices;
    for (size_t i = 0; i < 20'000; ++i) {
        dots += ".a";
        sums += "+1";
        choices += "true?1:";
    }
    EXPECT_NE(problems(dots).find(deep), std::string::npos);
    EXPECT_NE(problems(sums).find(deep), std::string::npos);
    EXPECT_NE(problems(choices + "1").find(deep), std::string::npos);
    EXPECT_EQ(problems(std::string(kDefaultCostLimit, ' ')), "line 1, column 1: longer than 262144 bytes");
}

TEST(Parser, ninety_levels_and_long_chains_of_logic_are_fine) {
    EXPECT_EQ(problems(std::string(90, '(') + "1" + std::string(90, ')')), "");
    std::string chain = "customer.orders > 0";
    for (int i = 1; i < 3000; ++i) chain += " || customer.orders > " + std::to_string(i);
    EXPECT_EQ(problems(chain), "");
}

TEST(Evaluate, stops_at_the_cost_limit) {
    auto expression = compile(
        "numbers.all(a, numbers.all(b, numbers.all(c, numbers.all(d, numbers.all(e, a + b + c + d "
        "+ e > 0)))))",
        shop_schema());
    const Shop shop;
    ASSERT_TRUE(expression);
    EXPECT_TRUE(evaluate(*expression, shop).as_boolean());
    expression->cost_limit = 1000;
    const Value stopped = evaluate(*expression, shop);
    ASSERT_TRUE(stopped.is_error());
    EXPECT_EQ(stopped.error_kind(), ErrorKind::cost_limit);
    EXPECT_EQ(evaluate_condition(*expression, shop).fault().text(), "cost limit");
}

TEST(Evaluate, the_cost_limit_is_not_absorbed_by_logic) {
    auto expression = compile("numbers.all(a, numbers.all(b, a + b > 0)) || true", shop_schema());
    ASSERT_TRUE(expression);
    expression->cost_limit = 10;
    EXPECT_TRUE(evaluate(*expression, Shop()).is_error());
    EXPECT_FALSE(evaluate_condition(*expression, Shop()));
}

TEST(Evaluate, lists_that_grow_cost_what_they_hold) {
    std::string source = "numbers";
    for (int i = 0; i < 12; ++i)
        source = "(" + source + ").map(x" + std::to_string(i) + ", [x" + std::to_string(i) + "] + [1])";
    std::string nested = "1";
    for (int i = 0; i < 12; ++i) nested = "(numbers + numbers + numbers).map(x, " + nested + ")";
    const auto grows = compile(nested + " == []", shop_schema());
    ASSERT_TRUE(grows);
    const Value value = evaluate(*grows, Shop());
    ASSERT_TRUE(value.is_error());
    EXPECT_EQ(value.error_kind(), ErrorKind::cost_limit);
    EXPECT_EQ(problems(source), "");
}

TEST(Evaluate, a_condition_says_where_it_failed) {
    const Shop shop;
    const auto failing = compile("customer.member &&\n  numbers[7] == 1", shop_schema(), Kind::boolean);
    EXPECT_EQ(evaluate_condition(failing.value(), shop).fault().text(),
              "line 2, column 10: index 7 in a list of 3");
    const auto broken = compile("customer.member && broken", shop_schema(), Kind::boolean);
    EXPECT_EQ(evaluate_condition(broken.value(), shop).fault().text(), "line 1, column 20: the stock is not known");
    const auto number = compile("anything", shop_schema(), Kind::boolean);
    EXPECT_EQ(evaluate_condition(number.value(), shop).fault().text(),
              "line 1, column 1: a bool is needed, this is int");
    const auto good = compile("customer.member", shop_schema(), Kind::boolean);
    EXPECT_TRUE(evaluate_condition(good.value(), shop).value());
}

TEST(Evaluate, getters_without_a_zone_read_the_zone_of_the_schema) {
    Schema schema = shop_schema();
    schema.zone = TimeZone::find("Europe/Paris").value();
    const Shop shop;
    EXPECT_EQ(evaluate(compile("now.getHours()", schema).value(), shop).as_integer(), 10);
    EXPECT_EQ(evaluate(compile("now.getHours('UTC')", schema).value(), shop).as_integer(), 9);
}

TEST(Evaluate, dynamic_values_are_decided_at_run_time) {
    Shop shop;
    const auto sum = compile("anything + anything", shop_schema());
    EXPECT_EQ(to_text(evaluate(sum.value(), shop)), "6");
    shop.anything = Value::text("ab");
    EXPECT_EQ(to_text(evaluate(sum.value(), shop)), "\"abab\"");
    shop.anything = Value::money({1'000'000});
    EXPECT_EQ(to_text(evaluate(sum.value(), shop)), "money(2.00)");
    shop.anything = Value();
    EXPECT_TRUE(evaluate(sum.value(), shop).is_error());
}

TEST(Mentions, name_every_path_that_is_read) {
    EXPECT_EQ(mentions("line.category == 'wine' && cart.subtotal >= money('60 EUR')"),
              (Texts{"cart.subtotal", "line.category"}));
    EXPECT_EQ(mentions("customer.attributes.card == 'x' || customer.attributes['city'] == 'y'"),
              (Texts{"customer.attributes.card", "customer.attributes.city"}));
    EXPECT_EQ(mentions("cart.lines.exists(l, l.category == 'wine')"), (Texts{"cart.lines", "cart.lines.category"}));
    EXPECT_EQ(mentions("cart.lines.filter(l, l.quantity > 1)[0].category == 'x'"),
              (Texts{"cart.lines", "cart.lines.category", "cart.lines.quantity"}));
    EXPECT_EQ(mentions("cart.lines.filter(a, a.quantity > 1).exists(b, b.category == 'x')"),
              (Texts{"cart.lines", "cart.lines.category", "cart.lines.quantity"}));
    EXPECT_EQ(mentions("size(cart.lines) > cart.codes.size()"), (Texts{"cart.codes", "cart.lines"}));
    EXPECT_EQ(mentions("has(customer.attributes.card)"), (Texts{"customer.attributes.card"}));
    EXPECT_EQ(mentions("customer.spend('wine', now - customer.joined) > cart.subtotal"),
              (Texts{"cart.subtotal", "customer.joined", "customer.spend", "now"}));
    EXPECT_EQ(mentions("twice(customer.orders)"), (Texts{"customer.orders", "twice"}));
    EXPECT_EQ(mentions("anything.colour == 1"), (Texts{"anything.colour"}));
    EXPECT_EQ(mentions("1 == 1"), Texts{});
    EXPECT_EQ(mentions("false && customer.member"), (Texts{"customer.member"}));
    EXPECT_EQ(mentions("stock[customer.tier] > stock.wine"), (Texts{"customer.tier", "stock.*", "stock.wine"}));
    EXPECT_EQ(mentions("stock.exists(s, stock[s] == 0)"), (Texts{"stock.*"}));
    EXPECT_EQ(mentions("[5].exists(customer, customer == 5)"), Texts{});
    EXPECT_EQ(mentions("cart.lines.exists(l, customer.tier == l.category)"),
              (Texts{"cart.lines", "cart.lines.category", "customer.tier"}));
}

TEST(Mentions, what_is_used_as_a_whole_ends_in_a_star) {
    EXPECT_EQ(mentions("customer.attributes[customer.tier] == 'x'"),
              (Texts{"customer.attributes.*", "customer.tier"}));
    EXPECT_EQ(mentions("line in cart.lines"), (Texts{"cart.lines.*", "line.*"}));
    EXPECT_EQ(mentions("(customer.member ? line : cart.lines[0]).category == 'x'"),
              (Texts{"cart.lines.*", "customer.member", "line.*"}));
    EXPECT_EQ(mentions("cart.lines.map(l, l).exists(m, m.category == 'x')"), (Texts{"cart.lines", "cart.lines.*"}));
    EXPECT_EQ(mentions("[line].exists(l, l.category == 'x')"), (Texts{"line.*"}));
    EXPECT_EQ(mentions("dyn(customer).tier == 'x'"), (Texts{"customer", "customer.tier"}));
    EXPECT_EQ(mentions("cart"), (Texts{"cart.*"}));
}

TEST(Mentions, give_the_first_arguments_of_a_method) {
    const auto expression = compile(
        "customer.spend('wine', days(1)) > customer.spend('cheese', days(2)) && "
        "customer.spend('wine', days(3)) > money('1 EUR')",
        shop_schema());
    const auto found = expression.value().first_arguments("customer.spend");
    EXPECT_EQ(found.literals, (Texts{"cheese", "wine"}));
    EXPECT_FALSE(found.others);
    EXPECT_TRUE(compile("customer.spend(customer.tier, days(1))", shop_schema())
                    .value()
                    .first_arguments("customer.spend")
                    .others);
    EXPECT_TRUE(expression->first_arguments("cart.spend").literals.empty());
}

std::string shapes(const std::string& source) {
    constexpr const char* kNames[] = {"other", "holds", "fails", "==",     "!=",      "<",
                                      "<=",    ">",     ">=",    "one of", "contains"};
    const auto expression = compile(source, shop_schema());
    std::string out;
    for (const Conjunct& conjunct : expression.value().conjuncts()) {
        if (!out.empty()) out += "; ";
        if (conjunct.shape == Conjunct::Shape::other) {
            out += conjunct.text;
            continue;
        }
        out += std::string(conjunct.of_some_element ? "some " : "") + conjunct.path + " " +
               kNames[static_cast<size_t>(conjunct.shape)];
        for (const Value& value : conjunct.values) out += " " + to_text(value);
    }
    return out;
}

TEST(Conjuncts, are_told_by_shape_where_they_compare_a_path_with_a_constant) {
    EXPECT_EQ(shapes("cart.subtotal >= money('60 EUR') && line.category == 'wine'"),
              "cart.subtotal >= money(60.00); line.category == \"wine\"");
    EXPECT_EQ(shapes("money('60 EUR') <= cart.subtotal"), "cart.subtotal >= money(60.00)");
    EXPECT_EQ(shapes("customer.member && !customer.member"), "customer.member holds; customer.member fails");
    EXPECT_EQ(shapes("customer.tier in ['gold', 'silver']"), "customer.tier one of \"gold\" \"silver\"");
    EXPECT_EQ(shapes("'SPRING' in cart.codes"), "cart.codes contains \"SPRING\"");
    EXPECT_EQ(shapes("cart.lines.exists(l, l.category == 'wine')"), "some cart.lines.category == \"wine\"");
    EXPECT_EQ(shapes("customer.orders > 1 + 2"), "customer.orders > 3");
    EXPECT_EQ(shapes("customer.attributes['card'] != 'x'"), "customer.attributes.card != \"x\"");
    EXPECT_EQ(shapes("(customer.member || broken) && (customer.orders > 2)"),
              "customer.member || broken; customer.orders > 2");
}

TEST(Conjuncts, of_any_other_kind_only_the_text_is_known) {
    for (const char* other :
         {"cart.lines[0].category == 'wine'", "cart.lines.all(l, l.category == 'wine')",
          "customer.tier == line.category", "cart.lines.filter(l, l.quantity > 1).exists(m, m.category == 'wine')",
          "size(cart.lines) > 2", "customer.spend(days(1)) > money('1 EUR')", "!(customer.member || broken)",
          "cart.lines.exists(l, l.category == 'wine' && l.quantity > 1)", "dyn(customer).tier == 'gold'"})
        EXPECT_EQ(shapes(other), other);
}

TEST(Values, borrow_nothing_that_is_gone_when_they_are_computed) {
    Value kept;
    {
        const auto expression = compile("customer.tier + '-' + string(customer.orders)", shop_schema());
        kept = evaluate(expression.value(), Shop());
    }
    EXPECT_EQ(kept.as_text(), "gold-7");
}

TEST(Values, of_maps_are_found_by_the_worth_of_their_key) {
    const Map map(
        {{Value::unsigned_integer(2), Value::text("two")}, {Value::integer(-1), Value::text("minus one")}});
    EXPECT_EQ(map.find(Value::real(2.0))->as_text(), "two");
    EXPECT_EQ(map.find(Value::integer(2))->as_text(), "two");
    EXPECT_EQ(map.find(Value::real(0.0 / 0.0)), nullptr);
    EXPECT_EQ(map.find(Value::text("2")), nullptr);
    EXPECT_EQ(map.find(Value()), nullptr);
}

}  // namespace
}  // namespace habitue::rules
