// Method and path to the function that answers. Patterns are segments: "/v1/orders/{id}/refunds". A literal segment
// goes before a parameter; "{name...}" as the last segment takes the rest, slashes and all, possibly nothing. A
// path with a slash at its end is another path. HEAD goes to the route of GET; OPTIONS answers with Allow.
//
// All routes are added before the first request; from then on the router is only read, by any number of threads.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/request.h"

namespace habitue {

struct RoutedRequest {
    Request request;
    std::string_view pattern;  // of the route; for logs and metrics, which must not hold ids
    std::vector<std::pair<std::string_view, std::string>> parameters;  // percent-decoded, valid UTF-8 without NUL

    // The pattern has it, or asking is a bug. Never empty, but for "{name...}".
    const std::string& parameter(std::string_view name) const;
};

using RouteHandler = std::function<void(RoutedRequest&&, Reply)>;

class Router {
  public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    // A pattern that is malformed, or a route given twice, is a bug.
    void add(std::string_view method, std::string_view pattern, RouteHandler);

    // Answers 404 for an unknown path, 405 with Allow for a known one, 400 for one that cannot be decoded.
    void handle(Request&&, Reply) const;

  private:
    struct Node;
    std::unique_ptr<Node> root_;
};

}  // namespace habitue
