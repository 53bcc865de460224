// Rewards and what customers bought of them.
#include "http/routes/nouns.h"
#include "http/routes/reading.h"
#include "http/routes/wire.h"

namespace habitue {
namespace {

Found<Asked> read_redemption(ApiContext& api, const Call& call) {
    auto programmes = published_programmes(api);
    if (!programmes) return programmes.fault();
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    std::vector<std::string> decimal_fields;
    const AmountField amounts{(*programmes)->current().currency, decimal_fields};
    loyalty::RedeemReward redeem;
    redeem.reward = body.text("reward");
    redeem.quantity = body.optional_integer("quantity", 1, 1'000).value_or(1);
    redeem.order_total = amounts.read(body, "order_total", {}, false);
    if (auto read = input->finish(); !read) return read.fault();
    auto asked = addressed(call, std::move(redeem));
    if (asked) asked->decimal_fields = std::move(decimal_fields);
    return asked;
}

Found<Asked> read_redemption_refund(ApiContext&, const Call& call) {
    auto number = number_of_path(call.parameter("n"), loyalty::RefusalCode::redemption_not_found);
    if (!number) return number.no();
    if (auto empty = expect_no_fields(call.request().body); !empty) return empty.fault();
    return addressed(call, loyalty::RefundReward{*number});
}

Found<std::string> list_rewards(ApiContext& api, const Call&) {
    auto programmes = published_programmes(api);
    if (!programmes) return programmes.fault();
    const loyalty::Programme& programme = (*programmes)->current();
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    std::string body;
    JsonWriter json(body);
    json.object().field("programme_version", programme.version).key("rewards").array();
    for (const loyalty::Reward& reward : programme.rewards) {
        json.object();
        wire::reward_fields(json, programme, reward);
        if (reward.stock) {
            auto tally = load_tally(**reader, "reward:" + reward.id);
            if (!tally) return tally.fault();
            json.field("left", std::max<int64_t>(0, *reward.stock - tally->uses));
        }
        json.end_object();
    }
    json.end_array().end_object();
    return body;
}

}  // namespace

void add_reward_routes(RouteTable& routes) {
    routes.question("/v1/rewards", list_rewards);
    routes.decision("POST", "/v1/customers/{id}/redemptions", read_redemption);
    routes.decision("POST", "/v1/customers/{id}/redemptions/{n}/refund", read_redemption_refund);
}

}  // namespace habitue
