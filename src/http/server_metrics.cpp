#include "http/server_metrics.h"

namespace habitue {

void register_server_metrics(MetricsRegistry& registry, const Server& server) {
    const auto count = [&](std::string_view name, std::string_view help, uint64_t ServerCounts::*member) {
        registry.counter_of(name, help, {}, [&server, member] { return server.counts().*member; });
    };
    registry.gauge_of("habitue_http_connections_open", "Connections that are open now.", {},
                      [&server] { return static_cast<int64_t>(server.counts().connections_open); });
    count("habitue_http_connections_accepted_total", "Connections taken.", &ServerCounts::connections_accepted);
    count("habitue_http_connections_refused_total", "Connections answered with 503, over the limit.",
          &ServerCounts::connections_refused);
    count("habitue_http_requests_total", "Requests handed to a route.", &ServerCounts::requests);
    count("habitue_http_requests_malformed_total", "Requests that the server itself refused.",
          &ServerCounts::requests_malformed);
    count("habitue_http_timeouts_total", "Connections closed because a phase took too long.",
          &ServerCounts::timeouts);
}

}  // namespace habitue
