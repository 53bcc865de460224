#include "http/response_writer.h"

#include <charconv>
#include <ctime>

#include "http/problem.h"

namespace habitue {
namespace {

void append_number(std::string& out, size_t value) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    const size_t start = out.size();
    out += value;
    for (size_t i = start; i < out.size(); ++i)
        if (static_cast<unsigned char>(out[i]) < 0x20 || out[i] == 0x7f) out[i] = ' ';
    out += "\r\n";
}

}  // namespace

void append_response(std::string& out, const Response& response, const ResponseFraming& framing) {
    const bool bodiless = response.status == 204 || response.status == 304;
    out += "HTTP/1.1 ";
    append_number(out, static_cast<size_t>(response.status));
    out += ' ';
    out += status_phrase(response.status);
    out += "\r\nDate: ";
    out += framing.date;
    out += "\r\n";
    if (!bodiless) {
        if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
        out += "Content-Length: ";
        append_number(out, response.body.size());
        out += "\r\n";
    }
    if (!framing.request_id.empty()) append_header(out, "X-Request-Id", framing.request_id);
    for (const ExtraHeader& header : response.headers) append_header(out, header.name, header.value);
    if (!framing.keep_alive)
        out += "Connection: close\r\n";
    else if (framing.http_1_0)
        out += "Connection: keep-alive\r\n";
    out += "\r\n";
    if (!bodiless && !framing.head_only) out += response.body;
}

std::string http_date(int64_t unix_seconds) {
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = unix_seconds;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    const int size =
        std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[parts.tm_wday], parts.tm_mday,
                      kMonths[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return {text, static_cast<size_t>(size)};
}

}  // namespace habitue
