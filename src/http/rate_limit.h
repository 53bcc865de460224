// A token bucket for each API key: so many requests in a burst, refilled evenly, in integers so that nothing is
// lost to rounding. Any thread; memory is bounded by the number of keys.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "base/instant.h"
#include "http/request.h"

namespace habitue {

struct RateLimit {
    int requests = 0;  // in the window, and in one burst; 0 is no limit
    int window_seconds = 60;
};

struct RateDecision {
    bool allowed = true;
    int limit = 0;  // 0 when there is none
    int window_seconds = 0;
    int remaining = 0;
    int reset_seconds = 0;  // until the bucket is full again; when refused, until the next request is taken
};

class RateLimiter {
  public:
    explicit RateLimiter(RateLimit limit) : limit_(limit) {}

    RateDecision take(uint64_t key_id, Instant now);

  private:
    struct Bucket {
        int64_t tokens = 0;  // in units of 1 / (1000 * window_seconds) request
        Instant filled_at;
    };
    const RateLimit limit_;
    std::mutex mutex_;
    std::unordered_map<uint64_t, Bucket> buckets_;
};

// RateLimit-Policy and RateLimit (the IETF draft's two headers); nothing without a limit.
void add_rate_headers(Response&, const RateDecision&);
Response rate_refusal(const RateDecision&, std::string_view request_id);  // 429 with Retry-After

}  // namespace habitue
