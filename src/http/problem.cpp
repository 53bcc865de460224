#include "http/problem.h"

#include "base/json.h"

namespace habitue {
namespace {

struct FaultAnswer {
    int status;
    std::string_view code;
    std::string_view detail;  // what the client is told when the problems are kept to ourselves
    bool tell;
    int retry_after_seconds;
};

FaultAnswer answer_to(FaultKind kind) {
    switch (kind) {
        case FaultKind::invalid: return {400, "invalid_request", "", true, 0};
        case FaultKind::not_found: return {404, "not_found", "", true, 0};
        case FaultKind::conflict: return {409, "conflict", "", true, 0};
        case FaultKind::too_large: return {413, "too_large", "", true, 0};
        case FaultKind::busy:
            return {503, "busy", "the server is busy; the same request may be sent again", false, 1};
        case FaultKind::io: return {503, "unavailable", "the data could not be reached; try again", false, 5};
        case FaultKind::corrupt:
            return {500, "internal_error", "the server's log knows more under this id", false, 0};
    }
    return {500, "internal_error", "", false, 0};
}

void write_reasons(JsonWriter& json, const std::vector<ProblemReason>& reasons) {
    json.key("reasons").array();
    for (const ProblemReason& reason : reasons) {
        json.object().field("code", reason.code).field("message", reason.message);
        if (!reason.pointer.empty()) json.field("pointer", reason.pointer);
        if (!reason.cause.empty()) json.field("cause", reason.cause);
        if (!reason.detail.empty()) json.field("detail", reason.detail);
        json.field("retry", name_of(reason.retry)).end_object();
    }
    json.end_array();
}

}  // namespace

std::string_view name_of(Retry retry) {
    switch (retry) {
        case Retry::never: return "never";
        case Retry::later: return "later";
        case Retry::after_change: return "after_change";
    }
    return "never";
}

std::string to_json(const ProblemDocument& problem) {
    std::string out;
    JsonWriter json(out);
    json.object().field("type", "/problems/" + problem.code);
    json.field("title", problem.title.empty() ? status_phrase(problem.status) : std::string_view(problem.title));
    json.field("status", problem.status);
    if (!problem.detail.empty()) json.field("detail", problem.detail);
    if (!problem.instance.empty()) json.field("instance", problem.instance);
    json.field("code", problem.code);
    if (!problem.reasons.empty()) write_reasons(json, problem.reasons);
    if (!problem.errors.empty()) {
        json.key("errors").array();
        for (const FieldError& error : problem.errors)
            json.object().field("pointer", error.pointer).field("detail", error.detail).end_object();
        json.end_array();
    }
    json.end_object();
    return out;
}

Response to_response(const ProblemDocument& problem, int retry_after_seconds) {
    Response response{.status = problem.status,
                      .body = to_json(problem),
                      .content_type = "application/problem+json",
                      .headers = {}};
    if (retry_after_seconds > 0) response.headers.push_back({"Retry-After", std::to_string(retry_after_seconds)});
    return response;
}

Response to_response(const Fault& fault, std::string_view request_id) {
    const FaultAnswer answer = answer_to(fault.kind);
    ProblemDocument problem{.status = answer.status,
                            .code = std::string(answer.code),
                            .title = "",
                            .detail = std::string(answer.detail),
                            .instance = std::string(request_id),
                            .reasons = {},
                            .errors = {}};
    if (answer.tell) {
        for (const Problem& found : fault.problems) {
            if (!found.where.empty())
                problem.errors.push_back({found.where, found.what});
            else
                problem.detail += (problem.detail.empty() ? "" : "; ") + found.what;
        }
    }
    return to_response(problem, answer.retry_after_seconds);
}

std::string_view status_phrase(int status) {
    switch (status) {
        case 100: return "Continue";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 421: return "Misdirected Request";
        case 422: return "Unprocessable Content";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        default: return "";
    }
}

}  // namespace habitue
