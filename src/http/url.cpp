#include "http/url.h"

#include <algorithm>
#include <charconv>

namespace habitue {
namespace {

constexpr size_t kMostParameters = 64;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// Length of the UTF-8 sequence that begins here; 0 when it is malformed, overlong, a surrogate or beyond U+10FFFF.
size_t sequence_length(std::string_view text) {
    const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto continues = [&](size_t i) { return (byte(i) & 0xc0u) == 0x80u; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        if (first == 0xe0 && byte(1) < 0xa0) return 0;
        if (first == 0xed && byte(1) > 0x9f) return 0;
        return continues(1) && continues(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        if (first == 0xf0 && byte(1) < 0x90) return 0;
        if (first == 0xf4 && byte(1) > 0x8f) return 0;
        return continues(1) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const size_t length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high << 4 | low);
        i += 2;
    }
    if (out.find('\0') != std::string::npos || !is_utf8(out)) return std::nullopt;
    return out;
}

QueryInput::QueryInput(std::string_view query) {
    while (!query.empty()) {
        const size_t end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query = end == std::string_view::npos ? "" : query.substr(end + 1);
        if (pair.empty()) continue;
        if (parameters_.size() == kMostParameters) {
            problem("", "has more than 64 parameters");
            break;
        }
        const size_t equals = pair.find('=');
        std::string raw_value(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
        std::replace(raw_value.begin(), raw_value.end(), '+', ' ');
        auto name = percent_decode(pair.substr(0, equals));
        auto value = percent_decode(raw_value);
        if (!name || !value) {
            problem(name ? *name : "", "is not percent-encoded UTF-8");
            continue;
        }
        for (const Parameter& earlier : parameters_)
            if (earlier.name == *name) problem(*name, "is given more than once");
        parameters_.push_back({std::move(*name), std::move(*value)});
    }
}

QueryInput::Parameter* QueryInput::take(std::string_view name) {
    for (Parameter& parameter : parameters_) {
        if (parameter.name != name) continue;
        parameter.read = true;
        return &parameter;
    }
    return nullptr;
}

std::optional<std::string> QueryInput::text(std::string_view name, size_t max_bytes) {
    const Parameter* parameter = take(name);
    if (!parameter) return std::nullopt;
    if (!parameter->value.empty() && parameter->value.size() <= max_bytes) return parameter->value;
    problem(name, "has 1 to " + std::to_string(max_bytes) + " bytes");
    return std::nullopt;
}

std::optional<int64_t> QueryInput::integer(std::string_view name, int64_t min, int64_t max) {
    const Parameter* parameter = take(name);
    if (!parameter) return std::nullopt;
    int64_t value = 0;
    const char* end = parameter->value.data() + parameter->value.size();
    const auto [stop, error] = std::from_chars(parameter->value.data(), end, value);
    if (error == std::errc() && stop == end && value >= min && value <= max) return value;
    problem(name, "is an integer from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
}

bool QueryInput::flag(std::string_view name) {
    const Parameter* parameter = take(name);
    if (!parameter || parameter->value == "false") return false;
    if (parameter->value == "true") return true;
    problem(name, "is true or false");
    return false;
}

std::optional<Instant> QueryInput::instant(std::string_view name) {
    const Parameter* parameter = take(name);
    if (!parameter) return std::nullopt;
    const auto instant = parse_instant(parameter->value);
    if (instant) return *instant;
    problem(name, instant.fault().problems.front().what);
    return std::nullopt;
}

void QueryInput::problem(std::string_view name, std::string what) {
    problems_.push_back({"?" + std::string(name), std::move(what)});
}

Result<void> QueryInput::finish() {
    for (const Parameter& parameter : parameters_)
        if (!parameter.read) problem(parameter.name, "is not a parameter of this request");
    if (problems_.empty()) return {};
    return Fault{FaultKind::invalid, std::move(problems_)};
}

}  // namespace habitue
