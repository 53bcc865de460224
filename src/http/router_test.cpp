#include "http/router.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

Response answer_of(const Router& router, std::string_view method, std::string_view path) {
    Request request;
    request.method = method;
    request.path = path;
    request.request_id = "req_1";
    Response answer;
    router.handle(std::move(request), [&](Response response) { answer = std::move(response); });
    return answer;
}

// Answers with the pattern and the parameters.
RouteHandler tell() {
    return [](RoutedRequest&& routed, Reply reply) {
        std::string body(routed.pattern);
        for (const auto& [name, value] : routed.parameters) body += " " + std::string(name) + "=" + value;
        reply({.status = 200, .body = body, .content_type = "text/plain", .headers = {}});
    };
}

std::string header_of(const Response& response, std::string_view name) {
    for (const ExtraHeader& header : response.headers)
        if (header.name == name) return header.value;
    return "";
}

Router shop() {
    Router router;
    router.add("GET", "/", tell());
    router.add("PUT", "/v1/orders/{id}", tell());
    router.add("GET", "/v1/orders/{id}", tell());
    router.add("POST", "/v1/orders/{id}/refunds", tell());
    router.add("POST", "/v1/orders/search", tell());
    router.add("GET", "/v1/customers/{customer}/vouchers/{code}", tell());
    router.add("GET", "/console/{path...}", tell());
    return router;
}

TEST(Router, parameters_are_taken_from_the_path_and_decoded) {
    const Router router = shop();
    EXPECT_EQ(answer_of(router, "PUT", "/v1/orders/o-1").body, "/v1/orders/{id} id=o-1");
    EXPECT_EQ(answer_of(router, "POST", "/v1/orders/a%2Fb%20c%C3%A9/refunds").body,
              "/v1/orders/{id}/refunds id=a/b c\xc3\xa9");
    EXPECT_EQ(answer_of(router, "GET", "/v1/customers/a+b/vouchers/X").body,
              "/v1/customers/{customer}/vouchers/{code} customer=a+b code=X");
    EXPECT_EQ(answer_of(router, "GET", "/").body, "/");
}

TEST(Router, a_literal_goes_before_a_parameter_and_gives_way_when_it_leads_nowhere) {
    const Router router = shop();
    EXPECT_EQ(answer_of(router, "POST", "/v1/orders/search").body, "/v1/orders/search");
    EXPECT_EQ(answer_of(router, "POST", "/v1/orders/search/refunds").body, "/v1/orders/{id}/refunds id=search");
}

TEST(Router, the_rest_of_a_path_may_hold_slashes_or_nothing) {
    const Router router = shop();
    EXPECT_EQ(answer_of(router, "GET", "/console/a/b.js").body, "/console/{path...} path=a/b.js");
    EXPECT_EQ(answer_of(router, "GET", "/console/").body, "/console/{path...} path=");
    EXPECT_EQ(answer_of(router, "GET", "/console").body, "/console/{path...} path=");
}

TEST(Router, unknown_paths_are_404) {
    const Router router = shop();
    for (const char* path : {"/v2", "/v1/orders", "/v1/orders/", "/v1/orders/a/", "/v1/orders/a/refunds/", "//",
                             "*", "/v1//orders/a", "/V1/orders/a", "/v1/orders//refunds"}) {
        const Response response = answer_of(router, "GET", path);
        EXPECT_EQ(response.status, 404) << path;
        EXPECT_EQ(response.content_type, "application/problem+json");
    }
}

TEST(Router, known_paths_with_another_method_are_405_with_allow) {
    const Router router = shop();
    const Response response = answer_of(router, "DELETE", "/v1/orders/a");
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(header_of(response, "Allow"), "GET, PUT, HEAD, OPTIONS");
    EXPECT_EQ(header_of(answer_of(router, "GET", "/v1/orders/a/refunds"), "Allow"), "POST, OPTIONS");
    EXPECT_EQ(answer_of(router, "put", "/v1/orders/a").status, 405);
    const Response options = answer_of(router, "OPTIONS", "/v1/orders/a");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(header_of(options, "Allow"), "GET, PUT, HEAD, OPTIONS");
}

TEST(Router, head_goes_to_the_route_of_get) { EXPECT_EQ(answer_of(shop(), "HEAD", "/v1/orders/a").status, 200); }

TEST(Router, paths_that_cannot_be_decoded_are_400) {
    const Router router = shop();
    for (const char* path : {"/v1/orders/%", "/v1/orders/%4", "/v1/orders/%zz", "/v1/orders/%00", "/v1/orders/%ff",
                             "/v1/orders/%C0%AF", "/v1/orders/%ED%A0%80"})
        EXPECT_EQ(answer_of(router, "GET", path).status, 400) << path;
}

TEST(Router, a_path_of_a_million_slashes_is_just_unknown) {
    EXPECT_EQ(answer_of(shop(), "GET", std::string(1'000'000, '/')).status, 404);
}

}  // namespace
}  // namespace habitue
