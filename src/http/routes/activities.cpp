// Activities: a review, a visit, a flight. Each counts once, by the shop's own id of it.
#include "base/fields.h"
#include "http/routes/nouns.h"
#include "http/routes/reading.h"

namespace habitue {
namespace {

// No text that a header can carry begins like this.
service::Key key_of_activity(const loyalty::TrackActivity& activity, bool at_given) {
    loyalty::TrackActivity told = activity;
    if (!at_given) told.at = {};
    std::string name = "activity\n";
    BinaryWriter(name).text(activity.customer);
    BinaryWriter(name).text(activity.activity);
    return {service::key_of(name), hash128(to_bytes(told))};
}

Found<Asked> read_activity(ApiContext& api, const Call& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::TrackActivity activity;
    activity.customer = body.text("customer", kShopId);
    activity.activity = body.text("id", kShopId);
    activity.type = body.text("type", kShopId);
    const auto at = body.optional_instant("at");
    activity.at = at.value_or(api.now());
    activity.attributes = read_attributes(body);
    if (auto read = input->finish(); !read) return read.fault();
    auto customer = external_id_of(api, activity.customer, "/customer");
    if (!customer) return customer.no();
    activity.customer = std::move(*customer);
    Asked asked;
    asked.own_key = key_of_activity(activity, at.has_value());
    asked.command.body = std::move(activity);
    return asked;
}

}  // namespace

void add_activity_routes(RouteTable& routes) { routes.decision("POST", "/v1/activities", read_activity); }

}  // namespace habitue
