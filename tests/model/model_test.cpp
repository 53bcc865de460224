#include "model/model.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "model/life.h"
#include "model/turmoil.h"

namespace habitue::model {
namespace {

// HABITUE_LIVES=100000 for a long run, HABITUE_SEED=... to see one life again.
int64_t number_from(const char* variable, int64_t otherwise) {
    const char* text = std::getenv(variable);
    return text ? std::atoll(text) : otherwise;
}

Rules plain() { return {}; }
const TimeZone kParis = *TimeZone::find("Europe/Paris");
Instant at(int day, int hour) { return kParis.at(add_days({2026, 1, 1}, day), hour * int64_t{3'600'000}); }

TEST(Model, gives_a_point_for_each_whole_euro_that_is_kept) {
    Model model(plain(), kParis);
    EXPECT_EQ(model.order("A1", "camille", {{3, 60}, {1, 500}}, true, at(0, 10)), "");
    EXPECT_EQ(model.accounts().at("camille").active_points(), 6);
    EXPECT_EQ(model.refund("A1", {{0, 2}}, at(1, 10)), "");
    EXPECT_EQ(model.accounts().at("camille").active_points(), 5);
    EXPECT_EQ(model.refund("A1", {{0, 2}}, at(1, 10)), "refunded_more_than_bought");
}

TEST(Model, owes_what_was_spent_before_the_goods_came_back) {
    Model model(plain(), kParis);
    model.order("A1", "camille", {{1, 4000}}, true, at(0, 10));
    EXPECT_EQ(model.redeem("camille", 30, at(0, 11)), "");
    EXPECT_EQ(model.redeem("camille", 30, at(0, 11)), "not_enough_points");
    model.refund("A1", {{0, 1}}, at(1, 10));
    EXPECT_EQ(model.accounts().at("camille").owed, 30);
    model.order("A2", "camille", {{1, 5000}}, true, at(2, 10));
    EXPECT_EQ(model.accounts().at("camille").owed, 0);
    EXPECT_EQ(model.accounts().at("camille").active_points(), 20);
}

TEST(Model, lets_points_become_active_and_end_in_their_time) {
    Rules rules;
    rules.pending = Rules::Pending::after_paid;
    rules.wait_days = 10;
    rules.expiry = Rules::Expiry::after;
    rules.life = {5, Period::Unit::days};
    Model model(rules, kParis);
    model.order("A1", "camille", {{1, 4000}}, true, at(0, 10));
    EXPECT_EQ(model.accounts().at("camille").pending_points(), 40);
    model.pass_time(at(10, 0));
    EXPECT_EQ(model.accounts().at("camille").active_points(), 40);
    model.pass_time(at(16, 0));
    EXPECT_EQ(model.accounts().at("camille").expired, 40);
}

TEST(Life, that_differs_is_cut_down_to_the_deeds_that_matter) {
    // stands in for a kernel that goes wrong at the first refund behind a transfer
    const auto judge = [](const Life& life) -> std::optional<Disagreement> {
        bool given = false;
        for (size_t i = 0; i < life.deeds.size(); ++i) {
            if (life.deeds[i].kind == Deed::Kind::transfer) given = true;
            if (life.deeds[i].kind == Deed::Kind::refund && given) return Disagreement{i, "wrong"};
        }
        return std::nullopt;
    };
    const Life life = random_life(1, 200);
    ASSERT_TRUE(judge(life));
    const Life cut = shortest(life, judge);
    ASSERT_EQ(cut.deeds.size(), 2u);
    EXPECT_EQ(cut.deeds[0].kind, Deed::Kind::transfer);
    EXPECT_EQ(cut.deeds[1].kind, Deed::Kind::refund);
}

TEST(Life, of_a_seed_is_always_the_same) {
    EXPECT_EQ(story_of(random_life(7, 40)), story_of(random_life(7, 40)));
    EXPECT_NE(story_of(random_life(7, 40)), story_of(random_life(8, 40)));
}

TEST(Kernel, agrees_with_the_model_in_every_random_life) {
    const int64_t only = number_from("HABITUE_SEED", 0);
    const int64_t first = only > 0 ? only : 1;
    const int64_t lives = only > 0 ? 1 : number_from("HABITUE_LIVES", 150);
    for (int64_t seed = first; seed < first + lives; ++seed) {
        const Life life = random_life(static_cast<uint64_t>(seed), 60);
        if (!live(life)) continue;
        const Life cut = shortest(life);
        const auto found = live(cut);
        FAIL() << "seed " << seed << ": " << (found ? found->what : "gone when cut") << "\n\n" << story_of(cut);
    }
}

TEST(Kernel, keeps_its_promises_in_every_turmoil) {
    const int64_t only = number_from("HABITUE_SEED", 0);
    const int64_t first = only > 0 ? only : 1;
    const int64_t lives = only > 0 ? 1 : number_from("HABITUE_LIVES", 150) / 6;
    for (int64_t seed = first; seed < first + lives; ++seed) {
        const Steps steps = random_turmoil(static_cast<uint64_t>(seed), 80);
        if (what_breaks(steps).empty()) continue;
        const Steps cut = shortest(steps);
        FAIL() << "seed " << seed << ": " << what_breaks(cut) << "\n\n" << text_of(cut);
    }
}

}  // namespace
}  // namespace habitue::model
