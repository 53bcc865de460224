// What the HTTP fuzzer tries on every input: the same bytes, given whole and given in pieces, are the same
// requests.
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_parser.h"
#include "http/url.h"

namespace habitue::fuzz {

struct Parsed {
    std::vector<std::string> requests;
    bool failed = false;
    bool waiting = false;  // bytes of an unfinished request are left
};

inline std::string text_of(const Request& request) {
    std::string text(request.method);
    for (const std::string_view part : {request.path, request.query, request.body})
        text += '\n' + std::string(part);
    for (const Header& header : request.headers)
        text += '\n' + std::string(header.name) + ": " + std::string(header.value);
    return text;
}

// Feeds as the server does: what is not used up is kept and given again with more behind it.
inline Parsed parse_in_pieces(std::string_view bytes, size_t piece) {
    constexpr ParserLimits kLimits{.max_header = 600, .max_body = 1000};
    RequestParser parser(kLimits);
    Parsed parsed;
    std::string waiting;
    while (!bytes.empty() && !parsed.failed) {
        waiting += bytes.substr(0, piece);
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (size_t used = 1; used > 0 && !waiting.empty() && !parsed.failed;) {
            used = parser.feed(waiting);
            assert(used <= waiting.size() && "no more is used than was given");
            waiting.erase(0, used);
            if (parser.state() == RequestParser::State::complete) {
                const RequestParser::Taken taken = parser.take();
                assert(taken.request.body.size() <= kLimits.max_body && "a body stays within its limit");
                parsed.requests.push_back(text_of(taken.request));
                used = 1;
            } else if (parser.state() == RequestParser::State::failed) {
                assert(parser.refusal().status >= 400 && !parser.refusal().detail.empty() && "a refusal says why");
                parsed.failed = true;
            } else {
                assert(waiting.size() <= kLimits.max_header + piece && "what waits is bounded");
            }
        }
    }
    parsed.waiting = !waiting.empty();
    return parsed;
}

inline void http_input(std::string_view bytes) {
    if (bytes.empty()) return;
    const Parsed whole = parse_in_pieces(bytes, bytes.size());
    const Parsed pieces = parse_in_pieces(bytes, 1 + static_cast<unsigned char>(bytes.back()) % 40);
    assert(whole.requests == pieces.requests && "pieces make the same requests");
    // Malformed bytes are sometimes seen at once and sometimes only when more has come, but never taken for a
    // request.
    assert((whole.failed || whole.waiting || !pieces.failed) && "pieces are refused only where the whole is stuck");
    if (const auto decoded = percent_decode(bytes)) assert(is_utf8(*decoded) && "what is decoded is UTF-8");
    QueryInput query(bytes);
    query.integer("limit", 1, 100);
    query.text("q");
    (void)query.finish();
}

}  // namespace habitue::fuzz
