#include "loyalty/programme/programme.h"

#include <gtest/gtest.h>

namespace habitue::loyalty {
namespace {

TEST(Texts, french_is_plural_from_two_on_and_english_beside_one) {
    const LocalTexts texts{{"fr", "brin", "brins"}, {"en", "sprig", "sprigs"}};
    EXPECT_EQ(text_in(texts, "fr", 0), "brin");
    EXPECT_EQ(text_in(texts, "fr", 1), "brin");
    EXPECT_EQ(text_in(texts, "fr", 2), "brins");
    EXPECT_EQ(text_in(texts, "fr", -2), "brins");
    EXPECT_EQ(text_in(texts, "en", 0), "sprigs");
    EXPECT_EQ(text_in(texts, "en", 1), "sprig");
    EXPECT_EQ(text_in(texts, "de", 0), "brin");
    EXPECT_EQ(text_in({}, "fr"), "");
}

TEST(Worth, is_rounded_down_to_the_minor_unit) {
    WalletRule wallet;
    EXPECT_EQ(worth_of(wallet, Points{100}), std::nullopt);
    wallet.worth = Money{500};
    wallet.worth_points = Points{100};
    EXPECT_EQ(worth_of(wallet, Points{100}), Money{500});
    EXPECT_EQ(worth_of(wallet, Points{1}), Money{5});
    wallet.worth_points = Points{300};
    EXPECT_EQ(worth_of(wallet, Points{1}), Money{1});
    wallet.money = true;
    EXPECT_EQ(worth_of(wallet, Points{123}), Money{123});
}

TEST(Versions, the_newest_is_current_in_whatever_sequence_they_come) {
    Programmes programmes;
    EXPECT_TRUE(programmes.empty());
    for (const uint32_t version : {2u, 3u, 1u}) {
        auto programme = std::make_shared<Programme>();
        programme->version = version;
        programmes.add(programme);
    }
    EXPECT_EQ(programmes.current().version, 3u);
    EXPECT_EQ(programmes.version(1)->version, 1u);
    EXPECT_EQ(programmes.version(4), nullptr);
}

TEST(Attributes, are_found_by_name) {
    const Attributes attributes{{"a", true}, {"b", int64_t{2}}, {"d", std::string("x")}};
    EXPECT_EQ(*find(attributes, "b"), AttributeValue(int64_t{2}));
    EXPECT_EQ(find(attributes, "c"), nullptr);
    EXPECT_EQ(find(attributes, "e"), nullptr);
}

}  // namespace
}  // namespace habitue::loyalty
