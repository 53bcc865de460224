// A command as the HTTP request that a shop would send for it.
#pragma once

#include <string>

#include "loyalty/command.h"

namespace habitue {

struct ShopRequest {
    std::string method;
    std::string path;
    std::string body;
};

// Ticks and what the engine sends by itself are no requests: an empty path.
ShopRequest request_of(const loyalty::Command&);

}  // namespace habitue
