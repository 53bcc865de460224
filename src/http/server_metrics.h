// The server's own counts under /metrics.
#pragma once

#include "http/metrics.h"
#include "http/server.h"

namespace habitue {

// The server lives as long as the registry is asked.
void register_server_metrics(MetricsRegistry&, const Server&);

}  // namespace habitue
