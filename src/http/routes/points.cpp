// Points by hand: adjustments, and gifts from one customer to another.
#include "http/routes/nouns.h"
#include "http/routes/reading.h"

namespace habitue {
namespace {

Found<Asked> read_adjustment(ApiContext&, const Call& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::AdjustPoints adjustment;
    adjustment.wallet = body.optional_text("wallet").value_or("");
    adjustment.points = body.points("points", -kMostPoints, kMostPoints);
    adjustment.reason = body.text("reason");
    adjustment.actor = body.text("actor");
    if (auto read = input->finish(); !read) return read.fault();
    return addressed(call, std::move(adjustment));
}

Found<Asked> read_transfer(ApiContext& api, const Call& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::TransferPoints transfer;
    transfer.wallet = body.optional_text("wallet").value_or("");
    transfer.to = body.text("to", kShopId);
    transfer.points = body.points("points");
    transfer.reason = body.optional_text("reason").value_or("");
    if (auto read = input->finish(); !read) return read.fault();
    auto to = external_id_of(api, transfer.to, "/to");
    if (!to) return to.no();
    transfer.to = std::move(*to);
    return addressed(call, std::move(transfer));
}

}  // namespace

void add_points_routes(RouteTable& routes) {
    routes.decision("POST", "/v1/customers/{id}/adjustments", read_adjustment);
    routes.decision("POST", "/v1/customers/{id}/transfers", read_transfer);
}

}  // namespace habitue
