// Words that a programme gives in several languages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace habitue::loyalty {

// Words per language, the programme's first language first. Singular and plural for units of points.
struct LocalText {
    std::string language;
    std::string singular;
    std::string plural;  // the same as singular where the document gives one form
};
using LocalTexts = std::vector<LocalText>;
// The text in that language, else in the first one; count decides the form (French: plural from 2 on; English: not
// 1).
std::string_view text_in(const LocalTexts&, std::string_view language, int64_t count = 1);

}  // namespace habitue::loyalty
