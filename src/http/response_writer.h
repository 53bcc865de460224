// Renders a Response as HTTP/1.1 bytes.
#pragma once

#include <string>
#include <string_view>

#include "http/request.h"

namespace habitue {

struct ResponseFraming {
    std::string_view request_id;  // empty: no X-Request-Id
    std::string_view date;        // IMF-fixdate
    bool keep_alive = true;
    bool http_1_0 = false;
    bool head_only = false;  // the answer to HEAD: the headers of the body without it
};

// Control characters in header values become spaces, so that no value can begin a header of its own.
void append_response(std::string& out, const Response&, const ResponseFraming&);

std::string http_date(int64_t unix_seconds);  // "Sat, 21 Nov 2026 09:30:00 GMT"

}  // namespace habitue
