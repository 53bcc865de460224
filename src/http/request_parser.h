// The bytes of a connection to requests, without a socket: what the server and the fuzzer feed. Strict where a
// lenient reading would let two servers on one path disagree about where a request ends (RFC 9112): a repeated
// Content-Length, Content-Length beside Transfer-Encoding, any Transfer-Encoding but "chunked", a missing or
// repeated Host are refused.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/request.h"

namespace habitue {

struct ParserLimits {
    size_t max_header = 16 * 1024;  // request line and headers, in bytes; also one chunk's extensions, or trailers
    size_t max_body = 1024 * 1024;  // after removing the chunk framing
};

class RequestParser {
  public:
    enum class State : uint8_t {
        idle,  // no byte of a request yet
        head,  // in the request line or headers
        body,
        complete,  // take() gives the request
        failed     // refusal() says why; the connection is of no more use
    };
    struct Refusal {
        int status = 400;
        std::string code;
        std::string detail;
    };
    struct Taken {
        Request request;  // request_id and remote_address are left to the caller
        bool keep_alive = true;
        bool http_1_0 = false;
    };

    explicit RequestParser(ParserLimits);
    ~RequestParser();

    // Reads as far as the end of one request and says how many bytes are used up. The rest is given again, with
    // more behind it; it is never longer than max_header while the state is idle, head or body.
    size_t feed(std::string_view bytes);
    State state() const { return state_; }
    const Refusal& refusal() const { return refusal_; }
    // The client waits for "100 Continue" before it sends the body.
    bool expects_continue() const;
    Taken take();  // in state complete; the parser is idle again
    bool waits_for_body() const { return state_ == State::body; }

  private:
    struct Rep;
    size_t feed_parser(std::string_view bytes);
    void check_head();
    void fail(int status, std::string_view code, std::string_view detail);

    std::unique_ptr<Rep> rep_;
    State state_ = State::idle;
    Refusal refusal_;
};

}  // namespace habitue
