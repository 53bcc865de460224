#include "insight/rhythm.h"

#include <gtest/gtest.h>

namespace habitue::insight {
namespace {

using loyalty::Customer;
using loyalty::Day;

Customer who_ordered_on(std::vector<int32_t> days) {
    Customer customer;
    for (const int32_t number : days) {
        Day day;
        day.day = number;
        day.orders = 1;
        customer.days.push_back(day);
    }
    return customer;
}

TEST(Rhythms, gaps_are_the_days_between_days_with_orders) {
    Customer customer = who_ordered_on({100, 110, 140});
    customer.days[1].orders = 0;  // a refund was counted on that day
    EXPECT_EQ(gaps_of(customer), std::vector<int32_t>{40});
    EXPECT_TRUE(gaps_of(Customer{}).empty());
}

TEST(Rhythms, two_gaps_are_a_rhythm_of_ones_own) {
    const Customer customer = who_ordered_on({100, 110, 130, 140});  // 10, 20, 10
    Rhythms rhythms;
    const auto next = rhythms.next_order(&customer, 0, 145);
    EXPECT_TRUE(next.own);
    EXPECT_EQ(next.chances, (std::vector<ChanceOfDay>{{5, kCertain * 2 / 3}, {15, kCertain / 3}}));
}

TEST(Rhythms, what_has_passed_is_no_chance_any_more) {
    const Customer customer = who_ordered_on({100, 110, 130, 140});
    const auto next = Rhythms().next_order(&customer, 0, 150);
    EXPECT_EQ(next.chances, (std::vector<ChanceOfDay>{{10, kCertain}}));
}

TEST(Rhythms, who_has_fewer_than_two_gaps_waits_as_all_do) {
    Rhythms rhythms;
    rhythms.learn(who_ordered_on({100, 110, 130, 140}), 145);  // 10, 20, 10; open since 5
    rhythms.learn(who_ordered_on({100, 130}), 145);            // 30; open since 15
    rhythms.learn(who_ordered_on({100}), 145);                 // open since 45
    const Customer fresh = who_ordered_on({145});
    const auto next = rhythms.next_order(&fresh, 0, 145);
    EXPECT_FALSE(next.own);
    // at 10 days of 6 who wait so long (the one who ordered 5 days ago is known no further) 2 order, and so on
    ASSERT_EQ(next.chances.size(), 3u);
    EXPECT_EQ(next.chances[0], (ChanceOfDay{10, kCertain * 2 / 6}));
    EXPECT_EQ(next.chances[1], (ChanceOfDay{20, (kCertain - kCertain * 2 / 6) / 3}));
    const int64_t left = kCertain - next.chances[0].parts - next.chances[1].parts;
    EXPECT_EQ(next.chances[2], (ChanceOfDay{30, left / 2}));
}

TEST(Rhythms, who_waits_longer_than_ever_is_taken_for_one_of_all) {
    Rhythms rhythms;
    const Customer late = who_ordered_on({100, 110, 120});
    rhythms.learn(late, 150);
    rhythms.learn(who_ordered_on({50, 100}), 150);  // 50; open since 50
    const auto next = rhythms.next_order(&late, 0, 150);
    EXPECT_FALSE(next.own);
    EXPECT_EQ(next.chances, (std::vector<ChanceOfDay>{{20, kCertain / 2}}));
}

TEST(Rhythms, nobody_is_awaited_beyond_the_longest_wait_that_was_seen) {
    Rhythms rhythms;
    rhythms.learn(who_ordered_on({100, 110, 120}), 300);
    EXPECT_TRUE(rhythms.next_order(nullptr, 100, 300).chances.empty());
    EXPECT_TRUE(Rhythms().next_order(nullptr, 300, 300).chances.empty());
}

TEST(Rhythms, chances_never_sum_to_more_than_certainty) {
    Rhythms rhythms;
    for (int32_t i = 1; i < 200; ++i)
        rhythms.learn(who_ordered_on({0, i * 7 % 97 + 1, i * 7 % 97 + i % 13 + 2}), 400);
    for (int32_t today = 0; today < 120; ++today) {
        int64_t sum = 0;
        for (const ChanceOfDay& chance : rhythms.next_order(nullptr, 0, today).chances) {
            EXPECT_GT(chance.days, 0);
            EXPECT_GT(chance.parts, 0);
            sum += chance.parts;
        }
        EXPECT_LE(sum, kCertain);
    }
}

}  // namespace
}  // namespace habitue::insight
