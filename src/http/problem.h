// Answers that say no: RFC 9457 application/problem+json. `code` is for programs and never changes its meaning;
// title and detail are for people. `instance` is the request id, which is also in the log.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/request.h"

namespace habitue {

// Whether the same request could be accepted later.
enum class Retry : uint8_t { never, later, after_change };
std::string_view name_of(Retry);

// Why the domain refused; one a cause.
struct ProblemReason {
    std::string code;
    std::string message;
    std::string pointer;  // JSON pointer into the request; empty when no one field is the cause
    Retry retry = Retry::never;
    std::string detail{};  // the figures: "120 are needed, 80 are active"
    std::string cause{};   // the part of the programme that says no: "rewards/mug/limit"
};

// What is wrong with a field of the request.
struct FieldError {
    std::string pointer;
    std::string detail;
};

struct ProblemDocument {
    int status = 400;
    std::string code;   // "unknown_customer"; `type` is "/problems/" and the code
    std::string title;  // empty: the status phrase
    std::string detail;
    std::string instance;
    std::vector<ProblemReason> reasons;
    std::vector<FieldError> errors;
};

std::string to_json(const ProblemDocument&);
// retry_after_seconds > 0 adds the Retry-After header.
Response to_response(const ProblemDocument&, int retry_after_seconds = 0);
// invalid 400, not_found 404, conflict 409, too_large 413, busy and io 503 with Retry-After, corrupt 500. The
// problems of a fault that is the server's own (io, corrupt) are not told to the client.
Response to_response(const Fault&, std::string_view request_id);

std::string_view status_phrase(int status);  // "Not Found"; empty for a status this server never sends

}  // namespace habitue
