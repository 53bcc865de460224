#include "http/router.h"

#include <algorithm>
#include <cassert>
#include <map>

#include "http/problem.h"
#include "http/url.h"

namespace habitue {
namespace {

using Parameters = std::vector<std::pair<std::string_view, std::string>>;

Response problem_response(int status, std::string_view code, std::string_view detail, const Request& request) {
    ProblemDocument problem;
    problem.status = status;
    problem.code = code;
    problem.detail = detail;
    problem.instance = request.request_id;
    return to_response(problem);
}

}  // namespace

struct Router::Node {
    struct Route {
        std::string pattern;
        std::vector<std::string> names;  // of the parameters, from left to right
        RouteHandler handler;
    };
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::unique_ptr<Node> rest;
    std::map<std::string, Route, std::less<>> routes;  // by method

    // The node of this path (what follows its first slash), and the decoded values of its parameters. Depth is that
    // of the patterns, so a long path cannot exhaust the stack.
    const Node* find(std::string_view path, std::vector<std::string_view>& values) const {
        const size_t slash = path.find('/');
        const std::string_view segment = path.substr(0, slash);
        const auto follow = [&](const Node* next) -> const Node* {
            if (slash != std::string_view::npos) return next->find(path.substr(slash + 1), values);
            if (!next->routes.empty()) return next;
            return next->rest ? next->rest_of("", values) : nullptr;
        };
        if (const auto literal = literals.find(segment); literal != literals.end())
            if (const Node* found = follow(literal->second.get())) return found;
        if (parameter && !segment.empty()) {
            values.push_back(segment);
            if (const Node* found = follow(parameter.get())) return found;
            values.pop_back();
        }
        return rest ? rest_of(path, values) : nullptr;
    }

    const Node* rest_of(std::string_view path, std::vector<std::string_view>& values) const {
        values.push_back(path);
        return rest.get();
    }

    std::string allow() const {
        std::string out;
        for (const auto& [method, route] : routes) out += method + ", ";
        if (routes.contains("GET") && !routes.contains("HEAD")) out += "HEAD, ";
        return out + "OPTIONS";
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

const std::string& RoutedRequest::parameter(std::string_view name) const {
    const auto found =
        std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.first == name; });
    assert(found != parameters.end() && "the route's pattern has this parameter");
    return found->second;
}

void Router::add(std::string_view method, std::string_view pattern, RouteHandler handler) {
    assert(pattern.starts_with('/') && "a pattern begins with a slash");
    Node* node = root_.get();
    std::vector<std::string> names;
    std::string_view left = pattern.substr(1);
    for (bool last = false; !last;) {
        const size_t slash = left.find('/');
        last = slash == std::string_view::npos;
        const std::string_view segment = left.substr(0, slash);
        if (!last) left.remove_prefix(slash + 1);
        std::unique_ptr<Node>* next = nullptr;
        if (segment.starts_with('{') && segment.ends_with("...}")) {
            assert(last && "{name...} is the last segment of its pattern");
            names.emplace_back(segment.substr(1, segment.size() - 5));
            next = &node->rest;
        } else if (segment.starts_with('{') && segment.ends_with('}')) {
            names.emplace_back(segment.substr(1, segment.size() - 2));
            next = &node->parameter;
        } else {
            next = &node->literals[std::string(segment)];
        }
        if (!*next) *next = std::make_unique<Node>();
        node = next->get();
    }
    [[maybe_unused]] const bool added =
        node->routes.emplace(method, Node::Route{std::string(pattern), std::move(names), std::move(handler)})
            .second;
    assert(added && "a route is given once");
}

void Router::handle(Request&& request, Reply reply) const {
    std::vector<std::string_view> values;
    const Node* node = request.path.starts_with('/') ? root_->find(request.path.substr(1), values) : nullptr;
    if (!node) return reply(problem_response(404, "no_such_path", "nothing is served at this path", request));

    auto route = node->routes.find(request.method);
    if (route == node->routes.end() && request.method == "HEAD") route = node->routes.find("GET");
    if (route == node->routes.end()) {
        Response response = request.method == "OPTIONS"
                                ? Response{.status = 204, .body = "", .content_type = "", .headers = {}}
                                : problem_response(405, "method_not_allowed",
                                                   "this path answers other methods; see Allow", request);
        response.headers.push_back({"Allow", node->allow()});
        return reply(std::move(response));
    }
    RoutedRequest routed{.request = {}, .pattern = route->second.pattern, .parameters = {}};
    for (size_t i = 0; i < values.size(); ++i) {
        auto value = percent_decode(values[i]);
        if (!value)
            return reply(problem_response(400, "bad_path", "the path is not percent-encoded UTF-8", request));
        routed.parameters.emplace_back(route->second.names[i], std::move(*value));
    }
    routed.request = std::move(request);
    route->second.handler(std::move(routed), std::move(reply));
}

}  // namespace habitue
