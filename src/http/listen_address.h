// "127.0.0.1:8080", "[::1]:8080", "localhost:8080": where a server listens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace habitue {

struct ListenAddress {
    std::string address;  // numeric, IPv4 or IPv6
    uint16_t port = 0;
};
Result<ListenAddress> parse_listen_address(std::string_view text);

bool is_numeric_address(const std::string& text);

}  // namespace habitue
