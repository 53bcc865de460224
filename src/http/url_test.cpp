#include "http/url.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

TEST(QueryInput, parameters_are_read_by_name_and_type) {
    QueryInput query("dry_run=true&limit=50&q=a+b%26c&as_of=2026-11-21T09:30:00Z&empty_flag=false");
    EXPECT_TRUE(query.flag("dry_run"));
    EXPECT_FALSE(query.flag("empty_flag"));
    EXPECT_FALSE(query.flag("absent"));
    EXPECT_EQ(query.integer("limit", 1, 100), 50);
    EXPECT_EQ(query.text("q"), "a b&c");
    EXPECT_EQ(to_text(query.instant("as_of").value()), "2026-11-21T09:30:00Z");
    EXPECT_EQ(query.text("absent"), std::nullopt);
    EXPECT_TRUE(query.finish().ok());
}

TEST(QueryInput, everything_wrong_is_told_at_once) {
    QueryInput query("limit=500&dry_run=yes&q=&bad=%ff&twice=1&twice=2&as_of=today&colour=red");
    query.integer("limit", 1, 100);
    query.flag("dry_run");
    query.text("q");
    query.text("twice");
    query.instant("as_of");
    const auto read = query.finish();
    ASSERT_FALSE(read.ok());
    std::string where;
    for (const Problem& problem : read.fault().problems) where += problem.where + " ";
    EXPECT_EQ(where, "?bad ?twice ?limit ?dry_run ?q ?as_of ?twice ?colour ");
}

TEST(QueryInput, integers_are_plain_and_within_their_limits) {
    for (const char* value : {"", "x", "1x", "0x1", "1.0", "99999999999999999999", "0", "101", "%20"}) {
        QueryInput query("n=" + std::string(value));
        EXPECT_EQ(query.integer("n", 1, 100), std::nullopt) << value;
        EXPECT_FALSE(query.finish().ok()) << value;
    }
}

TEST(QueryInput, a_hostile_number_of_parameters_is_refused) {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "a" + std::to_string(i) + "=1&";
    QueryInput query(text);
    EXPECT_EQ(query.finish().fault().problems.front().what, "has more than 64 parameters");
}

TEST(Utf8, only_the_shortest_forms_of_real_characters_pass) {
    for (const char* good : {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x8e\x81", "\xf4\x8f\xbf\xbf"})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (const char* bad : {"\x80", "\xc3", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xe2\x82",
                            "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"})
        EXPECT_FALSE(is_utf8(bad)) << bad;
}

}  // namespace
}  // namespace habitue
