// Holds: points set aside while a checkout is under way.
#include "http/routes/nouns.h"
#include "http/routes/reading.h"

namespace habitue {
namespace {

constexpr Duration kUsualHold = minutes(30);

Found<Asked> read_hold(ApiContext& api, const Call& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::HoldPoints hold;
    hold.wallet = body.optional_text("wallet").value_or("");
    hold.points = body.points("points");
    hold.ends_at = body.optional_instant("ends_at").value_or(api.now() + kUsualHold);
    hold.reference =
        body.optional_text("reference", {.min_bytes = 0, .max_bytes = loyalty::kLongestText}).value_or("");
    if (auto read = input->finish(); !read) return read.fault();
    return addressed(call, std::move(hold));
}

Found<Asked> read_capture(ApiContext&, const Call& call) {
    auto number = number_of_path(call.parameter("n"), loyalty::RefusalCode::hold_not_found);
    if (!number) return number.no();
    auto input = parse_body_or_nothing(call.request().body);
    if (!input) return input.fault();
    loyalty::CaptureHold capture;
    capture.hold = *number;
    capture.points = input->root().optional_points("points");
    if (auto read = input->finish(); !read) return read.fault();
    return addressed(call, capture);
}

Found<Asked> read_release(ApiContext&, const Call& call) {
    auto number = number_of_path(call.parameter("n"), loyalty::RefusalCode::hold_not_found);
    if (!number) return number.no();
    if (auto empty = expect_no_fields(call.request().body); !empty) return empty.fault();
    return addressed(call, loyalty::ReleaseHold{*number});
}

}  // namespace

void add_hold_routes(RouteTable& routes) {
    routes.decision("POST", "/v1/customers/{id}/holds", read_hold);
    routes.decision("POST", "/v1/customers/{id}/holds/{n}/capture", read_capture);
    routes.decision("POST", "/v1/customers/{id}/holds/{n}/release", read_release);
}

}  // namespace habitue
