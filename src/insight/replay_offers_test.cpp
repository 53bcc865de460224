#include <gtest/gtest.h>

#include "insight/replay_report.h"
#include "insight/test_data.h"

namespace habitue::insight {
namespace {

using loyalty::Advantage;
using loyalty::AdvantageGranted;
using loyalty::Code;
using loyalty::CodeForm;
using loyalty::CodeId;
using loyalty::CodeIssued;
using loyalty::CodeUsed;
using loyalty::PutOrder;
using loyalty::Record;
using loyalty::TallyCounted;

constexpr std::string_view kProgramme = R"(
habitue: 1
id: offers
name: {en: Offers, fr: Offres}
currency: EUR
time_zone: Europe/Paris
languages: [en, fr]
wallets:
  points: {name: {en: [point, points], fr: [point, points]}}
budgets:
  - {id: summer, limit: [15 EUR in total, 12 EUR per month]}
offers:
  - {id: tenth, give: 10 %, minimum: 50 EUR, budget: summer}
  - {id: word, give: 1 EUR, code: BONJOUR}
vouchers:
  - {id: back, issue: order_paid, valid: 60 days, give: 5 EUR, limit: 1 per order}
)";

Instant on(std::string_view date) { return *parse_instant(std::string(date) + "T10:00:00Z"); }

loyalty::Command order(std::string id, std::string customer, std::string_view date, int64_t euros) {
    PutOrder put;
    put.order.value = std::move(id);
    put.customer = std::move(customer);
    put.currency = "EUR";
    put.placed_at = on(date);
    put.paid_at = put.placed_at;
    loyalty::OrderLine line;
    line.id = "1";
    line.sku = "A";
    line.quantity = 1;
    line.unit_price = {euros * 1'000'000};
    put.content.lines = {line};
    return {{}, put};
}

ReplayFigures replayed(std::vector<loyalty::Command> commands, ReplayAssumptions assumptions = {},
                       std::string_view until = "2026-12-31") {
    Replay replay(programme_of(kProgramme), assumptions);
    replay.run(history_of(std::move(commands)), on(until));
    return replay.figures();
}

const OfferFigures& offer(const ReplayFigures& figures, std::string_view id) {
    for (const OfferFigures& one : figures.offers)
        if (one.id == id) return one;
    throw std::runtime_error("no offer " + std::string(id));
}

// ---- the sums over effects

Record record(std::string order_id, std::string_view date, loyalty::Effects effects) {
    Record record;
    record.order.value = std::move(order_id);
    record.at = on(date);
    record.effects = std::move(effects);
    return record;
}

AdvantageGranted granted(std::string id, int64_t cents, CodeId code = {}) {
    Advantage advantage;
    advantage.offer = std::move(id);
    advantage.amount = {cents};
    advantage.code = code;
    return {advantage};
}

TallyCounted counted(std::string name, int64_t uses, int64_t cents) {
    return {{std::move(name), uses, {}, {cents}, {}}};
}

CodeIssued issued(uint64_t id, std::string_view until) {
    Code code;
    code.id = {id};
    code.form = CodeForm::voucher;
    code.rule = "back";
    code.valid_until = on(until);
    return {code};
}

TEST(OfferSums, an_advantage_counts_as_the_order_stands_at_the_end) {
    const loyalty::Programme programme = programme_of(kProgramme);
    OfferSums sums(programme);
    sums.add(record("o1", "2026-01-01", {granted("tenth", 1000)}));
    sums.add(record("o2", "2026-01-02", {granted("tenth", 500)}));
    sums.add(record("o1", "2026-01-03", {granted("tenth", 700)}));  // a partial return
    sums.add(record("o2", "2026-01-04", {granted("tenth", 0)}));    // cancelled
    const std::vector<OfferFigures> offers = sums.offers(on("2026-02-01"));
    EXPECT_EQ(offers[0].uses, 1u);
    EXPECT_EQ(offers[0].given, Money{700});
    EXPECT_EQ(offers[0].assumed_uses, 0u);
}

TEST(OfferSums, a_budget_is_used_up_when_its_sum_reaches_it) {
    const loyalty::Programme programme = programme_of(kProgramme);
    OfferSums sums(programme);
    const std::string january = "budget:summer/month@" + std::to_string(day_number({2026, 1, 1}));
    sums.add(record("o1", "2026-01-01", {counted("budget:summer", 1, 1000), counted(january, 1, 1000)}));
    sums.add(record("o2", "2026-01-02", {counted("budget:summer", 1, 200), counted(january, 1, 200)}));
    sums.add(record("o3", "2026-02-03", {counted("budget:summer", 1, 300)}));
    sums.add(record("o4", "2026-02-04", {counted("budget:summer", -1, -300), counted("budget:summer", 1, 300)}));
    ASSERT_EQ(sums.limits().size(), 2u);
    ASSERT_EQ(sums.limits()[0].exhausted.size(), 1u);
    EXPECT_EQ(sums.limits()[0].where, "budgets/summer/limit/0");
    EXPECT_EQ(sums.limits()[0].exhausted[0].at, on("2026-02-03"));
    ASSERT_EQ(sums.limits()[1].exhausted.size(), 1u);
    EXPECT_EQ(sums.limits()[1].exhausted[0].at, on("2026-01-02"));
    EXPECT_EQ(sums.limits()[1].exhausted[0].period, (LocalDate{2026, 1, 1}));
}

TEST(OfferSums, a_voucher_is_used_expires_or_is_open) {
    const loyalty::Programme programme = programme_of(kProgramme);
    OfferSums sums(programme);
    sums.add(
        record("o1", "2026-01-01", {issued(1, "2026-03-01"), issued(2, "2026-03-01"), issued(3, "2026-09-01")}));
    Record use =
        record("o2", "2026-01-10", {CodeUsed{{1}, {{"o2"}, {}, kNever}, false, {}}, granted("back", 500, {1})});
    sums.add(use);
    const auto find = [&] {
        for (const OfferFigures& one : sums.offers(on("2026-04-01")))
            if (one.id == "back") return one;
        throw std::runtime_error("no voucher");
    };
    EXPECT_EQ(find().vouchers.issued, 3u);
    EXPECT_EQ(find().vouchers.used, 1u);
    EXPECT_EQ(find().vouchers.expired, 1u);
    EXPECT_EQ(find().vouchers.open(), 1u);
    EXPECT_EQ(find().assumed_uses, 1u);  // the order did not name it
    sums.add(record("o2", "2026-01-11", {CodeUsed{{1}, {{"o2"}, {}, kNever}, true, {}}, granted("back", 0, {1})}));
    EXPECT_EQ(find().vouchers.expired, 2u);
    EXPECT_EQ(find().uses, 0u);
}

// ---- whole replays

TEST(ReplayOffers, are_taken_off_as_at_the_checkout) {
    const ReplayFigures figures =
        replayed({order("o1", "anna", "2026-01-10", 60), order("o2", "ben", "2026-01-11", 40)});
    EXPECT_EQ(figures.orders, 2u);
    EXPECT_EQ(offer(figures, "tenth").uses, 1u);
    EXPECT_EQ(offer(figures, "tenth").given, Money{600});
    EXPECT_EQ(offer(figures, "word").uses, 0u);
    EXPECT_EQ(figures.spend, (Amount{94'000'000}));
    EXPECT_TRUE(figures.differences.empty());
}

TEST(ReplayOffers, prices_stand_when_offers_are_left_out) {
    ReplayAssumptions without;
    without.apply_offers = false;
    const ReplayFigures figures = replayed({order("o1", "anna", "2026-01-10", 60)}, without);
    EXPECT_EQ(offer(figures, "tenth").uses, 0u);
    EXPECT_EQ(figures.spend, (Amount{60'000'000}));
}

TEST(ReplayOffers, a_budget_that_the_orders_use_up_is_told_with_its_day) {
    const ReplayFigures figures =
        replayed({order("o1", "anna", "2026-01-10", 100), order("o2", "ben", "2026-01-12", 100),
                  order("o3", "carla", "2026-02-02", 100), order("o4", "dora", "2026-02-03", 100)});
    EXPECT_EQ(offer(figures, "tenth").given, Money{1500});
    const std::vector<loyalty::Warning> warnings = exhausted_limits(figures);
    ASSERT_EQ(warnings.size(), 2u);
    EXPECT_EQ(warnings[0].where, "budgets/summer/limit/0");
    EXPECT_EQ(warnings[0].en, "these orders would have used it up on 2026-02-02");
    EXPECT_EQ(warnings[1].where, "budgets/summer/limit/1");
    EXPECT_EQ(warnings[1].fr, "ces commandes l’auraient épuisé le 2026-01-12 (1 période(s))");
}

TEST(ReplayOffers, vouchers_are_used_by_the_stated_share_and_by_none_otherwise) {
    const std::vector<loyalty::Command> orders = {order("o1", "anna", "2026-01-10", 40),
                                                  order("o2", "anna", "2026-01-20", 40),
                                                  order("o3", "ben", "2026-01-10", 40)};
    const VoucherFigures none = offer(replayed(orders), "back").vouchers;
    EXPECT_EQ(none.issued, 3u);
    EXPECT_EQ(none.used, 0u);
    EXPECT_EQ(none.expired, 3u);
    ReplayAssumptions all;
    all.voucher_use = Rate{1, 1};
    const ReplayFigures figures = replayed(orders, all);
    EXPECT_EQ(offer(figures, "back").vouchers.used, 1u);
    EXPECT_EQ(offer(figures, "back").assumed_uses, 1u);
    EXPECT_EQ(offer(figures, "back").assumed, Money{500});
}

TEST(ReplayOffers, the_share_is_about_that_of_the_vouchers_that_could_be_used) {
    std::vector<loyalty::Command> orders;
    for (int i = 0; i < 400; ++i) {
        const std::string customer = "c" + std::to_string(i);
        orders.push_back(order("a" + std::to_string(i), customer, "2026-01-10", 40));
        orders.push_back(order("b" + std::to_string(i), customer, "2026-01-20", 40));
    }
    ReplayAssumptions quarter;
    quarter.voucher_use = Rate{1, 4};
    const uint64_t used = offer(replayed(orders, quarter), "back").vouchers.used;
    EXPECT_GT(used, 60u);
    EXPECT_LT(used, 140u);
    EXPECT_EQ(used, offer(replayed(orders, quarter), "back").vouchers.used);
}

TEST(ReplayOffers, a_recorded_code_counts_and_one_that_this_programme_refuses_is_left_out) {
    loyalty::Command with = order("o1", "anna", "2026-01-10", 40), foreign = order("o2", "ben", "2026-01-10", 40);
    std::get<PutOrder>(with.body).content.codes = {{"BONJOUR", {}, {}}};
    std::get<PutOrder>(foreign.body).content.codes = {{"UNKNOWN", {}, {}}};
    const ReplayFigures figures = replayed({with, foreign});
    EXPECT_EQ(figures.orders, 2u);
    EXPECT_EQ(offer(figures, "word").uses, 1u);
    EXPECT_EQ(figures.codes_left_out, 1u);
}

// ---- what open vouchers are expected to cost

constexpr std::string_view kFalling = R"(
habitue: 1
id: falling
name: {en: Falling, fr: Baisse}
currency: EUR
time_zone: Europe/Paris
languages: [en, fr]
wallets:
  points: {name: {en: [point, points], fr: [point, points]}}
vouchers:
  - id: back
    issue: order_paid
    value: {at: paid, steps: {0 days: 10 %, 7 days: 5 %, 25 days: none}}
    minimum: 20 EUR
)";

ExpectedCost expected_of(std::vector<loyalty::Command> orders, std::string_view until,
                         ReplayAssumptions said = {}) {
    Replay replay(programme_of(kFalling), said);
    replay.run(history_of(std::move(orders)), on(until));
    return offer(replay.figures(), "back").vouchers.expected;
}

TEST(ExpectedCost, is_the_sum_over_days_of_the_chance_of_an_order_times_the_value_then) {
    // gaps of 5, 10, 20 and 30 days: the voucher of the last order is worth 10 % of 40.00, 5 %, 5 % and nothing
    const ExpectedCost cost =
        expected_of({order("o1", "anna", "2026-03-01", 40), order("o2", "anna", "2026-03-06", 40),
                     order("o3", "anna", "2026-03-16", 40), order("o4", "anna", "2026-04-05", 40),
                     order("o5", "anna", "2026-05-05", 40)},
                    "2026-05-05");
    EXPECT_EQ(cost.by_own_rhythm, cost.valued);  // those of the earlier orders have fallen to nothing
    EXPECT_EQ(cost.worth_today, Money{400});
    EXPECT_EQ(cost.cost, Money{(400 + 200 + 200 + 0) / 4});
}

TEST(ExpectedCost, looks_only_at_what_is_still_to_come) {
    const std::vector<loyalty::Command> orders = {
        order("o1", "anna", "2026-03-01", 40), order("o2", "anna", "2026-03-06", 40),
        order("o3", "anna", "2026-03-16", 40), order("o4", "anna", "2026-04-05", 40),
        order("o5", "anna", "2026-05-05", 40)};
    const ExpectedCost later = expected_of(orders, "2026-05-13");  // 8 days on: 10, 20 or 30 days are left
    EXPECT_EQ(later.worth_today, Money{200});
    EXPECT_EQ(later.cost, Money{(200 + 200 + 0) / 3});
}

TEST(ExpectedCost, of_who_has_no_rhythm_is_that_of_all_customers) {
    std::vector<loyalty::Command> orders = {
        order("a1", "anna", "2026-03-01", 40), order("a2", "anna", "2026-03-06", 40),
        order("a3", "anna", "2026-03-16", 40), order("b1", "ben", "2026-03-16", 30)};
    // on the day of ben's order: waits of 5 and 10 days ended, two begin; 5 days: 10 % of 30.00, 10 days: 5 %
    const ExpectedCost cost = expected_of(orders, "2026-03-16");
    EXPECT_EQ(cost.by_own_rhythm, 3u);
    EXPECT_EQ(cost.valued, 4u);
    const int64_t anna = (400 + 200) / 2, ben = (300 + 150) / 2;
    // and the vouchers of anna's first two orders: 15 days old, and 10: both worth 5 % for 10 days and 15
    const int64_t earlier = (200 + 0) / 2 + (200 + 200) / 2;
    EXPECT_EQ(cost.cost, Money{anna + ben + earlier});
    ReplayAssumptions third;
    third.voucher_use = Rate{1, 3};
    EXPECT_LT(expected_of(orders, "2026-03-16", third).cost, cost.cost);
}

TEST(ExpectedCost, is_nothing_where_the_average_order_is_below_the_minimum) {
    const ExpectedCost cost =
        expected_of({order("o1", "anna", "2026-03-01", 10), order("o2", "anna", "2026-03-06", 10),
                     order("o3", "anna", "2026-03-16", 10)},
                    "2026-03-16");
    EXPECT_EQ(cost.cost, Money{});
    EXPECT_EQ(cost.not_valued, 0u);
}

TEST(ReplayOffers, the_report_tells_what_open_vouchers_are_expected_to_cost) {
    Replay replay(programme_of(kFalling));
    replay.run(history_of({order("o1", "anna", "2026-03-01", 40), order("o2", "anna", "2026-03-06", 40),
                           order("o3", "anna", "2026-03-11", 40)}),
               on("2026-03-11"));
    const ReplayFigures figures = replay.figures();
    EXPECT_NE(offers_text(figures, "shop", Language::en).find("expected cost"), std::string::npos);
    EXPECT_NE(offers_text(figures, "shop", Language::fr).find("coût attendu"), std::string::npos);
    std::string json;
    JsonWriter writer(json);
    writer.object();
    write_offers(writer, figures);
    writer.end_object();
    EXPECT_NE(json.find(R"("cost":{"amount":)"), std::string::npos) << json;
}

TEST(ReplayOffers, the_report_says_what_rests_on_an_assumption) {
    const loyalty::Programme programme = programme_of(kProgramme);
    ReplayAssumptions tenth;
    tenth.voucher_use = Rate{1, 10};
    const std::vector<Remark> remarks = remarks_of(tenth, programme);
    ASSERT_EQ(remarks.size(), 3u);
    EXPECT_EQ(remarks[1].id, "next_order_rhythm");
    EXPECT_EQ(
        remarks[2].en,
        "Of the vouchers whose holder orders again in time, 10.00% are used, with the first order that they hold "
        "for.");
    EXPECT_EQ(remarks_of({}, programme)[2].id, "vouchers_as_recorded");
    const ReplayFigures figures = replayed({order("o1", "anna", "2026-01-10", 60)}, tenth);
    const std::string text = offers_text(figures, "shop", Language::fr);
    EXPECT_NE(text.find("dont supposé"), std::string::npos);
    EXPECT_NE(text.find("tenth"), std::string::npos);
}

TEST(Histories, can_be_moved_later_by_the_calendar) {
    History history = history_of({order("o1", "anna", "2024-02-29", 60), order("o2", "anna", "2024-03-01", 60)});
    move_later(history, {1, Period::Unit::years}, *TimeZone::find("Europe/Paris"));
    EXPECT_EQ(history[0].at, on("2025-02-28"));
    EXPECT_EQ(std::get<PutOrder>(history[0].command.body).paid_at, on("2025-02-28"));
    EXPECT_EQ(history[1].at, on("2025-03-01"));
}

}  // namespace
}  // namespace habitue::insight
