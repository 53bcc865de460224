// Orders: what the shop tells us of them, and what they were granted.
#include "http/routes/nouns.h"
#include "http/routes/order_body.h"
#include "http/routes/wire.h"

namespace habitue {
namespace {

using loyalty::OrderState;

constexpr size_t kLongestOrderId = 128;

Result<OrderId> order_of_path(const Call& call) {
    const std::string& id = call.parameter("id");
    if (auto fine = check_path_id(id, kLongestOrderId, "the order's id"); !fine) return fine.fault();
    return OrderId{id};
}

// An order that is told again without its date keeps the one it has, so that a repeat stays a repeat.
Result<Instant> placed_when(ApiContext& api, const loyalty::PutOrder& put) {
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto known = load_order(**reader, put.order);
    if (!known) return known.fault();
    if (*known && (*known)->known) return (*known)->placed_at;
    Instant placed = api.now();
    if (put.paid_at) placed = std::min(placed, *put.paid_at);
    if (put.delivered_at) placed = std::min(placed, *put.delivered_at);
    return placed;
}

Found<Asked> read_put(ApiContext& api, const Call& call) {
    auto order = order_of_path(call);
    if (!order) return order.fault();
    const auto programmes = api.decider.programmes();
    const loyalty::Programme* programme = programmes->empty() ? nullptr : &programmes->current();
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    Asked asked;
    loyalty::PutOrder put;
    put.order = std::move(*order);
    put.customer = body.optional_text("customer", kShopId).value_or("");
    const auto placed_at = body.optional_instant("placed_at");
    put.paid_at = body.optional_instant("paid_at");
    put.delivered_at = body.optional_instant("delivered_at");
    put.content.kind =
        body.optional_choice<loyalty::OrderKind>(
                "kind", {{"sale", loyalty::OrderKind::sale}, {"returned", loyalty::OrderKind::returned}})
            .value_or(loyalty::OrderKind::sale);
    const Entered entered = read_content(body, programme, put, asked.decimal_fields);
    put.expected_discount = body.optional_money("expected_discount_minor");
    const std::string visitor = body.optional_text("visitor_address").value_or("");
    if (auto read = input->finish(); !read) return read.fault();
    if (!put.customer.empty()) {
        auto customer = external_id_of(api, put.customer, "/customer");
        if (!customer) return customer.no();
        put.customer = std::move(*customer);
    }
    if (placed_at) {
        put.placed_at = *placed_at;
    } else {
        auto placed = placed_when(api, put);
        if (!placed) return placed.fault();
        put.placed_at = *placed;
    }
    asked.suspects = suspects_of(call, put.content, put.customer, visitor, entered.prefixes);
    auto fit = pins_fit(api, put.content, entered.pins);
    if (!fit) return fit.no();
    if (!*fit) {
        api.guesses.note(asked.suspects, 1, api.now());
        return loyalty::Refusal{loyalty::RefusalCode::card_not_valid, "/gift_cards", ""};
    }
    asked.command.body = std::move(put);
    return asked;
}

ReadDecision read_state(OrderState state) {
    return [state](ApiContext& api, const Call& call) -> Found<Asked> {
        auto order = order_of_path(call);
        if (!order) return order.fault();
        auto input = parse_body_or_nothing(call.request().body);
        if (!input) return input.fault();
        const auto at = input->root().optional_instant("at");
        if (auto read = input->finish(); !read) return read.fault();
        Asked asked;
        asked.command.body = loyalty::AdvanceOrder{std::move(*order), state, at.value_or(api.now())};
        asked.gives_back = state == OrderState::cancelled;
        return asked;
    };
}

Found<Asked> read_refund(ApiContext& api, const Call& call) {
    auto order = order_of_path(call);
    if (!order) return order.fault();
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::RefundOrder refund;
    refund.order = std::move(*order);
    refund.refund.id = body.text("id", kShopId);
    refund.refund.at = body.optional_instant("at").value_or(api.now());
    for (JsonObject& line : body.objects("lines", {.min = 1, .max = loyalty::kMostLines}))
        refund.refund.lines.push_back(
            {line.text("line", kShopId), line.integer("quantity", 1, loyalty::kMostQuantity)});
    if (auto read = input->finish(); !read) return read.fault();
    Asked asked;
    asked.command.body = std::move(refund);
    asked.gives_back = true;
    return asked;
}

Found<std::string> get_order(ApiContext& api, const Call& call) {
    auto id = order_of_path(call);
    if (!id) return id.fault();
    auto programmes = published_programmes(api);
    if (!programmes) return programmes.fault();
    auto reader = api.readers.lease();
    if (!reader) return reader.fault();
    auto order = load_order(**reader, *id);
    if (!order) return order.fault();
    if (!*order) return loyalty::Refusal{loyalty::RefusalCode::order_not_found, "", id->value};
    const auto programme = (*programmes)->version((*order)->programme_version);
    std::string body;
    JsonWriter json(body);
    wire::order(json, programme ? *programme : (*programmes)->current(), **order);
    return body;
}

}  // namespace

void add_order_routes(RouteTable& routes) {
    routes.decision("PUT", "/v1/orders/{id}", read_put);
    routes.decision("POST", "/v1/orders/{id}/paid", read_state(OrderState::paid));
    routes.decision("POST", "/v1/orders/{id}/delivered", read_state(OrderState::delivered));
    routes.decision("POST", "/v1/orders/{id}/cancelled", read_state(OrderState::cancelled));
    routes.decision("POST", "/v1/orders/{id}/refunds", read_refund);
    routes.question("/v1/orders/{id}", get_order);
}

}  // namespace habitue
