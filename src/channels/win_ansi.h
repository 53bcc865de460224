// Text for the standard fonts of PDF, which know Windows-1252 and nothing else: all of French and English, the euro
// sign, typographic quotes and dashes.
#pragma once

#include <string>
#include <string_view>

namespace habitue::channels {

// From UTF-8. An accent written as a character of its own joins its letter; narrow blanks become ordinary ones that
// do not break; other Latin letters lose their accent ("ł" is "l"). What has no form (an emoji, another script, a
// control character, bytes that are no text) is left out.
std::string win_ansi_of(std::string_view utf8);

}  // namespace habitue::channels
