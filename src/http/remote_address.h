// Whose request it is when proxies stand between.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"

namespace habitue {

// "::ffff:192.0.2.1" as "192.0.2.1", any other as it is.
std::string plain_address(std::string_view address);

// The peer itself, unless it is a trusted proxy: then the last address of X-Forwarded-For that is not one.
// Addresses further left were written by the client and prove nothing.
std::string client_address(std::string_view peer, const Request&, const std::vector<std::string>& trusted_proxies);

}  // namespace habitue
