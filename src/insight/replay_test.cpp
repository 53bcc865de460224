#include "insight/replay.h"

#include <gtest/gtest.h>

#include "insight/replay_report.h"
#include "insight/test_data.h"

namespace habitue::insight {
namespace {

using loyalty::OrderKind;
using loyalty::PutOrder;

constexpr std::string_view kProgramme = R"(
habitue: 1
id: plain
name: {en: Plain, fr: Simple}
currency: EUR
time_zone: Europe/Paris
languages: [en, fr]
wallets:
  points:
    name: {en: [point, points], fr: [point, points]}
    worth: 1 EUR per 100
    pending: immediate
    expiry: {after: 3 months}
    overdraw: repay
tiers:
  measure: spend
  window: rolling 12 months
  levels:
    - {id: low, name: {en: Low, fr: Bas}, from: 0 EUR}
    - {id: high, name: {en: High, fr: Haut}, from: 1000 EUR}
earning:
  - {id: base, name: {en: Purchases, fr: Achats}, on: order_paid, points: 1 per 1 EUR}
rewards:
  - {id: mug, name: {en: A mug, fr: Une tasse}, cost: 50}
)";

PutOrder order(std::string id, std::string customer, std::string_view at, int64_t cents,
               OrderKind kind = OrderKind::sale) {
    PutOrder put;
    put.order.value = std::move(id);
    put.customer = std::move(customer);
    put.currency = "EUR";
    put.placed_at = *parse_instant(at);
    put.paid_at = put.delivered_at = put.placed_at;
    put.content.kind = kind;
    loyalty::OrderLine line;
    line.id = "1";
    line.quantity = 1;
    line.unit_price = {cents * 10'000};
    put.content.lines = {line};
    return put;
}

History sample() {
    std::vector<loyalty::Command> commands;
    const auto say = [&](loyalty::CommandBody body) { commands.push_back({{}, std::move(body)}); };
    say(order("o2", "ben", "2026-02-10T10:00:00Z", 120'099));
    say(order("o1", "anna", "2026-01-10T10:00:00Z", 10'050));
    say(order("r1", "anna", "2026-02-11T10:00:00Z", 2'070, OrderKind::returned));
    say(order("g1", "", "2026-02-12T10:00:00Z", 5'000));
    PutOrder wrong = order("x1", "anna", "2026-02-13T10:00:00Z", 5'000);
    wrong.currency = "USD";
    wrong.content.lines.push_back(wrong.content.lines.front());
    wrong.content.lines.back().id = "2";
    say(wrong);
    History history = history_of(std::move(commands));
    history.push_back(
        {*parse_instant("2026-02-14T10:00:00Z"), {customer_id_of("anna"), loyalty::RedeemReward{"mug", 1, {}}}});
    history.push_back(
        {*parse_instant("2026-02-15T10:00:00Z"), {customer_id_of("anna"), loyalty::RedeemReward{"mug", 1, {}}}});
    return history;
}

ReplayFigures replayed(std::optional<Instant> until = {}) {
    Replay replay(programme_of(kProgramme));
    replay.run(sample(), until);
    return replay.figures();
}

TEST(Replay, a_history_is_sorted_by_time) {
    const History history = sample();
    EXPECT_EQ(std::get<PutOrder>(history.front().command.body).order.value, "o1");
}

TEST(Replay, figures_are_what_a_hand_computes) {
    const ReplayFigures figures = replayed();
    EXPECT_EQ(figures.orders, 4u);
    EXPECT_EQ(figures.returns, 1u);
    EXPECT_EQ(figures.guest_orders, 1u);
    EXPECT_EQ(figures.customers, 2u);
    EXPECT_EQ(figures.refused_rows, (std::map<std::string, uint64_t>{{"currency_mismatch", 2}}));
    EXPECT_EQ(figures.refused_commands, (std::map<std::string, uint64_t>{{"not_enough_points", 1}}));
    const WalletFigures& points = figures.wallets.at(0);
    EXPECT_EQ(points.flows.earned, Points{1'300}) << "100 and 1,200";
    EXPECT_EQ(points.flows.taken_back, Points{20});
    EXPECT_EQ(points.flows.spent, Points{50});
    EXPECT_EQ(points.active, Points{1'230});
    EXPECT_EQ(points.cost, Money{1'280});
    EXPECT_EQ(points.liability, Money{1'230});
    ASSERT_EQ(figures.levels.size(), 3u);
    EXPECT_EQ(figures.levels[1].customers, 1u);
    EXPECT_EQ(figures.levels[2].customers, 1u);
    EXPECT_EQ(figures.top.front().external_id, "ben");
    EXPECT_EQ(figures.months.size(), 2u);
    EXPECT_EQ(figures.months.at({2026, 2, 1}).wallets.at(0).earned, Points{1'200});
    EXPECT_EQ(figures.differences, std::vector<std::string>{});
}

TEST(Replay, the_clock_runs_on_to_the_date_that_is_asked_for) {
    const ReplayFigures figures = replayed(*parse_instant("2026-06-30T00:00:00Z"));
    EXPECT_EQ(figures.wallets.at(0).flows.expired, Points{1'230});
    EXPECT_EQ(figures.wallets.at(0).active, Points{});
    EXPECT_EQ(figures.months.at({2026, 5, 1}).wallets.at(0).expired, Points{1'200});
    EXPECT_EQ(figures.differences, std::vector<std::string>{});
}

// An order of 29 February counts for twelve months until the end of 28 February: the review of the day after finds
// it gone.
TEST(Replay, a_level_earned_on_a_leap_day_is_reviewed_when_the_day_leaves_the_window) {
    Replay replay(programme_of(kProgramme));
    replay.run(history_of({{{}, order("o1", "anna", "2024-02-29T10:00:00Z", 120'000)}}),
               *parse_instant("2025-02-28T12:00:00Z"));
    EXPECT_EQ(replay.figures().levels.at(2).customers, 1u);
    replay.run({}, *parse_instant("2025-03-01T12:00:00Z"));
    EXPECT_EQ(replay.figures().levels.at(1).customers, 1u);
    EXPECT_EQ(replay.figures().levels.at(2).customers, 0u);
}

TEST(Replay, an_empty_history_costs_nothing) {
    Replay replay(programme_of(kProgramme));
    replay.run({});
    const ReplayFigures figures = replay.figures();
    EXPECT_EQ(figures.customers, 0u);
    EXPECT_EQ(figures.cost(), Money{0});
    EXPECT_NE(to_text(ReplayReport{{}, figures, {}, {}}, Language::en), "");
}

TEST(ReplayReport, json_has_the_promised_keys) {
    ReplayReport report{{}, replayed(), replayed(*parse_instant("2026-06-30T00:00:00Z")), {}};
    report.source.rows = 9;
    report.source.rows_used = 6;
    report.source.skipped["no_customer"] = 3;
    const std::string json = to_json(report, Language::en);
    const auto document = service::read_json(json);
    ASSERT_TRUE(document.ok()) << json;
    const auto at = [&](std::initializer_list<const char*> path) {
        const Node* node = &*document;
        for (const char* key : path) node = node ? node->find(key) : nullptr;
        return node ? node->scalar : "missing";
    };
    EXPECT_EQ(at({"orders"}), "4");
    EXPECT_EQ(at({"customers"}), "2");
    EXPECT_EQ(at({"skipped", "no_customer"}), "3");
    EXPECT_EQ(at({"skipped", "currency_mismatch"}), "2");
    EXPECT_EQ(at({"wallets", "points", "earned"}), "1300");
    EXPECT_EQ(at({"wallets", "points", "taken_back"}), "20");
    EXPECT_EQ(at({"wallets", "points", "spent"}), "50");
    EXPECT_EQ(at({"wallets", "points", "expired"}), "0");
    EXPECT_EQ(at({"wallets", "points", "pending"}), "0");
    EXPECT_EQ(at({"wallets", "points", "active"}), "1230");
    EXPECT_EQ(at({"wallets", "points", "deficit"}), "0");
    EXPECT_EQ(at({"wallets", "points", "decimals"}), "0");
    EXPECT_EQ(at({"against", "wallets", "points", "expired"}), "1230");
    EXPECT_EQ(at({"difference", "wallets", "points", "expired"}), "-1230");
    EXPECT_EQ(at({"difference", "liability", "amount"}), "1230");
    EXPECT_EQ(at({"checks", "reconciled"}), "true");
}

TEST(ReplayReport, the_french_page_reads_french) {
    ReplayReport report{{}, replayed(), {}, {}};
    report.source.assumptions.push_back({"x", "An assumption.", "Une hypothèse."});
    const std::string page = to_text(report, Language::fr);
    for (const char* part : {"Rejeu de « Simple » (plain)", "Du 10/01/2026 au 15/02/2026", "1\u202f300",
                             "12,30\u00a0€", "Une hypothèse.", "les soldes égalent la somme"})
        EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
}

TEST(ReplayReport, two_programmes_stand_side_by_side) {
    const ReplayReport report{{}, replayed(), replayed(*parse_instant("2026-06-30T00:00:00Z")), {}};
    const std::string page = to_text(report, Language::en);
    EXPECT_NE(page.find("difference"), std::string::npos) << page;
    EXPECT_NE(page.find("expired         0  1,230  -1,230"), std::string::npos) << page;
}

// Mostly one compares a draft with what it came from.
TEST(ReplayReport, two_drafts_of_one_programme_are_told_apart) {
    const ReplayReport report{{}, replayed(), replayed(*parse_instant("2026-06-30T00:00:00Z")), {}};
    const std::string page = to_text(report, Language::fr);
    for (const char* part :
         {"plain  plain (--against)", "  plain : les soldes", "  plain (--against) : les soldes"})
        EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
}

}  // namespace
}  // namespace habitue::insight
