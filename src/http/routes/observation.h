// What is noted of every request: its route, how it ended, how long it took.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include "http/metrics.h"
#include "http/request.h"

namespace habitue {

// The histograms of one route, one for each class of status from 1xx to 5xx.
class RouteFigures {
  public:
    RouteFigures(MetricsRegistry&, std::string_view method, std::string_view pattern);
    void observe(int status, uint64_t microseconds) const;
    std::string_view pattern() const { return pattern_; }

  private:
    std::string pattern_;
    std::array<DurationHistogram*, 5> classes_{};
};

// Wraps a Reply: when the answer comes it is counted and logged, then passed on.
class ObservedReply {
  public:
    ObservedReply(const Request&, Reply);
    void operator()(Response) const;
    // The route found for it; nullptr while none is.
    void set_route(const RouteFigures* figures) const { seen_->figures = figures; }

  private:
    struct Seen {
        Reply reply;
        std::string method;
        std::string request_id;
        std::string remote_address;
        std::chrono::steady_clock::time_point begun;
        const RouteFigures* figures = nullptr;
    };
    std::shared_ptr<Seen> seen_;
};

}  // namespace habitue
