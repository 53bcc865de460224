#include "insight/demo.h"

#include <gtest/gtest.h>

#include <set>

#include "base/hash.h"
#include "insight/demo_calendar.h"
#include "insight/random.h"
#include "insight/replay.h"
#include "insight/test_data.h"

namespace habitue::insight {
namespace {

DemoShop shop(uint32_t customers, uint64_t seed = 1) {
    DemoShop made;
    made.customers = customers;
    made.seed = seed;
    made.zone = *TimeZone::find("Europe/Paris");
    made.rewards = {"savon", "bon-10"};
    return made;
}

std::string bytes_of_history(const History& history) {
    std::string bytes;
    for (const HistoryEvent& event : history) {
        BinaryWriter writer(bytes);
        writer.write(event.at);
        writer.write(event.command);
    }
    return bytes;
}

template <class Body>
size_t count(const History& history) {
    size_t found = 0;
    for (const HistoryEvent& event : history) found += std::holds_alternative<Body>(event.command.body) ? 1 : 0;
    return found;
}

TEST(Random, the_stream_is_the_published_one_of_splitmix64) {
    Random random(1234567);
    EXPECT_EQ(random.next(), 6457827717110365317u);
    EXPECT_EQ(random.next(), 3203168211198807973u);
    EXPECT_EQ(random.next(), 9817491932198370423u);
}

TEST(Random, below_stays_below_and_reaches_all) {
    Random random(3);
    std::set<int64_t> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(random.below(10));
    EXPECT_EQ(seen, (std::set<int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Random, exponential_and_gamma_numbers_have_the_mean_and_spread_they_should) {
    Random random(5);
    int64_t sum = 0, above = 0, gamma_sum = 0, gamma_above = 0;
    for (int i = 0; i < 100'000; ++i) {
        const int64_t drawn = random.exponential(1'000'000), regular = random.gamma(4, 1'000'000);
        sum += drawn;
        above += drawn > 1'000'000 ? 1 : 0;
        gamma_sum += regular;
        gamma_above += regular > 2'000'000 ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(sum) / 1e11, 1.0, 0.02);
    EXPECT_NEAR(static_cast<double>(above) / 1e5, 0.3679, 0.01) << "one of e is longer than the mean";
    EXPECT_NEAR(static_cast<double>(gamma_sum) / 1e11, 1.0, 0.02);
    EXPECT_NEAR(static_cast<double>(gamma_above) / 1e5, 0.0424, 0.005) << "of shape 4, 4 % pass twice the mean";
}

TEST(DemoCalendar, sales_christmas_and_august_have_their_weights) {
    EXPECT_TRUE(is_sales_day({2024, 1, 10})) << "the second Wednesday of January";
    EXPECT_FALSE(is_sales_day({2024, 1, 9}));
    EXPECT_TRUE(is_sales_day({2024, 6, 26})) << "the last Wednesday of June";
    EXPECT_TRUE(is_sales_day({2024, 7, 23}));
    EXPECT_FALSE(is_sales_day({2024, 7, 24}));
    EXPECT_LT(weight_of({2024, 8, 13}), weight_of({2024, 5, 14}));
    EXPECT_GT(weight_of({2024, 12, 10}), weight_of({2024, 5, 14}));
}

TEST(DemoCalendar, a_day_is_found_by_the_weight_that_has_passed) {
    const DemoCalendar calendar({2024, 1, 1}, 1);
    EXPECT_EQ(calendar.days(), 366);
    for (const int32_t day : {0, 1, 200, 365}) {
        EXPECT_EQ(calendar.day_at(calendar.weight_before(day)), day);
        EXPECT_EQ(calendar.day_at(calendar.weight_before(day + 1) - 1), day);
    }
    EXPECT_EQ(calendar.day_at(calendar.whole_weight()), 366);
}

TEST(Demo, the_same_numbers_give_the_same_bytes) {
    const std::string once = bytes_of_history(demo_history(shop(300)));
    EXPECT_EQ(once, bytes_of_history(demo_history(shop(300))));
    EXPECT_NE(once, bytes_of_history(demo_history(shop(300, 2))));
}

TEST(Demo, a_life_does_not_depend_on_how_many_others_there_are) {
    const auto life = [](const History& history) {
        History one;
        for (const HistoryEvent& event : history) {
            const auto* put = std::get_if<loyalty::PutOrder>(&event.command.body);
            if (put && put->customer == "demo-customer-000007") one.push_back(event);
        }
        return bytes_of_history(one);
    };
    const std::string few = life(demo_history(shop(10)));
    EXPECT_FALSE(few.empty());
    EXPECT_EQ(few, life(demo_history(shop(200))));
}

TEST(Demo, a_history_runs_forward_and_has_something_of_everything) {
    const History history = demo_history(shop(500));
    for (size_t i = 1; i < history.size(); ++i) ASSERT_LE(history[i - 1].at, history[i].at);
    EXPECT_EQ(count<loyalty::PutCustomer>(history), 500u);
    EXPECT_GT(count<loyalty::PutOrder>(history), 1'500u);
    EXPECT_GT(count<loyalty::AdvanceOrder>(history), 1'000u);
    EXPECT_GT(count<loyalty::RefundOrder>(history), 30u);
    EXPECT_GT(count<loyalty::TrackActivity>(history), 100u);
    EXPECT_GT(count<loyalty::RedeemReward>(history), 50u);
    size_t guests = 0;
    for (const HistoryEvent& event : history)
        if (const auto* put = std::get_if<loyalty::PutOrder>(&event.command.body)) {
            guests += put->customer.empty() ? 1 : 0;
            EXPECT_TRUE(put->customer.empty() || put->customer.starts_with("demo-customer-"));
        }
    EXPECT_EQ(guests, 125u);
}

TEST(Demo, the_engine_takes_everything_but_what_members_cannot_afford) {
    Replay replay(example_programme("cercle-lavande"));
    replay.run(demo_history(shop(300)));
    const ReplayFigures figures = replay.figures();
    EXPECT_TRUE(figures.refused_rows.empty()) << figures.refused_rows.begin()->first;
    for (const auto& [refusal, commands] : figures.refused_commands)
        EXPECT_TRUE(
            std::set<std::string>({"below_minimum", "limit_reached", "not_enough_points"}).contains(refusal))
            << refusal;
    EXPECT_EQ(figures.customers, 300u);
    EXPECT_GT(figures.wallets.at(0).flows.spent, Points{});
    EXPECT_GT(figures.wallets.at(0).flows.taken_back, Points{});
    EXPECT_GT(figures.wallets.at(0).flows.expired, Points{});
    EXPECT_EQ(figures.differences, std::vector<std::string>{});
}

}  // namespace
}  // namespace habitue::insight
