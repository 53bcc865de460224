#include "scenario/story.h"

#include <gtest/gtest.h>

#include <memory>

#include "scenario/kernel_world.h"
#include "scenario/run_story.h"

namespace habitue::scenario {
namespace {

const std::string kProgramme = R"(programme
  habitue: 1
  id: shop
  name: The Shop
  currency: EUR
  time_zone: Europe/Paris
  languages: [en]
  wallets:
    points: {expiry: never}
  earning:
    - {id: base, on: order_paid, points: 1 per 1 EUR}
end
)";
constexpr int kProgrammeLines = 12;

std::vector<Failure> failures_of(const std::string& steps) {
    const Result<Story> story = parse_story("a.scenario", kProgramme + steps);
    if (!story) return {{0, "", "a story", story.fault().text()}};
    return prove(*story, [] { return std::make_unique<KernelWorld>(); }, {});
}

TEST(Story, is_cut_into_dated_steps_with_their_expectations) {
    const Result<Story> story = parse_story("a.scenario", kProgramme +
                                                              "2026-01-10 10:05 camille joins\n"
                                                              "  then camille is a member\n"
                                                              "and camille does review V1\n"
                                                              "2026-01-11 the clock\n");
    ASSERT_TRUE(story.ok()) << story.fault().text();
    ASSERT_EQ(story->steps.size(), 4u);
    EXPECT_TRUE(story->steps[0].publishes);
    EXPECT_EQ(story->steps[1].sentence.text, "camille joins");
    EXPECT_EQ(story->steps[1].sentence.number, kProgrammeLines + 1);
    ASSERT_EQ(story->steps[1].expectations.size(), 1u);
    EXPECT_EQ(story->steps[1].expectations[0].text, "camille is a member");
    EXPECT_EQ(story->steps[2].at.time_of_day, story->steps[1].at.time_of_day);
    EXPECT_EQ(story->steps[3].at.date, (LocalDate{2026, 1, 11}));
    EXPECT_EQ(story->steps[3].at.time_of_day, 12 * 3'600'000);
}

TEST(Story, without_a_date_or_a_programme_is_refused_with_its_line) {
    const Result<Story> undated = parse_story("a.scenario", kProgramme + "camille joins\n");
    ASSERT_FALSE(undated.ok());
    EXPECT_NE(undated.fault().text().find("a.scenario:13"), std::string::npos) << undated.fault().text();
    EXPECT_FALSE(parse_story("a.scenario", "2026-01-10 camille joins\n").ok());
    EXPECT_FALSE(parse_story("a.scenario", "programme\n  habitue: 1\n").ok());
}

TEST(Story, that_is_true_has_no_failures) {
    EXPECT_TRUE(failures_of("2026-01-10 camille orders A1: 1 x mug at 8.00; paid\n"
                            "  then camille has 8 active, 8 earned points\n"
                            "  then entries: earned 8 by base (1: 8)\n")
                    .empty());
}

TEST(Story, that_is_not_true_says_where_and_what_was_expected) {
    const auto failures = failures_of(
        "2026-01-10 camille orders A1: 1 x mug at 8.00; paid\n"
        "  then camille has 9 active, 8 earned points\n"
        "  then entries: earned 8 by other\n"
        "  then refused: limit_reached\n");
    ASSERT_EQ(failures.size(), 3u);
    EXPECT_EQ(failures[0].line, kProgrammeLines + 2);
    EXPECT_EQ(failures[0].expected, "9 active, 8 earned");
    EXPECT_EQ(failures[0].actual, "8 active, 8 earned");
    EXPECT_EQ(failures[1].expected, "earned 8 by other");
    EXPECT_EQ(failures[2].actual, "accepted");
}

TEST(Story, a_refusal_that_nobody_expected_is_a_failure) {
    const auto failures = failures_of(
        "2026-01-10 camille joins\n"
        "and camille redeems mug\n");
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_EQ(failures[0].expected, "accepted");
}

TEST(Story, a_sentence_that_cannot_be_read_says_what_is_missing) {
    const auto failures = failures_of("2026-01-10 camille orders A1 2 x mug at 8.00\n");
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_EQ(failures[0].actual, "expected \":\", but there is \"2\"");
}

}  // namespace
}  // namespace habitue::scenario
