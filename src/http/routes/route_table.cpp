#include "http/routes/route_table.h"

#include "http/language.h"
#include "http/problem.h"
#include "http/routes/decision.h"
#include "http/routes/observation.h"
#include "http/routes/refusals.h"

namespace habitue {
namespace {

bool from_this_machine(const Request& request) {
    // a proxy on this machine speaks for others
    if (request.header("x-forwarded-for") || request.header("forwarded")) return false;
    return request.remote_address == "::1" || request.remote_address.starts_with("127.");
}

bool asks_dry_run(std::string_view query) {
    while (!query.empty()) {
        const size_t end = query.find('&');
        if (query.substr(0, end) == "dry_run=true") return true;
        query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    }
    return false;
}

bool may(ApiKeyKind kind, Access access, const Request& request) {
    switch (access) {
        case Access::everyone:
        case Access::metrics:
        case Access::publishable: return true;
        case Access::read_only: return kind != ApiKeyKind::publishable;
        case Access::decision:
            return kind == ApiKeyKind::secret || (kind == ApiKeyKind::read_only && asks_dry_run(request.query));
        case Access::secret: return kind == ApiKeyKind::secret;
    }
    return false;
}

}  // namespace

void Call::fail(const No& no) const {
    if (const auto* refusal = std::get_if<loyalty::Refusal>(&no))
        return reply(refusal_response({*refusal}, language, request().request_id));
    reply(decision_fault_response(std::get<Fault>(no), request().request_id));
}

Response json_response(std::string body, int status) {
    return {.status = status, .body = std::move(body), .content_type = "application/json", .headers = {}};
}

Response problem_of(int status, std::string code, std::string detail, const Call& call) {
    return to_response(ProblemDocument{.status = status,
                                       .code = std::move(code),
                                       .title = "",
                                       .detail = std::move(detail),
                                       .instance = call.request().request_id,
                                       .reasons = {},
                                       .errors = {}});
}

void RouteTable::add(std::string_view method, std::string_view pattern, Access access, RouteFunction run) {
    listed_.push_back({std::string(method), std::string(pattern), access});
    auto figures = std::make_shared<RouteFigures>(api_.metrics, method, pattern);
    router_.add(
        method, pattern, [this, access, figures, run = std::move(run)](RoutedRequest&& routed, Reply reply) {
            if (const auto* observed = reply.target<ObservedReply>()) observed->set_route(figures.get());
            Call call{std::move(routed), {}, 0, "fr", std::move(reply)};
            call.language = language_of(call.request());
            const bool open =
                access == Access::everyone || (access == Access::metrics && from_this_machine(call.request()));
            if (!open) {
                auto who = authenticate(call.request(), api_.keys, api_.failures, api_.now());
                if (who.refusal) return call.reply(std::move(*who.refusal));
                call.caller = who.key->kind;
                call.key_id = who.key->id;
                if (!may(call.caller, access, call.request()))
                    return call.reply(problem_of(403, "key_not_allowed",
                                                 "a " + std::string(name_of(call.caller)) + " key may not do this",
                                                 call));
            }
            run(api_, std::move(call));
        });
}

void RouteTable::question(std::string_view pattern, Question ask, Access access) {
    add("GET", pattern, access, [ask = std::move(ask)](ApiContext& api, Call&& call) {
        auto body = ask(api, call);
        if (!body) return call.fail(body.no());
        call.answer(json_response(std::move(*body)));
    });
}

void RouteTable::decision(std::string_view method, std::string_view pattern, ReadDecision read) {
    add(method, pattern, Access::decision, [read = std::move(read)](ApiContext& api, Call&& call) {
        auto asked = read(api, call);
        if (!asked) return call.fail(asked.no());
        decide(api, std::move(call), std::move(*asked));
    });
}

void RouteTable::handle(Request&& request, Reply reply) const {
    ObservedReply observed(request, std::move(reply));
    router_.handle(std::move(request), Reply(std::move(observed)));
}

}  // namespace habitue
