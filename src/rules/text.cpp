#include "rules/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "base/money.h"

namespace habitue::rules {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr Int128 kMostDigits = 1'000'000'000'000'000'000;

// The length of the valid sequence that begins at `position`, or 0; its value in `code_point`.
size_t sequence_at(std::string_view text, size_t position, char32_t& code_point) {
    const auto lead = static_cast<unsigned char>(text[position]);
    if (lead < 0x80) {
        code_point = lead;
        return 1;
    }
    const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() - position < size) return 0;
    code_point = lead & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; ++i) {
        const auto byte = static_cast<unsigned char>(text[position + i]);
        if ((byte & 0xC0) != 0x80) return 0;
        code_point = code_point << 6 | (byte & 0x3F);
    }
    const bool overlong = (size == 3 && code_point < 0x800) || (size == 4 && code_point < 0x10000);
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    return overlong || surrogate || code_point > 0x10FFFF ? 0 : size;
}

void append_hex(std::string& out, unsigned char byte) {
    constexpr char kDigits[] = "0123456789abcdef";
    out += "\\x";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
}

size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

// Nanoseconds of a unit at the front of `text`, which is cut; 0 when there is none.
int64_t take_unit(std::string_view& text) {
    struct Unit {
        std::string_view name;
        int64_t nanoseconds;
    };
    static constexpr Unit kUnits[] = {{"ms", 1'000'000},        {"us", 1'000},         {"ns", 1},
                                      {"h", 3'600'000'000'000}, {"m", 60'000'000'000}, {"s", 1'000'000'000}};
    for (const Unit& unit : kUnits) {
        if (text.substr(0, unit.name.size()) != unit.name) continue;
        text.remove_prefix(unit.name.size());
        return unit.nanoseconds;
    }
    return 0;
}

// A decimal number and its unit, in nanoseconds; nothing when it does not read as one or is far too large.
std::optional<Int128> take_part(std::string_view& text) {
    Int128 digits = 0;
    Int128 divisor = 1;
    bool any = false;
    bool fraction = false;
    for (; !text.empty(); text.remove_prefix(1)) {
        if (text[0] == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (text[0] < '0' || text[0] > '9') break;
        if (digits > kMostDigits || divisor > kMostDigits) return std::nullopt;
        digits = digits * 10 + (text[0] - '0');
        if (fraction) divisor *= 10;
        any = true;
    }
    const int64_t unit = any ? take_unit(text) : 0;
    if (unit == 0 || digits * unit % divisor != 0) return std::nullopt;
    return digits * unit / divisor;
}

}  // namespace

char32_t next_code_point(std::string_view text, size_t& position) {
    char32_t code_point = kReplacement;
    const size_t size = sequence_at(text, position, code_point);
    position += size == 0 ? 1 : size;
    return size == 0 ? kReplacement : code_point;
}

std::optional<size_t> first_invalid_byte(std::string_view text) {
    char32_t code_point = 0;
    for (size_t position = 0; position < text.size();) {
        const size_t size = sequence_at(text, position, code_point);
        if (size == 0) return position;
        position += size;
    }
    return std::nullopt;
}

size_t count_code_points(std::string_view text) {
    size_t count = 0;
    for (size_t position = 0; position < text.size(); ++count) next_code_point(text, position);
    return count;
}

void append_code_point(std::string& out, char32_t code_point) {
    if (code_point < 0x80) {
        out += static_cast<char>(code_point);
        return;
    }
    const int size = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    constexpr unsigned char kLeads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    out += static_cast<char>(kLeads[size] | code_point >> (6 * (size - 1)));
    for (int i = size - 2; i >= 0; --i) out += static_cast<char>(0x80 | (code_point >> (6 * i) & 0x3F));
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            append_hex(out, static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out + '"';
}

std::string quoted_bytes(std::string_view bytes) {
    std::string out = "\"";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7F || c == '"' || c == '\\')
            append_hex(out, byte);
        else
            out += c;
    }
    return out + '"';
}

std::string real_text(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    char digits[40];
    return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

std::string duration_text(Duration duration) {
    const int64_t milliseconds = duration.milliseconds;
    std::string out = milliseconds < 0 ? "-" : "";
    const uint64_t magnitude = milliseconds < 0 ? 0 - static_cast<uint64_t>(milliseconds) : milliseconds;
    out += std::to_string(magnitude / 1000);
    if (magnitude % 1000 != 0) {
        const std::string fraction = std::to_string(1000 + magnitude % 1000);
        out += "." + fraction.substr(1);
    }
    return out + "s";
}

Result<Duration> parse_duration(std::string_view text) {
    const auto fault = [](const char* what) { return Fault::invalid("", what); };
    std::string_view rest = text;
    const bool negative = !rest.empty() && rest[0] == '-';
    if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) rest.remove_prefix(1);
    if (rest == "0") return Duration{0};
    if (rest.empty()) return fault("a duration reads like \"36h\" or \"1h30m\"");
    Int128 nanoseconds = 0;
    while (!rest.empty()) {
        const auto part = take_part(rest);
        if (!part) return fault("a duration reads like \"36h\" or \"1h30m\"");
        nanoseconds += *part;
        if (nanoseconds > Int128{kMostDurationMilliseconds} * 1'000'000) return fault("the duration is too long");
    }
    if (nanoseconds % 1'000'000 != 0) return fault("a duration is not finer than a millisecond");
    const auto milliseconds = static_cast<int64_t>(nanoseconds / 1'000'000);
    return Duration{negative ? -milliseconds : milliseconds};
}

std::string position_text(std::string_view source, size_t offset) {
    const std::string_view before = source.substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const size_t start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
    const size_t column = count_code_points(before.substr(start)) + 1;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

void NearestName::offer(std::string_view candidate) {
    if (candidate.size() > name_.size() + 2 || name_.size() > candidate.size() + 2) return;
    const size_t distance = edit_distance(name_, candidate);
    if (distance >= distance_ || distance >= name_.size()) return;
    distance_ = distance;
    best_ = candidate;
}

std::string NearestName::hint() const { return best_.empty() ? "" : "; did you mean `" + best_ + "`?"; }

}  // namespace habitue::rules
