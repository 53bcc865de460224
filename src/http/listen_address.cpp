#include "http/listen_address.h"

#include <arpa/inet.h>

#include <charconv>

namespace habitue {
namespace {

Fault malformed(std::string_view text) {
    return Fault::invalid("listen", "expected an address and a port such as 127.0.0.1:8080 or [::1]:8080, not \"" +
                                        std::string(text) + "\"");
}

}  // namespace

bool is_numeric_address(const std::string& text) {
    unsigned char bytes[sizeof(in6_addr)];
    return inet_pton(AF_INET, text.c_str(), bytes) == 1 || inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return malformed(text);
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    ListenAddress listen;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
    if (error != std::errc() || end != digits.data() + digits.size()) return malformed(text);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return malformed(text);
    listen.address = host == "localhost" ? "127.0.0.1" : std::string(host);
    if (!is_numeric_address(listen.address)) return malformed(text);
    return listen;
}

}  // namespace habitue
