// What a handler is given and what it answers. A Request owns its bytes: the views in it stay valid for as long as
// the Request lives and when it is moved. Path and query are as sent, still percent-encoded (router.h, query.h
// decode).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace habitue {

struct Header {
    std::string_view name;
    std::string_view value;
};

struct Request {
    std::string_view method;  // "GET"; methods are case-sensitive
    std::string_view path;    // begins with '/', or is "*"
    std::string_view query;   // what follows '?', empty without one
    std::string_view body;
    std::vector<Header> headers;        // in the order sent; trailers are dropped
    std::string request_id;             // the client's X-Request-Id when it is well formed, otherwise ours
    std::string remote_address;         // of the client, looking through trusted proxies
    std::shared_ptr<const void> bytes;  // keeps what the views point into; empty when the caller of a test owns it

    // The first header of this name in any case; nullptr when there is none.
    const std::string_view* header(std::string_view name) const;
};

bool equal_ignoring_case(std::string_view, std::string_view);

struct ExtraHeader {
    std::string name;
    std::string value;
};

struct Response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    // Content-Length, Date, Connection and X-Request-Id are the server's own and not given here.
    std::vector<ExtraHeader> headers;
};

// Takes the answer to one request. May be called from any thread, now or later, but once only: a second call is a
// bug. When the last copy dies uncalled the client gets a 500.
using Reply = std::function<void(Response)>;

// Called on one of the server's threads; must not block it.
using Handler = std::function<void(Request&&, Reply)>;

}  // namespace habitue
