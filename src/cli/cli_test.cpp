// The command line from outside: what it writes where, and how it ends.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "cli/session.h"

namespace habitue::cli {
namespace {

struct Ran {
    int exit = 0;
    std::string out;
    std::string err;
};

Ran habitue(std::vector<std::string> words) {
    words.insert(words.begin(), "habitue");
    words.push_back("--language=en");
    std::vector<const char*> arguments;
    arguments.reserve(words.size());
    for (const std::string& word : words) arguments.push_back(word.c_str());
    std::ostringstream out, err;
    const int exit = run(static_cast<int>(arguments.size()), arguments.data(), out, err, false);
    return {exit, out.str(), err.str()};
}

std::string example(const std::string& name) {
    return std::string(HABITUE_SOURCE_DIR) + "/programmes/" + name + ".yaml";
}

// A file that lives as long as the test.
class File {
  public:
    explicit File(const std::string& text)
        : path(testing::TempDir() + "habitue_cli_test_" + std::to_string(++made_)) {
        std::ofstream(path, std::ios::binary) << text;
    }
    ~File() { std::remove(path.c_str()); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    const std::string path;

  private:
    static inline int made_ = 0;
};

TEST(CommandLine, help_has_examples_and_ends_well) {
    const Ran ran = habitue({"replay", "--help"});
    EXPECT_EQ(ran.exit, 0);
    EXPECT_NE(ran.out.find("habitue replay programmes/cercle-lavande.yaml"), std::string::npos);
    EXPECT_EQ(ran.err, "");
}

TEST(CommandLine, a_wrong_word_is_a_mistake_of_usage) {
    EXPECT_EQ(habitue({"replay"}).exit, 2);
    EXPECT_EQ(habitue({"nonsense"}).exit, 2);
    EXPECT_EQ(habitue({}).exit, 2);
    const File orders("order_id,customer_id,ordered_at,sku,quantity,unit_price\n");
    const Ran ran = habitue({"replay", example("cercle-lavande"), "--orders", orders.path, "--preset", "none"});
    EXPECT_EQ(ran.exit, 2);
    EXPECT_NE(ran.err.find("generic, online-retail"), std::string::npos) << ran.err;
}

TEST(CommandLine, the_language_is_the_one_that_is_named) {
    const char* named[] = {"habitue", "--language", "fr"};
    EXPECT_EQ(language_of(3, named), Language::fr);
    const char* joined[] = {"habitue", "--language=en"};
    EXPECT_EQ(language_of(2, joined), Language::en);
}

TEST(Programme, every_example_is_valid) {
    for (const char* name : {"cercle-lavande", "cagnotte", "one-point-per-pound", "airline"}) {
        const Ran ran = habitue({"programme", "check", example(name)});
        EXPECT_EQ(ran.exit, 0) << ran.err;
        EXPECT_NE(ran.out.find("is a valid programme"), std::string::npos) << ran.out;
    }
}

TEST(Programme, what_is_wrong_is_said_with_file_line_column_and_path) {
    const File wrong("habitue: 1\nid: x\nname: X\ncurrency: EURO\n");
    const Ran ran = habitue({"programme", "check", wrong.path});
    EXPECT_EQ(ran.exit, 1);
    EXPECT_NE(ran.err.find(wrong.path + ": line 4, column 11, /currency"), std::string::npos) << ran.err;
    EXPECT_EQ(ran.out, "");
    const Ran json = habitue({"programme", "check", wrong.path, "--json"});
    EXPECT_EQ(json.exit, 1);
    EXPECT_TRUE(json.out.starts_with("{\"ok\":false,\"problems\":[")) << json.out;
    EXPECT_EQ(habitue({"programme", "check", "no-such-file.yaml"}).exit, 1);
}

TEST(Programme, a_difference_is_told_in_sentences) {
    EXPECT_EQ(habitue({"programme", "diff", example("cagnotte"), example("cagnotte")}).out, "No difference.\n");
    const Ran ran = habitue({"programme", "diff", example("cagnotte"), example("cercle-lavande")});
    EXPECT_EQ(ran.exit, 0);
    EXPECT_GT(std::count(ran.out.begin(), ran.out.end(), '\n'), 3);
}

constexpr std::string_view kBudgeted = R"(
habitue: 1
id: budgeted
name: {en: Budgeted}
currency: EUR
time_zone: Europe/Paris
languages: [en]
wallets:
  points: {name: {en: [point, points]}}
budgets:
  - {id: spring, limit: 15 EUR in total}
offers:
  - {id: tenth, give: 10 %, from: 2026-01-01, budget: spring}
)";
constexpr std::string_view kThreeOrders =
    "order_id,customer_id,ordered_at,sku,quantity,unit_price\n"
    "o1,anna,2025-02-03,A,1,100\no2,ben,2025-02-05,A,1,100\no3,carla,2025-02-07,A,1,100\n";

TEST(Programme, a_budget_that_past_orders_would_use_up_is_told_before_publishing) {
    const File programme{std::string(kBudgeted)}, orders{std::string(kThreeOrders)};
    const Ran before = habitue({"programme", "check", programme.path, "--orders", orders.path});
    EXPECT_EQ(before.exit, 0) << before.err;
    EXPECT_EQ(before.err.find("budgets/spring/limit/0"), std::string::npos) << "the offer began a year later";
    const Ran ran =
        habitue({"programme", "check", programme.path, "--orders", orders.path, "--moved-by", "1 year"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_NE(ran.err.find("budgets/spring/limit/0: these orders would have used it up on 2026-02-05"),
              std::string::npos)
        << ran.err;
}

TEST(Replay, says_what_offers_cost_and_what_was_assumed) {
    const File programme{std::string(kBudgeted)}, orders{std::string(kThreeOrders)};
    const Ran ran = habitue({"replay", programme.path, "--orders", orders.path, "--moved-by", "1 year", "--json"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_NE(ran.out.find(R"("tenth":{"uses":2,"given":{"amount":1500,"currency":"EUR"})"), std::string::npos)
        << ran.out;
    EXPECT_NE(ran.out.find(R"("where":"budgets/spring/limit/0")"), std::string::npos);
    EXPECT_NE(ran.out.find("offers_taken_off"), std::string::npos);
    EXPECT_EQ(habitue({"replay", programme.path, "--orders", orders.path, "--assume-voucher-use", "many"}).exit, 2);
}

TEST(Replay, orders_in_another_currency_are_refused_unless_restated) {
    const File orders(
        "order_id,customer_id,ordered_at,sku,quantity,unit_price,currency\no1,anna,2026-01-05,A,1,10,GBP\n");
    const Ran refused = habitue({"replay", example("cagnotte"), "--orders", orders.path});
    EXPECT_EQ(refused.exit, 4);
    EXPECT_EQ(refused.out, "");
    EXPECT_NE(refused.err.find("cagnotte (EUR): 1 GBP"), std::string::npos) << refused.err;
    const Ran restated =
        habitue({"replay", example("cagnotte"), "--orders", orders.path, "--restate-currency", "--json"});
    EXPECT_EQ(restated.exit, 0) << restated.err;
    EXPECT_NE(restated.out.find("\"restated_currency\""), std::string::npos);
    EXPECT_NE(restated.out.find("\"orders\":1"), std::string::npos);
}

TEST(Replay, two_programmes_are_compared_over_one_file) {
    const File orders(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        "536365,A,x,6,2010-12-01 08:26:00,2.55,17850,UK\n536366,B,x,1,2010-12-01 08:26:00,5,,UK\n");
    const Ran ran = habitue({"replay", example("cercle-lavande"), "--against", example("cagnotte"), "--orders",
                             orders.path, "--preset", "online-retail", "--json"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_NE(ran.out.find("\"skipped\":{\"no_customer\":1}"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("\"against\":{"), std::string::npos);
    EXPECT_NE(ran.out.find("\"difference\":{"), std::string::npos);
    EXPECT_EQ(ran.err, "") << "with --json and no terminal nothing else is said";
}

TEST(Replay, a_missing_file_or_column_is_named) {
    const Ran missing = habitue({"replay", example("cagnotte"), "--orders", "no-such-file.csv"});
    EXPECT_EQ(missing.exit, 1);
    EXPECT_NE(missing.err.find("habitue: no-such-file.csv: cannot be opened"), std::string::npos) << missing.err;
    const File orders("order_id\n");
    const Ran column = habitue({"replay", example("cagnotte"), "--orders", orders.path});
    EXPECT_EQ(column.exit, 1);
    EXPECT_NE(column.err.find(orders.path + ": line 1: the column \"customer_id\""), std::string::npos)
        << column.err;
}

TEST(Demo, its_file_is_read_back_without_a_skipped_row) {
    const Ran demo = habitue({"demo", "--customers", "50", "--years", "1", "--seed", "3"});
    EXPECT_EQ(demo.exit, 0);
    EXPECT_EQ(demo.out, habitue({"demo", "--customers", "50", "--years", "1", "--seed", "3"}).out);
    const File orders(demo.out);
    const Ran ran = habitue({"replay", example("cercle-lavande"), "--orders", orders.path, "--json"});
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_NE(ran.out.find("\"skipped\":{}"), std::string::npos) << ran.out;
    EXPECT_NE(ran.out.find("\"customers\":50,"), std::string::npos) << ran.out.substr(0, 400);
}

}  // namespace
}  // namespace habitue::cli
