#include "http/routes/observation.h"

#include "http/log.h"

namespace habitue {

RouteFigures::RouteFigures(MetricsRegistry& metrics, std::string_view method, std::string_view pattern)
    : pattern_(pattern) {
    static constexpr const char* kClasses[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
    for (size_t i = 1; i < classes_.size(); ++i)
        classes_[i] = &metrics.durations(
            "habitue_http_request_duration_seconds", "From the request's arrival to its answer.",
            {{"method", std::string(method)}, {"route", std::string(pattern)}, {"status", kClasses[i]}});
}

void RouteFigures::observe(int status, uint64_t microseconds) const {
    const int status_class = status / 100 - 1;
    if (status_class >= 1 && status_class < 5)
        classes_[static_cast<size_t>(status_class)]->observe_microseconds(microseconds);
}

ObservedReply::ObservedReply(const Request& request, Reply reply)
    : seen_(std::make_shared<Seen>(Seen{std::move(reply), std::string(request.method), request.request_id,
                                        request.remote_address, std::chrono::steady_clock::now(), nullptr})) {}

void ObservedReply::operator()(Response response) const {
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - seen_->begun);
    const auto microseconds = static_cast<uint64_t>(took.count());
    if (seen_->figures) seen_->figures->observe(response.status, microseconds);
    log_line(response.status >= 500 ? LogLevel::error : LogLevel::info, "request",
             {{"request_id", seen_->request_id},
              {"method", seen_->method},
              {"route", seen_->figures ? seen_->figures->pattern() : std::string_view("none")},
              {"status", response.status},
              {"microseconds", microseconds},
              {"bytes", response.body.size()},
              {"remote", seen_->remote_address}});
    seen_->reply(std::move(response));
}

}  // namespace habitue
