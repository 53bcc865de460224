#include "channels/win_ansi.h"

#include <array>
#include <cstdint>
#include <utility>

namespace habitue::channels {
namespace {

// The characters of 0x80 to 0x9f; the others are those of Latin-1.
constexpr std::array<char16_t, 32> kUpper = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                             0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                             0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                             0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// U+0100 to U+017F without their accents.
constexpr std::string_view kLatinExtended =
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
static_assert(kLatinExtended.size() == 128);

// Letters with the accents that macOS writes behind them.
struct Accented {
    char32_t accent;
    std::string_view letters;
    std::u32string_view with;
};
constexpr std::array<Accented, 7> kAccents = {{
    {0x0300, "AEIOUaeiou", U"ÀÈÌÒÙàèìòù"},
    {0x0301, "AEIOUYaeiouy", U"ÁÉÍÓÚÝáéíóúý"},
    {0x0302, "AEIOUaeiou", U"ÂÊÎÔÛâêîôû"},
    {0x0303, "ANOano", U"ÃÑÕãñõ"},
    {0x0308, "AEIOUaeiouyY", U"ÄËÏÖÜäëïöüÿŸ"},
    {0x030A, "Aa", U"Åå"},
    {0x0327, "Cc", U"Çç"},
}};

// The next character and how many bytes it took; 0 for bytes that are no UTF-8.
std::pair<char32_t, size_t> next_of(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return {first, 1};
    const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
    if (size == 0 || first > 0xF4 || text.size() < size) return {0, 1};
    char32_t value = first & (0x7F >> size);
    for (size_t i = 1; i < size; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0) != 0x80) return {0, 1};
        value = value << 6 | (byte & 0x3F);
    }
    return {value, size};
}

// 0: no form.
char single_of(char32_t value) {
    if ((value >= 0x20 && value < 0x7F) || (value >= 0xA0 && value <= 0xFF)) return static_cast<char>(value);
    for (size_t i = 0; i < kUpper.size(); ++i)
        if (kUpper[i] != 0 && kUpper[i] == value) return static_cast<char>(0x80 + i);
    if (value == '\n' || value == '\t' || (value >= 0x2000 && value <= 0x200A)) return ' ';
    if (value == 0x202F || value == 0x2060) return static_cast<char>(0xA0);
    if (value == 0x2010 || value == 0x2011 || value == 0x2212) return '-';
    return 0;
}

char32_t joined(char letter, char32_t accent) {
    for (const Accented& one : kAccents)
        if (one.accent == accent)
            if (const size_t at = one.letters.find(letter); at != std::string_view::npos) return one.with[at];
    return 0;
}

void append(std::string& out, char32_t value) {
    if (const char byte = single_of(value)) {
        out += byte;
    } else if (value >= 0x300 && value <= 0x36F && !out.empty()) {
        if (const char32_t letter = joined(out.back(), value)) out.back() = single_of(letter);
    } else if (value >= 0x100 && value < 0x100 + kLatinExtended.size()) {
        out += kLatinExtended[value - 0x100];
    }
}

}  // namespace

std::string win_ansi_of(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    while (!utf8.empty()) {
        const auto [value, size] = next_of(utf8);
        append(out, value);
        utf8.remove_prefix(size);
    }
    return out;
}

}  // namespace habitue::channels
