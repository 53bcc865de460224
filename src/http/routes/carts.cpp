// Carts: what an order with these lines would earn, and how points may pay it. The same decision as the order's
// own, without the commit.
#include <map>

#include "http/routes/decision.h"
#include "http/routes/nouns.h"
#include "http/routes/order_body.h"
#include "http/routes/refusals.h"
#include "http/routes/wire.h"
#include "service/payment_options.h"

namespace habitue {
namespace {

// No shop can send these ids: they have a control character.
constexpr const char* kCartOrder =
    "\x01"
    "cart";
constexpr const char* kNewcomer =
    "\x01"
    "newcomer";

struct Cart {
    loyalty::PutOrder put;
    bool newcomer = false;  // no customer was named: what somebody new would earn
    std::vector<std::string> decimal_fields;
};

Found<Cart> read_cart(ApiContext& api, const Call& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    Cart cart;
    cart.put.order = OrderId{kCartOrder};
    const auto customer = body.optional_text("customer", kShopId);
    read_content(body, cart.put, cart.decimal_fields);
    if (auto read = input->finish(); !read) return read.fault();
    cart.newcomer = !customer;
    cart.put.customer = kNewcomer;
    if (customer) {
        auto known = external_id_of(api, *customer, "/customer");
        if (!known) return known.no();
        cart.put.customer = std::move(*known);
    }
    cart.put.placed_at = api.now();
    cart.put.paid_at = cart.put.placed_at;
    return cart;
}

Amount total_of(const loyalty::OrderContent& content) {
    Amount total = content.delivery;
    for (const loyalty::OrderLine& line : content.lines)
        total += times(line.unit_price, line.quantity).value_or(Amount{}) - line.discount;
    return total;
}

// What is active without this order: its own points cannot pay it.
std::map<std::string, Points> active_before(const loyalty::Handled& handled) {
    std::map<std::string, Points> active;
    for (const loyalty::Wallet& wallet : handled.after.customer.wallets) active[wallet.id] = wallet.active();
    for (const loyalty::Effect& effect : handled.decision.effects) {
        const auto* posted = std::get_if<loyalty::EntryPosted>(&effect);
        if (posted == nullptr) continue;
        if (posted->entry.to == loyalty::Account::active) active[posted->entry.wallet] -= posted->entry.points;
        if (posted->entry.from == loyalty::Account::active) active[posted->entry.wallet] += posted->entry.points;
    }
    return active;
}

void write_options(JsonWriter& json, const loyalty::Programme& programme, const loyalty::Handled& handled,
                   Amount total) {
    json.key("pay_with_points").array();
    for (const service::PaymentOption& option :
         service::payment_options(programme, active_before(handled), total)) {
        json.object().field("wallet", option.wallet).field("active", option.active.value);
        json.field("minimum", option.minimum.value).field("step", option.step.value);
        json.field("most", option.most.value).field("worth_minor", option.worth.minor).end_object();
    }
    json.end_array();
}

std::string render(const service::Told& told, const Cart& cart) {
    const loyalty::Programme& programme = told.programmes.current();
    const loyalty::Customer& customer = told.handled.after.customer;
    const Amount total = total_of(cart.put.content);
    std::string body;
    JsonWriter json(body);
    json.object().field("programme_version", programme.version).field("new_customer", cart.newcomer);
    if (cart.newcomer)
        json.key("customer").null();
    else
        wire::customer_reference(json, customer);
    wire::amount(json, "total", total, programme.currency);
    json.field("currency", programme.currency.text());
    write_earned(json, told.handled.decision.effects);
    write_breakdown(json, told.handled.decision.effects);
    write_options(json, programme, told.handled, total);
    wire::tier(json, programme, customer, told.handled.at);
    json.end_object();
    return body;
}

void evaluate(ApiContext& api, Call&& call) {
    auto read = read_cart(api, call);
    if (!read) return call.fail(read.no());
    if (!read->newcomer && call.caller == ApiKeyKind::publishable)
        return call.answer(
            problem_of(403, "customer_needs_a_secret_key",
                       "a publishable key is known to every visitor: it may not ask about a customer", call));
    auto cart = std::make_shared<const Cart>(std::move(*read));
    service::Submission submission;
    submission.command.body = cart->put;
    submission.dry_run = true;
    submission.render = [cart, language = call.language,
                         request_id = call.request().request_id](const service::Told& told) -> service::Answer {
        const loyalty::Decision& decision = told.handled.decision;
        if (decision.accepted()) return {200, render(told, *cart), false};
        RefusedResponse no = render_refusals(decision.refusals, language, request_id, cart->decimal_fields);
        return {static_cast<uint16_t>(no.status), std::move(no.body), false};
    };
    submission.done = answer_with(std::move(call));
    api.decider.submit(std::move(submission));
}

}  // namespace

void add_cart_routes(RouteTable& routes) {
    routes.add("POST", "/v1/carts/evaluate", Access::publishable, evaluate);
}

}  // namespace habitue
