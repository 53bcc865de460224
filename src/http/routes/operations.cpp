// For the operator and the developer: is it alive, is it ready, how is it doing, what can it do.
#include "base/json.h"
#include "http/routes/nouns.h"
#include "http/routes/openapi.h"

namespace habitue {
namespace {

void alive(ApiContext&, Call&& call) { call.answer(json_response(R"({"status":"ok"})")); }

// Ready when the store answers and a programme is published.
void ready(ApiContext& api, Call&& call) {
    auto reader = api.readers.lease();
    const bool reads = reader.ok() && (*reader)->last_seq().ok();
    const bool programme = !api.decider.programmes()->empty();
    std::string body;
    JsonWriter json(body);
    json.object().field("status", reads && programme ? "ok" : "not_ready");
    json.field("store", reads).field("programme", programme).end_object();
    call.answer(json_response(std::move(body), reads && programme ? 200 : 503));
}

void metrics(ApiContext& api, Call&& call) {
    call.answer({.status = 200,
                 .body = api.metrics.text(),
                 .content_type = "text/plain; version=0.0.4; charset=utf-8",
                 .headers = {}});
}

void openapi(ApiContext&, Call&& call) { call.answer(json_response(std::string(openapi_document()))); }

}  // namespace

void add_operation_routes(RouteTable& routes) {
    routes.add("GET", "/healthz", Access::everyone, alive);
    routes.add("GET", "/readyz", Access::everyone, ready);
    routes.add("GET", "/metrics", Access::metrics, metrics);
    routes.add("GET", "/openapi.json", Access::everyone, openapi);
}

}  // namespace habitue
