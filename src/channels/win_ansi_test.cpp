#include "channels/win_ansi.h"

#include <gtest/gtest.h>

namespace habitue::channels {
namespace {

TEST(WinAnsi, french_and_typographic_characters_have_their_byte) {
    EXPECT_EQ(win_ansi_of("Éléonore reçoit 10 €"), "\xC9l\xE9onore re\xE7oit 10 \x80");
    EXPECT_EQ(win_ansi_of("l’œuvre – « fin »…"), "l\x92\x9Cuvre \x96 \xAB fin \xBB\x85");
}

TEST(WinAnsi, an_accent_of_its_own_joins_its_letter) {
    EXPECT_EQ(win_ansi_of("cafe\xCC\x81"), "caf\xE9");
    EXPECT_EQ(win_ansi_of("fac\xCC\xA7"
                          "ade"),
              "fa\xE7"
              "ade");
}

TEST(WinAnsi, narrow_blanks_become_blanks_that_do_not_break) {
    EXPECT_EQ(win_ansi_of("10\xE2\x80\xAF%"), "10\xA0%");
}

TEST(WinAnsi, letters_of_other_latin_alphabets_lose_their_accent) {
    EXPECT_EQ(win_ansi_of("Łódź, Ķekava, Győr"),
              "L\xF3"
              "dz, Kekava, Gyor");
    EXPECT_EQ(win_ansi_of("Šžœſ"), "\x8A\x9E\x9Cs");
}

TEST(WinAnsi, what_has_no_form_is_left_out) {
    EXPECT_EQ(win_ansi_of("A\xF0\x9F\x92\x9C"
                          "B"),
              "AB");
    EXPECT_EQ(win_ansi_of("日本"), "");
    EXPECT_EQ(win_ansi_of("A\x01\x7F"
                          "B"),
              "AB");
}

TEST(WinAnsi, bytes_that_are_no_text_are_left_out) {
    EXPECT_EQ(win_ansi_of("A\xC3"), "A");
    EXPECT_EQ(win_ansi_of("A\xC3(\xFF)"), "A()");
    EXPECT_EQ(win_ansi_of("\xF8\x88\x80\x80\x80"), "");
}

}  // namespace
}  // namespace habitue::channels
