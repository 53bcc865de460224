// The log: one JSON object a line on standard error, in one write, from any thread.
//
//   log_line(LogLevel::warning, "store_busy", {{"request_id", id}, {"waited_ms", 40}});
//   {"time":"2026-11-21T09:30:00.250Z","level":"warning","event":"store_busy","request_id":"req_...","waited_ms":40}
//
// Never given: bodies, names, addresses of people, keys. As a last net, anything that looks like one of our API
// keys is masked in every value.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace habitue {

enum class LogLevel : uint8_t { debug, info, warning, error };
std::string_view name_of(LogLevel);

struct LogField {
    LogField(std::string_view field_name, std::string_view text)
        : name(field_name), text_value(text), is_text(true) {}
    LogField(std::string_view field_name, const char* text) : LogField(field_name, std::string_view(text)) {}
    LogField(std::string_view field_name, const std::string& text) : LogField(field_name, std::string_view(text)) {}
    template <std::integral T>
    LogField(std::string_view field_name, T value) : name(field_name), integer_value(static_cast<int64_t>(value)) {}

    std::string_view name;
    std::string_view text_value;
    int64_t integer_value = 0;
    bool is_text = false;
};

void log_line(LogLevel, std::string_view event, std::initializer_list<LogField> = {});

void set_log_level(LogLevel least);  // lines below it are dropped; info at first
// Where lines go instead of standard error, line feed included; an empty function for standard error again. For
// tests.
void set_log_sink(std::function<void(std::string_view)>);

// "hbt_sk_..." becomes "hbt_sk_***"
std::string mask_keys(std::string_view text);

}  // namespace habitue
