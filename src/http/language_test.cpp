#include "http/language.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

std::string_view spoken(std::string_view header) {
    Request request;
    request.headers.push_back({"Accept-Language", header});
    return language_of(request);
}

TEST(Language, is_french_when_nothing_is_said) { EXPECT_EQ(language_of(Request{}), "fr"); }

TEST(Language, is_the_one_that_weighs_more) {
    EXPECT_EQ(spoken("en"), "en");
    EXPECT_EQ(spoken("en-GB,en;q=0.9"), "en");
    EXPECT_EQ(spoken("fr-FR,fr;q=0.9,en;q=0.8"), "fr");
    EXPECT_EQ(spoken("fr;q=0.3, en;q=0.75"), "en");
    EXPECT_EQ(spoken("de, en;q=0.5"), "en");
}

TEST(Language, is_french_for_other_languages_refusals_and_nonsense) {
    for (const char* header : {"de", "en;q=0", "", ",,,", "english", "fr;q=1,en;q=1", ";q=", "en;q=x"})
        EXPECT_EQ(spoken(header), "fr") << header;
}

}  // namespace
}  // namespace habitue
