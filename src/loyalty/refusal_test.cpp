#include "loyalty/refusal.h"

#include <gtest/gtest.h>

#include <set>

namespace habitue::loyalty {
namespace {

TEST(Refusals, each_have_a_number_a_name_and_a_sentence_in_both_languages) {
    std::set<std::string_view> names;
    RefusalCode before{};
    for (const RefusalKind& kind : refusal_kinds()) {
        EXPECT_LT(before, kind.code) << kind.name << " is out of order";
        before = kind.code;
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name << " stands twice";
        EXPECT_EQ(name_of(kind.code), kind.name);
        EXPECT_TRUE(kind.en.ends_with('.')) << kind.name;
        EXPECT_TRUE(kind.fr.ends_with('.')) << kind.name;
    }
}

}  // namespace
}  // namespace habitue::loyalty
