#include "http/log.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>

#include "base/instant.h"
#include "base/json.h"

namespace habitue {
namespace {

std::atomic<LogLevel> least_level{LogLevel::info};
std::mutex sink_mutex;

std::function<void(std::string_view)>& sink() {
    static std::function<void(std::string_view)> held;
    return held;
}

Instant wall_clock() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

bool is_key_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

void write_all(std::string_view line) {
    while (!line.empty()) {
        const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
        if (written <= 0) return;  // nobody to tell
        line.remove_prefix(static_cast<size_t>(written));
    }
}

}  // namespace

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warning: return "warning";
        case LogLevel::error: return "error";
    }
    return "error";
}

std::string mask_keys(std::string_view text) {
    constexpr std::string_view kMark = "hbt_";
    std::string out;
    for (size_t found; (found = text.find(kMark)) != std::string_view::npos;) {
        size_t end = found + kMark.size();
        const size_t shown = std::min(text.size(), end + 3);  // the kind: "sk_"
        while (end < text.size() && is_key_character(text[end])) ++end;
        out += text.substr(0, std::min(shown, end));
        if (end > shown) out += "***";
        text.remove_prefix(end);
    }
    return out += text;
}

void log_line(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    if (level < least_level.load(std::memory_order_relaxed)) return;
    std::string line;
    JsonWriter json(line);
    json.object();
    json.field("time", std::string_view(to_text(wall_clock())));
    json.field("level", name_of(level)).field("event", std::string_view(mask_keys(event)));
    for (const LogField& field : fields) {
        if (field.is_text)
            json.field(field.name, std::string_view(mask_keys(field.text_value)));
        else
            json.field(field.name, field.integer_value);
    }
    json.end_object();
    line += '\n';
    const std::lock_guard lock(sink_mutex);
    if (sink())
        sink()(line);
    else
        write_all(line);
}

void set_log_level(LogLevel least) { least_level.store(least, std::memory_order_relaxed); }

void set_log_sink(std::function<void(std::string_view)> new_sink) {
    const std::lock_guard lock(sink_mutex);
    sink() = std::move(new_sink);
}

}  // namespace habitue
