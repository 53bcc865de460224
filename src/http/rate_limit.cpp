#include "http/rate_limit.h"

#include <algorithm>

#include "http/problem.h"

namespace habitue {
namespace {

int seconds_up(int64_t milliseconds) { return static_cast<int>((milliseconds + 999) / 1000); }

}  // namespace

// With `requests` r in `window_seconds` w and a request worth 1000 * w units, a millisecond refills r units.
RateDecision RateLimiter::take(uint64_t key_id, Instant now) {
    if (limit_.requests <= 0) return {};
    const int64_t request = int64_t{1000} * limit_.window_seconds;
    const int64_t full = request * limit_.requests;
    const std::lock_guard lock(mutex_);
    const auto [entry, fresh] = buckets_.try_emplace(key_id, Bucket{full, now});
    Bucket& bucket = entry->second;
    if (now > bucket.filled_at) {
        const int64_t elapsed = std::min<int64_t>((now - bucket.filled_at).milliseconds, request);
        bucket.tokens = std::min(full, bucket.tokens + elapsed * limit_.requests);
        bucket.filled_at = now;
    }
    RateDecision decision{
        .allowed = bucket.tokens >= request, .limit = limit_.requests, .window_seconds = limit_.window_seconds};
    if (decision.allowed) bucket.tokens -= request;
    decision.remaining = static_cast<int>(bucket.tokens / request);
    const int64_t wanted = decision.allowed ? full : request;
    decision.reset_seconds = seconds_up((wanted - bucket.tokens + limit_.requests - 1) / limit_.requests);
    return decision;
}

void add_rate_headers(Response& response, const RateDecision& decision) {
    if (decision.limit == 0) return;
    response.headers.push_back({"RateLimit-Policy", "\"key\";q=" + std::to_string(decision.limit) +
                                                        ";w=" + std::to_string(decision.window_seconds)});
    response.headers.push_back({"RateLimit", "\"key\";r=" + std::to_string(decision.remaining) +
                                                 ";t=" + std::to_string(decision.reset_seconds)});
}

Response rate_refusal(const RateDecision& decision, std::string_view request_id) {
    ProblemDocument problem;
    problem.status = 429;
    problem.code = "rate_limited";
    problem.detail = "this key may send " + std::to_string(decision.limit) + " requests in " +
                     std::to_string(decision.window_seconds) + " seconds";
    problem.instance = request_id;
    Response response = to_response(problem, std::max(1, decision.reset_seconds));
    add_rate_headers(response, decision);
    return response;
}

}  // namespace habitue
