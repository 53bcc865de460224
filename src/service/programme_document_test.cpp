// Programme documents from their text: what is broken says where and what, what is sound compiles to the same
// programme in YAML and in JSON.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace habitue::service {
namespace {

using loyalty::Programme;
using loyalty::read_programme;

// Six lines; what a case adds begins on line 7.
constexpr const char* kHead =
    "habitue: 1\n"
    "id: p\n"
    "name: P\n"
    "currency: EUR\n"
    "time_zone: Europe/Paris\n"
    "wallets: {points: {}, cash: {kind: money}}\n";

Result<Programme> read(const std::string& yaml) {
    const auto document = read_yaml(yaml);
    if (!document) return document.fault();
    return read_programme(*document);
}

std::string problems_of(const std::string& yaml) {
    const auto programme = read(yaml);
    return programme ? "it was read" : programme.fault().text();
}

std::string file_text(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::filesystem::path> examples() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(HABITUE_PROGRAMMES))
        if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

struct Case {
    const char* name;
    std::string text;  // behind kHead
    const char* problems;
};

class BrokenProgramme : public testing::TestWithParam<Case> {};
TEST_P(BrokenProgramme, says_where_and_what) {
    EXPECT_EQ(problems_of(kHead + GetParam().text), GetParam().problems);
}

std::string rule(const std::string& rest) { return "earning: [{id: a, on: order_paid, " + rest + "}]\n"; }

INSTANTIATE_TEST_SUITE_P(
    Earning, BrokenProgramme,
    testing::Values(
        Case{"unknown_key", rule("point: 1"),
             "line 7, column 42, /earning/0/point: unknown key \"point\"; did you mean `points`?; known here: id, "
             "name, on, "
             "wallet, points, multiply, of, when, segment, tier, crosses, from, until, limit, rounding, round_to, "
             "priority, "
             "stop, members_only\n"
             "line 7, column 11, /earning/0: one of \"points\" and \"multiply\" is expected"},
        Case{"decimals", rule("points: 1.5"),
             "line 7, column 43, /earning/0/points: \"1.5\" must be a whole number: the wallet \"points\" counts "
             "in whole "
             "points"},
        Case{"nothing", rule("points: 0"),
             "line 7, column 43, /earning/0/points: \"0\" is not a number of points above zero and within "
             "1000000000000"},
        Case{"no_number", rule("points: many"),
             "line 7, column 43, /earning/0/points: expected a number of points such as 20, \"1 per 1 EUR\", \"1 "
             "per 10 of "
             "activity.distance\", or \"5 %\" in a money wallet; found \"many\""},
        Case{"other_currency", rule("points: 1 per 1 GBP"),
             "line 7, column 43, /earning/0/points: \"1 GBP\" is not in the programme's currency, EUR"},
        Case{"per_nothing", rule("points: 1 per 10"),
             "line 7, column 43, /earning/0/points: per what? Points per money (\"1 per 1 EUR\") or per a value "
             "(\"1 per 10 "
             "of activity.distance\") are expected"},
        Case{"per_zero", rule("points: 1 per 0 EUR"),
             "line 7, column 43, /earning/0/points: the points, and what they are given for, must be above zero "
             "and below a "
             "billion"},
        Case{"percent_of_points", rule("points: 5 %"),
             "line 7, column 43, /earning/0/points: a percentage is for money wallets; in points write \"1 per 1 "
             "EUR\""},
        Case{"value_of_wrong_type", rule("points: 1 per 10 of order.channel"),
             "line 7, column 43, /earning/0/points: \"order.channel\" gives string; an int, or money with a "
             "currency behind "
             "\"per\", is expected"},
        Case{"value_without_currency", rule("points: 1 per 10 of order.delivery"),
             "line 7, column 43, /earning/0/points: \"order.delivery\" gives money; an int, or money with a "
             "currency behind "
             "\"per\", is expected"},
        Case{"unknown_wallet", rule("points: 1, wallet: point"),
             "line 7, column 54, /earning/0/wallet: there is no wallet \"point\"; did you mean `points`?"},
        Case{"trigger", "earning: [{id: a, on: order_payed, points: 1}]\n",
             "line 7, column 23, /earning/0/on: expected one of: order_placed, order_paid, order_delivered, "
             "activity(\"review\"); found \"order_payed\""},
        Case{"twice", "earning:\n  - {id: a, on: order_paid, points: 1}\n  - {id: a, on: order_paid, points: 2}\n",
             "line 9, column 10, /earning/1/id: the rule \"a\" stands here a second time"},
        Case{"condition_names_nothing", rule("points: 1, when: customer.ordres > 3"),
             "line 7, column 52, /earning/0/when: in this condition, line 1, column 10: customer has no field "
             "`ordres`; did you "
             "mean `orders`?"},
        Case{
            "condition_of_wrong_type", rule("points: 1, when: customer.orders"),
            "line 7, column 52, /earning/0/when: in this condition, line 1, column 1: bool is wanted here, this is "
            "int"},
        Case{"no_such_segment", rule("points: 1, when: segment(\"vip\")"),
             "line 7, column 52, /earning/0/when: there is no segment \"vip\""},
        Case{"no_such_level", rule("points: 1, when: customer.tier == \"gold\" && customer.member"),
             "line 7, column 52, /earning/0/when: there is no tier level \"gold\""},
        Case{"no_such_level_by_name", rule("points: 1, tier: [gold]"),
             "line 7, column 53, /earning/0/tier/0: there is no tier level \"gold\""},
        Case{"no_level_at_all", rule("points: 1, tier: []"),
             "line 7, column 52, /earning/0/tier: expected the id of a tier level; found a list"},
        Case{"line_in_when", rule("points: 1, when: line.gift_card"),
             "line 7, column 52, /earning/0/when: in this condition, line 1, column 1: unknown name `line`"},
        Case{"of_on_activity", "earning: [{id: a, on: activity(\"x\"), points: 1, of: line.gift_card}]\n",
             "line 7, column 53, /earning/0/of: \"of\" chooses order lines; an activity has none"},
        Case{"money_on_activity", "earning: [{id: a, on: activity(\"x\"), points: 1 per 1 EUR}]\n",
             "line 7, column 46, /earning/0/points: an activity has no lines: points per money need a value, such "
             "as \"1 per "
             "1 EUR of ...\", or an order"},
        Case{"limit", rule("points: 1, limit: 3 a month"),
             "line 7, column 53, /earning/0/limit: expected a limit such as \"1 per order\", \"3 per month\", "
             "\"500 points per "
             "month\" or \"10000 points in total\"; found \"3 a month\""},
        Case{"second_limit", rule("points: 1, limit: [3 per month, 0 per day]"),
             "line 7, column 67, /earning/0/limit/1: expected a limit such as \"1 per order\", \"3 per month\", "
             "\"500 points per "
             "month\" or \"10000 points in total\"; found \"0 per day\""},
        Case{"dates", rule("points: 1, from: 2026-02-30, until: 2026-01-01"),
             "line 7, column 52, /earning/0/from: expected a date such as 2026-11-21 or an instant such as "
             "2026-11-21T09:30:00+01:00, from 1900 to 2099; found \"2026-02-30\""},
        Case{"dates_in_reverse", rule("points: 1, from: 2026-02-01, until: 2026-01-01"),
             "line 7, column 71, /earning/0/until: ends before it begins"},
        Case{"factor", rule("multiply: double"),
             "line 7, column 45, /earning/0/multiply: expected a factor such as x1.5, above 0 and below 1000, with "
             "at most 6 "
             "decimals; found \"double\""},
        Case{"limited_factor", rule("multiply: x2, limit: 1 per day"),
             "line 7, column 56, /earning/0/limit: a rule that multiplies gives nothing by itself: this belongs to "
             "the rules "
             "that give points"},
        Case{"crossing_of_both", rule("points: 1, crosses: {spend: 5 EUR, orders: 3}"),
             "line 7, column 55, /earning/0/crosses: one of \"spend\" and \"orders\" is expected"}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Others, BrokenProgramme,
    testing::Values(
        Case{
            "later_feature", "referral: []\n",
            "line 7, column 11, /referral: unknown key \"referral\"; known here: habitue, id, name, currency, "
            "time_zone, languages, identity, enrolment, wallets, earning_basis, multipliers, tiers, segments, "
            "earning, "
            "rewards, offers, vouchers, budgets, stacking, gift_cards, gifts, prices, margin, merge, refund_grace"},
        Case{"levels_fall",
             "tiers: {measure: spend, window: lifetime, levels: [{id: a, from: 9 EUR}, {id: b, from: 5 EUR}]}\n",
             "line 7, column 88, /tiers/levels/1/from: levels rise: this one must begin above \"a\""},
        Case{"window", "tiers: {measure: spend, window: rolling 5 years, levels: [{id: a, from: 9 EUR}]}\n",
             "line 7, column 33, /tiers/window: a rolling window has at least 1 day and at most 3 years"},
        Case{"measure", "tiers: {measure: points of miles, window: lifetime, levels: [{id: a, from: 9}]}\n",
             "line 7, column 18, /tiers/measure: there is no wallet \"miles\""},
        Case{"level_in_points", "tiers: {measure: points, window: lifetime, levels: [{id: a, from: 9 EUR}]}\n",
             "line 7, column 67, /tiers/levels/0/from: \"9 EUR\" is not a decimal number: digits with at most one "
             "'.'"},
        Case{"segment_in_segment", "segments: {a: customer.member, b: segment(\"a\")}\n",
             "line 7, column 35, /segments/b: a segment cannot ask for another segment: write its condition out"},
        Case{"unwritten_category", "segments: {a: 'customer.spend(customer.tier, days(3)) > money(\"1 EUR\")'}\n",
             "line 7, column 15, /segments/a: customer.spend(...) wants a category in quotes; \"\" asks for all"},
        Case{"reward", "rewards: [{id: mug, value: 1.005 EUR}]\n",
             "line 7, column 11, /rewards/0: the key \"cost\" is missing: what the reward costs in points\n"
             "line 7, column 28, /rewards/0/value: \"1.005 EUR\" has more than the 2 decimals of EUR"},
        Case{"enrolment", "enrolment: by hand\n",
             "line 7, column 12, /enrolment: expected one of: automatic, explicit; found \"by hand\""},
        Case{"basis", "earning_basis: {tax: true}\n",
             "line 7, column 22, /earning_basis/tax: expected one of: included, excluded; found true"},
        Case{"hours", "refund_grace: 36 hours\n",
             "line 7, column 15, /refund_grace: \"36 hours\": days, weeks, months or years are expected here"}),
    [](const auto& one) { return one.param.name; });

class BrokenWallet : public testing::TestWithParam<Case> {};
TEST_P(BrokenWallet, says_where_and_what) {
    const std::string head = "habitue: 1\nid: p\nname: P\ncurrency: EUR\ntime_zone: Europe/Paris\n";
    EXPECT_EQ(problems_of(head + "wallets: {w: {" + GetParam().text + "}}\n"), GetParam().problems);
}
INSTANTIATE_TEST_SUITE_P(
    Wallets, BrokenWallet,
    testing::Values(
        Case{"worth", "worth: 5 EUR",
             "line 6, column 22, /wallets/w/worth: expected what points are worth, such as 5 EUR per 100; found "
             "\"5 EUR\""},
        Case{"worth_of_money", "kind: money, worth: 1 EUR per 1",
             "line 6, column 35, /wallets/w/worth: a money wallet is worth what it says: leave this out"},
        Case{"pending", "pending: 14 days",
             "line 6, column 24, /wallets/w/pending: expected one of: immediate, \"14 days after delivered\" (or "
             "placed, or paid), \"until activity review\"; found \"14 days\""},
        Case{"expiry_of_both", "expiry: {after: 1 year, inactivity: 1 year}",
             "line 6, column 23, /wallets/w/expiry: one of \"after\", \"inactivity\" and \"on\" is expected"},
        Case{"expiry_date", "expiry: {on: [\"02-29\"]}",
             "line 6, column 29, /wallets/w/expiry/on/0: expected a month and a day that every year has, such as "
             "\"12-31\"; found \"02-29\""},
        Case{"stray_anchor", "expiry: {inactivity: 1 year, at: end of month}",
             "line 6, column 48, /wallets/w/expiry/at: \"at\" goes with \"after\""},
        Case{"pay_without_worth", "pay: {minimum: 5}",
             "line 6, column 20, /wallets/w/pay: points that pay need a value: add \"worth\", such as 5 EUR per "
             "100"},
        Case{"share", "kind: money, pay: {maximum_share: 150 %}",
             "line 6, column 49, /wallets/w/pay/maximum_share: expected a share such as 50 %, above 0 and at most "
             "100 %; found \"150 %\""},
        Case{"overdraw", "overdraw: refuse",
             "line 6, column 25, /wallets/w/overdraw: expected one of: repay, forgive, pending only; found "
             "\"refuse\""}),
    [](const auto& one) { return one.param.name; });

TEST(ProgrammeDocument, tells_all_that_is_missing_at_once) {
    EXPECT_EQ(
        problems_of("name: P\n"),
        "line 1, column 1: the key \"habitue\" is missing: the format of the document, 1, is expected\n"
        "line 1, column 1: the key \"id\" is missing: the programme's own id, such as cercle-lavande\n"
        "line 1, column 1: the key \"currency\" is missing: a currency such as EUR\n"
        "line 1, column 1: the key \"time_zone\" is missing: a time zone such as Europe/Paris\n"
        "line 1, column 1: the key \"wallets\" is missing: at least one wallet is expected, such as points: {}");
    EXPECT_EQ(problems_of("[]"), "line 1, column 1: expected keys and values; found a list");
}

TEST(ProgrammeDocument, every_example_compiles_and_its_json_is_the_same_programme) {
    ASSERT_GE(examples().size(), 4u);
    for (const auto& path : examples()) {
        const auto from_yaml = read(file_text(path));
        ASSERT_TRUE(from_yaml.ok()) << path << "\n" << from_yaml.fault().text();
        const auto json = read_json(from_yaml->document);
        ASSERT_TRUE(json.ok()) << json.fault().text();
        const auto from_json = read_programme(*json);
        ASSERT_TRUE(from_json.ok()) << from_json.fault().text();
        EXPECT_EQ(from_json->hash, from_yaml->hash) << path;
        EXPECT_EQ(from_json->document, from_yaml->document) << path;
    }
}

TEST(ProgrammeDocument, points_are_read_into_the_smallest_unit_of_their_wallet) {
    const auto programme = read(
        "habitue: 1\nid: p\nname: P\ncurrency: EUR\ntime_zone: Europe/Paris\n"
        "wallets: {miles: {decimals: 2, worth: 1.50 EUR per 100}, euros: {kind: money, pay: {minimum: 5 EUR}}}\n"
        "earning:\n"
        "  - {id: a, on: order_paid, points: 1.5, limit: 100.25 points per month, round_to: 0.5}\n"
        "  - {id: b, on: order_paid, points: 1.5 per 10 EUR}\n"
        "  - {id: c, on: order_paid, points: 0.125 per 10 EUR}\n"
        "  - {id: d, on: order_paid, points: 3.5 %, wallet: euros}\n"
        "  - {id: e, on: order_paid, points: 2 EUR, wallet: euros, limit: 50 EUR per year}\n"
        "  - {id: f, on: activity(\"flight\"), points: 1 per 10 of activity.distance}\n");
    ASSERT_TRUE(programme.ok()) << programme.fault().text();
    const auto calculation = [&](const char* id) { return programme->rule(id)->calculation; };
    EXPECT_EQ(programme->wallets[0].worth_points, Points{10'000});
    EXPECT_EQ(worth_of(programme->wallets[0], Points{5'033}), Money{75});
    EXPECT_EQ(programme->wallets[1].pay->minimum, Points{500});
    EXPECT_EQ(calculation("a").points, Points{150});
    EXPECT_EQ(calculation("a").step, Points{50});
    EXPECT_EQ(programme->rule("a")->limits[0].points, Points{10'025});
    EXPECT_EQ(calculation("b").points, Points{150});
    EXPECT_EQ(calculation("b").per, 10'000'000);
    // an eighth of a point per 10 EUR is 125 hundredths per 100 EUR
    EXPECT_EQ(calculation("c").points, Points{125});
    EXPECT_EQ(calculation("c").per, 100'000'000);
    EXPECT_EQ(calculation("d").points, Points{350});
    EXPECT_EQ(calculation("d").per, 100'000'000);
    EXPECT_EQ(calculation("e").points, Points{200});
    EXPECT_EQ(programme->rule("e")->limits[0].points, Points{5'000});
    EXPECT_EQ(calculation("f").points, Points{100});
    EXPECT_EQ(calculation("f").per, 10);
}

TEST(ProgrammeDocument, dates_are_local_days_and_the_last_one_is_included) {
    const auto programme = read(kHead + rule("points: 1, from: 2026-03-29, until: 2026-12-31"));
    ASSERT_TRUE(programme.ok()) << programme.fault().text();
    EXPECT_EQ(to_text(programme->earning[0].from), "2026-03-28T23:00:00Z");
    EXPECT_EQ(to_text(programme->earning[0].until), "2026-12-31T23:00:00Z");
    const auto exact = read(kHead + rule("points: 1, until: 2026-12-31T12:00:00Z"));
    ASSERT_TRUE(exact.ok()) << exact.fault().text();
    EXPECT_EQ(to_text(exact->earning[0].until), "2026-12-31T12:00:00Z");
}

TEST(ProgrammeDocument, segment_and_tier_of_a_rule_become_a_part_of_its_condition) {
    const std::string levels =
        "tiers: {measure: orders, window: lifetime, levels: [{id: a, from: 0}, {id: b, from: 5}]}\n";
    const std::string segments =
        "segments: {vip: customer.attributes.vip, far: 'customer.spend(\"wine\", days(9)) > money(\"1 EUR\")'}\n";
    const auto programme =
        read(kHead + levels + segments +
             rule("points: 1, segment: [vip, far], tier: b, when: 'customer.orders > 1 || now < now // late'"));
    ASSERT_TRUE(programme.ok()) << programme.fault().text();
    EXPECT_EQ(programme->earning[0].when->source(),
              "(segment(\"vip\") || segment(\"far\")) && customer.tier == \"b\" && (customer.orders > 1 || now < "
              "now // late\n)");
    EXPECT_EQ(programme->customer_attributes, std::vector<std::string>{"vip"});
    EXPECT_EQ(programme->spend_categories, std::vector<std::string>{"wine"});
}

TEST(ProgrammeDocument, rules_are_looked_at_by_priority_then_in_the_documents_order) {
    const auto programme = read(kHead + std::string("earning:\n"
                                                    "  - {id: a, on: order_paid, points: 1}\n"
                                                    "  - {id: b, on: order_paid, points: 1, priority: 5}\n"
                                                    "  - {id: c, on: order_paid, points: 1}\n"));
    ASSERT_TRUE(programme.ok()) << programme.fault().text();
    std::string order;
    for (const auto& one : programme->earning) order += one.id;
    EXPECT_EQ(order, "bac");
}

// The node at a path of keys and indexes, "/$defs/wallet/properties".
const Node* node_at(const Node& root, std::string_view path) {
    const Node* node = &root;
    while (node && !path.empty()) {
        path.remove_prefix(1);
        const std::string key(path.substr(0, path.find('/')));
        path.remove_prefix(key.size());
        node = node->is_list() ? &node->elements.at(std::stoul(key)) : node->find(key);
    }
    return node;
}

struct Keys {
    const char* schema_path;
    std::string text;  // behind kHead, with the unknown key "zz" in the map that is meant
};

class SchemaKeys : public testing::TestWithParam<Keys> {};
TEST_P(SchemaKeys, are_those_that_the_reader_knows) {
    const auto schema = read_json(loyalty::programme_schema());
    ASSERT_TRUE(schema.ok()) << schema.fault().text();
    const Node* properties = node_at(*schema, GetParam().schema_path);
    ASSERT_NE(properties, nullptr);
    const std::string told = problems_of(kHead + GetParam().text), marker = "unknown key \"zz\"; known here: ";
    const size_t at = told.find(marker);
    ASSERT_NE(at, std::string::npos) << told;
    std::stringstream known(told.substr(at + marker.size(), told.find('\n', at) - at - marker.size()));
    std::vector<std::string> reader;
    for (std::string key; std::getline(known >> std::ws, key, ',');) reader.push_back(key);
    std::vector<std::string> published = properties->keys;
    std::sort(reader.begin(), reader.end());
    std::sort(published.begin(), published.end());
    EXPECT_EQ(published, reader);
}
INSTANTIATE_TEST_SUITE_P(
    Schema, SchemaKeys,
    testing::Values(
        Keys{"/properties", "zz: 1\n"}, Keys{"/properties/merge/properties", "merge: {zz: 1}\n"},
        Keys{"/$defs/earning_basis/properties", "earning_basis: {zz: 1}\n"},
        Keys{"/$defs/tiers/properties", "tiers: {zz: 1}\n"},
        Keys{"/$defs/tiers/properties/downgrade/oneOf/1/properties", "tiers: {downgrade: {zz: 1}}\n"},
        Keys{"/$defs/level/properties", "tiers: {levels: [{zz: 1}]}\n"},
        Keys{"/$defs/level/properties/benefits/items/properties", "tiers: {levels: [{benefits: [{zz: 1}]}]}\n"},
        Keys{"/$defs/segment/oneOf/1/properties", "segments: {a: {zz: 1}}\n"},
        Keys{"/$defs/earning_rule/properties", rule("zz: 1")},
        Keys{"/$defs/earning_rule/properties/crosses/properties", rule("points: 1, crosses: {zz: 1}")},
        Keys{"/$defs/reward/properties", "rewards: [{zz: 1}]\n"},
        Keys{"/$defs/offer/properties", "offers: [{zz: 1}]\n"},
        Keys{"/$defs/benefit/oneOf/1/properties", "offers: [{give: {free: A, zz: 1}}]\n"},
        Keys{"/$defs/audience/oneOf/1/properties", "offers: [{for: {zz: 1}}]\n"},
        Keys{"/$defs/contribution_cap/properties", "offers: [{cap: {zz: 1}}]\n"},
        Keys{"/$defs/voucher/properties", "vouchers: [{zz: 1}]\n"},
        Keys{"/$defs/falling_value/properties", "vouchers: [{value: {zz: 1}}]\n"},
        Keys{"/$defs/budget/properties", "budgets: [{zz: 1}]\n"},
        Keys{"/$defs/stacking/properties", "stacking: {zz: 1}\n"},
        Keys{"/$defs/stacking_group/properties", "stacking: {groups: [{zz: 1}]}\n"},
        Keys{"/$defs/stacking/properties/floor/properties", "stacking: {floor: {zz: 1}}\n"},
        Keys{"/$defs/gift_card/properties", "gift_cards: [{zz: 1}]\n"},
        Keys{"/$defs/gift_card/properties/validity/oneOf/1/properties", "gift_cards: [{validity: {zz: 1}}]\n"},
        Keys{"/$defs/gift_card/properties/amount/oneOf/1/properties", "gift_cards: [{amount: {zz: 1}}]\n"},
        Keys{"/$defs/gift/properties", "gifts: [{zz: 1}]\n"},
        Keys{"/properties/prices/properties", "prices: {zz: 1}\n"}));

TEST(ProgrammeSchema, has_the_wallets_keys_too) {
    const auto schema = read_json(loyalty::programme_schema());
    ASSERT_TRUE(schema.ok()) << schema.fault().text();
    const std::string head = "habitue: 1\nid: p\nname: P\ncurrency: EUR\ntime_zone: Europe/Paris\n";
    const std::string told = problems_of(head + "wallets: {w: {zz: 1}}\n");
    for (const std::string& key : node_at(*schema, "/$defs/wallet/properties")->keys)
        EXPECT_NE(told.find(key), std::string::npos) << key;
    EXPECT_TRUE(read(head + "wallets: {points: }\n").ok());
}

}  // namespace
}  // namespace habitue::service
