#include "loyalty/codes/code_text.h"

#include <gtest/gtest.h>

#include <set>

namespace habitue::loyalty {
namespace {

constexpr std::string_view kSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string plain_of(int number) { return *plain_code(code_text_of(hash256(std::to_string(number)))); }

TEST(CodeText, is_shown_in_groups_of_four_and_read_back) {
    const std::string shown = code_text_of(hash256("a"));
    ASSERT_EQ(shown.size(), 17U);
    EXPECT_EQ(shown[4], '-');
    EXPECT_EQ(shown[9], '-');
    EXPECT_EQ(shown[14], '-');
    const auto plain = plain_code(shown);
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->size(), 14U);
    EXPECT_TRUE(is_generated_code(*plain));
    EXPECT_EQ(last_four_of(*plain), plain->substr(10));
}

TEST(CodeText, uses_only_symbols_that_cannot_be_mistaken) {
    std::set<char> seen;
    for (int i = 0; i < 500; ++i)
        for (const char symbol : plain_of(i)) seen.insert(symbol);
    EXPECT_EQ(std::string(seen.begin(), seen.end()), std::string(kSymbols));
}

TEST(CodeText, every_random_bit_counts) {
    const Hash256 nothing{};
    std::set<std::string> texts = {code_text_of(nothing)};
    for (size_t bit = 0; bit < 65; ++bit) {
        Hash256 one = nothing;
        one[bit / 8] = static_cast<uint8_t>(0x80U >> bit % 8);
        EXPECT_TRUE(texts.insert(code_text_of(one)).second) << "bit " << bit;
    }
}

TEST(CodeText, every_wrong_symbol_is_noticed) {
    for (int i = 0; i < 50; ++i) {
        const std::string right = plain_of(i);
        for (size_t at = 0; at < right.size(); ++at) {
            for (const char symbol : kSymbols) {
                if (symbol == right[at]) continue;
                std::string wrong = right;
                wrong[at] = symbol;
                EXPECT_FALSE(is_generated_code(wrong)) << right << " read as " << wrong;
            }
        }
    }
}

TEST(CodeText, two_neighbours_that_changed_places_are_noticed) {
    for (int i = 0; i < 500; ++i) {
        const std::string right = plain_of(i);
        for (size_t at = 0; at + 1 < right.size(); ++at) {
            if (right[at] == right[at + 1]) continue;
            std::string wrong = right;
            std::swap(wrong[at], wrong[at + 1]);
            EXPECT_FALSE(is_generated_code(wrong)) << right << " typed as " << wrong;
        }
    }
}

TEST(CodeText, is_read_as_people_type_it) {
    std::string shown;  // one with a 0 and a 1
    for (int i = 0; shown.empty(); ++i) {
        const std::string candidate = code_text_of(hash256(std::to_string(i)));
        if (candidate.find('0') != std::string::npos && candidate.find('1') != std::string::npos) shown = candidate;
    }
    std::string typed = " ";
    for (const char symbol : shown)
        typed += symbol == '0'   ? 'o'
                 : symbol == '1' ? 'l'
                 : symbol == '-' ? ' '
                                 : static_cast<char>(tolower(symbol));
    EXPECT_EQ(plain_code(typed), plain_code(shown));
    EXPECT_EQ(plain_code("olive-2026"), "OLIVE2026") << "an imported code keeps its letters";
    EXPECT_FALSE(plain_code(" - "));
    EXPECT_FALSE(plain_code("a\nb"));
    EXPECT_FALSE(plain_code(std::string(65, 'A')));
}

TEST(CodeText, a_word_has_letters_digits_hyphens_and_underscores) {
    EXPECT_EQ(plain_word(" noel 10 "), "NOEL10");
    EXPECT_EQ(plain_word("Early-Bird_2"), "EARLY-BIRD_2");
    EXPECT_FALSE(plain_word("caf\xc3\xa9"));
    EXPECT_FALSE(plain_word(""));
    EXPECT_FALSE(plain_word(std::string(65, 'A')));
}

TEST(CodeText, ids_depend_on_the_secret_and_the_text) {
    const Hash256 mine = hash256("mine");
    EXPECT_EQ(code_id_of(mine, "NOEL10"), code_id_of(mine, "NOEL10"));
    EXPECT_NE(code_id_of(mine, "NOEL10"), code_id_of(mine, "NOEL11"));
    EXPECT_NE(code_id_of(mine, "NOEL10"), code_id_of(hash256("yours"), "NOEL10"));
    EXPECT_NE(pin_hash_of(mine, {1}, "1234"), pin_hash_of(mine, {2}, "1234"));
    EXPECT_NE(pin_hash_of(mine, {1}, "1234"), pin_hash_of(mine, {1}, "1235"));
}

TEST(CodeText, a_voucher_of_an_order_always_has_the_same_text) {
    const Hash256 secret = hash256("secret");
    EXPECT_EQ(voucher_code(secret, {"A1"}, "retour"), voucher_code(secret, {"A1"}, "retour"));
    EXPECT_NE(voucher_code(secret, {"A1"}, "retour"), voucher_code(secret, {"A2"}, "retour"));
    EXPECT_NE(voucher_code(secret, {"A1"}, "retour"), voucher_code(secret, {"A1"}, "autre"));
    EXPECT_TRUE(is_generated_code(*plain_code(voucher_code(secret, {"A1"}, "retour"))));
}

}  // namespace
}  // namespace habitue::loyalty
