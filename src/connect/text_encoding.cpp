#include "connect/text_encoding.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace habitue::connect {
namespace {

// What the bytes 0x80 to 0x9f stand for in Windows-1252; every other byte is the code point of its number.
constexpr std::array<uint16_t, 32> kWindows1252 = {0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
                                                   0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

bool continues(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// The length of the well-formed sequence at `at`, 0 when there is none.
size_t sequence_at(std::string_view text, size_t at) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(at + i < text.size() ? text[at + i] : 0); };
    const unsigned char first = byte(0), second = byte(1);
    if (first >= 0x01 && first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return continues(second) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool overlong = first == 0xe0 && second < 0xa0;
        const bool surrogate = first == 0xed && second > 0x9f;
        return !overlong && !surrogate && continues(second) && continues(byte(2)) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool overlong = first == 0xf0 && second < 0x90;
        const bool too_far = first == 0xf4 && second > 0x8f;
        return !overlong && !too_far && continues(second) && continues(byte(2)) && continues(byte(3)) ? 4 : 0;
    }
    return 0;
}

}  // namespace

bool is_ascii(std::string_view text) {
    constexpr uint64_t kHighBits = 0x8080808080808080u, kOnes = 0x0101010101010101u;
    size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        uint64_t word;
        std::memcpy(&word, text.data() + at, 8);
        if ((word | (word - kOnes)) & kHighBits) return false;  // a high bit, or a borrow from a zero byte
    }
    for (; at < text.size(); ++at)
        if (static_cast<unsigned char>(text[at]) - 1u >= 0x7fu) return false;
    return true;
}

bool is_utf8(std::string_view text) {
    for (size_t at = 0; at < text.size();) {
        const size_t size = sequence_at(text, at);
        if (size == 0) return false;
        at += size;
    }
    return true;
}

void append_windows_1252(std::string& out, std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const unsigned point = byte >= 0x80 && byte <= 0x9f ? kWindows1252[byte - 0x80] : byte;
        if (point < 0x80) {
            out += static_cast<char>(point);
        } else if (point < 0x800) {
            out += static_cast<char>(0xc0 | point >> 6);
            out += static_cast<char>(0x80 | (point & 0x3f));
        } else {
            out += static_cast<char>(0xe0 | point >> 12);
            out += static_cast<char>(0x80 | (point >> 6 & 0x3f));
            out += static_cast<char>(0x80 | (point & 0x3f));
        }
    }
}

}  // namespace habitue::connect
