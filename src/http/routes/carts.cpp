// Carts: what an order with these lines would earn, and how points may pay it. The same decision as the order's
// own, without the commit.
#include <charconv>
#include <map>

#include "http/routes/decision.h"
#include "http/routes/nouns.h"
#include "http/routes/order_body.h"
#include "http/routes/refusals.h"
#include "http/routes/wire.h"
#include "http/routes/wire_offers.h"
#include "http/url.h"
#include "service/payment_options.h"

namespace habitue {
namespace {

// No shop can send these ids: they have a control character.
constexpr const char* kCartOrder =
    "\x01"
    "cart";
constexpr int64_t kMostMinutes = 60;
constexpr const char* kNewcomer =
    "\x01"
    "newcomer";

struct Cart {
    loyalty::PutOrder put;
    bool newcomer = false;  // no customer was named: what somebody new would earn
    std::vector<std::string> decimal_fields;
    std::vector<Suspect> suspects;
    bool bad_pin = false;
    bool named = false;  // by the order that it becomes: what that cart holds itself is not taken by others
    std::optional<loyalty::LockCart> lock;
    bool explained = true;  // told what is near and what does not apply
};

// "15m"; the query's short form of lock.
std::optional<int64_t> minutes_of(std::string_view text) {
    if (text.size() < 2 || text.size() > 3 || text.back() != 'm') return std::nullopt;
    int64_t minutes = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size() - 1, minutes);
    if (error != std::errc() || end != text.data() + text.size() - 1 || minutes < 1 || minutes > kMostMinutes)
        return std::nullopt;
    return minutes;
}

// The order that the cart becomes, and for how many minutes it is locked; none: it is only asked about.
struct Becomes {
    std::string order;
    int64_t minutes = 0;
};

constexpr TextLimits kOrderId{.min_bytes = 1, .max_bytes = 128};

// lock: {order, minutes} of the body, or ?lock=15m beside "order", or "order" by itself.
Found<Becomes> read_becomes(JsonObject& body, std::string_view query_text) {
    QueryInput query(query_text);
    const auto in_query = query.text("lock");
    Becomes becomes;
    if (auto object = body.optional_object("lock"))
        becomes = {object->text("order", kOrderId),
                   object->optional_integer("minutes", 1, kMostMinutes).value_or(15)};
    else if (in_query)
        becomes.order = body.text("order", kOrderId);
    else
        becomes.order = body.optional_text("order", kOrderId).value_or("");
    if (in_query) {
        const auto minutes = minutes_of(*in_query);
        if (!minutes) query.problem("lock", "is minutes, from 1m to 60m");
        becomes.minutes = minutes.value_or(15);
    }
    if (auto read = query.finish(); !read) return read.fault();
    return becomes;
}

Found<Cart> read_cart(ApiContext& api, const Call& call) {
    const auto programmes = api.decider.programmes();
    const loyalty::Programme* programme = programmes->empty() ? nullptr : &programmes->current();
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    Cart cart;
    cart.put.order = OrderId{kCartOrder};
    const auto customer = body.optional_text("customer", kShopId);
    const Entered entered = read_content(body, programme, cart.put, cart.decimal_fields);
    auto becomes = read_becomes(body, call.request().query);
    const std::string visitor = body.optional_text("visitor_address").value_or("");
    const bool explain = body.optional_boolean("explain").value_or(true);
    if (auto read = input->finish(); !read) return read.fault();
    if (!becomes) return becomes.no();
    cart.named = !becomes->order.empty();
    if (cart.named) cart.put.order = OrderId{becomes->order};
    cart.newcomer = !customer;
    cart.explained = explain || !cart.put.content.codes.empty() || !cart.put.content.gift_cards.empty();
    cart.put.customer = kNewcomer;
    if (customer) {
        auto known = external_id_of(api, *customer, "/customer");
        if (!known) return known.no();
        cart.put.customer = std::move(*known);
    }
    cart.put.placed_at = api.now();
    cart.put.paid_at = cart.put.placed_at;
    cart.suspects =
        suspects_of(call, cart.put.content, cart.newcomer ? "" : cart.put.customer, visitor, entered.prefixes);
    auto fit = pins_fit(api, cart.put.content, entered.pins);
    if (!fit) return fit.no();
    cart.bad_pin = !*fit;
    if (becomes->minutes > 0)
        cart.lock = loyalty::LockCart{cart.put.order, cart.newcomer ? "" : cart.put.customer, cart.put.currency,
                                      api.now() + minutes(becomes->minutes), cart.put.content};
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

std::string render(const service::Told& told, const Cart& cart, std::string_view language) {
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
    wire::amount(json, "total_minor", total, programme.currency);
    json.field("currency", programme.currency.text());
    write_earned(json, told.handled.decision.effects);
    write_breakdown(json, told.handled.decision.effects);
    write_options(json, programme, told.handled, total);
    wire::tier(json, programme, customer, told.handled.at);
    const loyalty::Order& order = told.handled.after.order;
    const wire::Bill bill = wire::bill_of(programme, order);
    wire::bill_lines(json, programme, order, bill, told.quote, language);
    wire::quote(json, programme, cart.put.content, order, told.handled.after.codes, told.quote, language,
                told.handled.at);
    json.field("discount_minor", bill.discount().minor);
    wire::tenders(json, order, bill);
    json.field("to_pay_minor", bill.to_pay().minor);
    wire::gifts(json, programme, order);
    wire::instant(json, "locked_until", order.locked_until);
    json.end_object();
    return body;
}

int wrong_in(const service::Told& told) {
    const int refused = wrong_codes(told.handled.decision.refusals);
    return told.quote == nullptr ? refused : refused + wrong_codes(told.quote->checkout.refusals);
}

Found<Asked> read_release(ApiContext&, const Call& call) {
    const std::string& id = call.parameter("id");
    if (auto fine = check_path_id(id, 128, "the order's id"); !fine) return fine.fault();
    if (auto empty = expect_no_fields(call.request().body); !empty) return empty.fault();
    Asked asked;
    asked.command.body = loyalty::ReleaseCart{OrderId{id}};
    return asked;
}

void evaluate(ApiContext& api, Call&& call) {
    auto read = read_cart(api, call);
    if (!read) return call.fail(read.no());
    if (!read->newcomer && call.caller == ApiKeyKind::publishable)
        return call.answer(
            problem_of(403, "customer_needs_a_secret_key",
                       "a publishable key is known to every visitor: it may not ask about a customer", call));
    if (read->named && call.caller != ApiKeyKind::secret)
        return call.answer(
            problem_of(403, "key_not_allowed", "only a secret key may lock a cart or name its order", call));
    if (const int wait = api.guesses.wait_seconds(read->suspects, api.now()); wait > 0)
        return call.answer(guess_refusal(wait, call.request().request_id));
    if (read->bad_pin) {
        api.guesses.note(read->suspects, 1, api.now());
        return call.fail(loyalty::Refusal{loyalty::RefusalCode::card_not_valid, "/gift_cards", ""});
    }
    auto cart = std::make_shared<const Cart>(std::move(*read));
    service::Submission submission;
    if (cart->lock)
        submission.command.body = *cart->lock;
    else
        submission.command.body = cart->put;
    submission.dry_run = !cart->lock;
    submission.quote = cart->explained;
    submission.render = [cart, language = call.language, request_id = call.request().request_id,
                         &api](const service::Told& told) -> service::Answer {
        const loyalty::Decision& decision = told.handled.decision;
        api.guesses.note(cart->suspects, wrong_in(told), api.now());
        if (decision.accepted()) return {200, render(told, *cart, language), false};
        RefusedResponse no = render_refusals(decision.refusals, language, request_id, cart->decimal_fields);
        return {static_cast<uint16_t>(no.status), std::move(no.body), false};
    };
    submission.done = answer_with(std::move(call));
    api.decider.submit(std::move(submission));
}

}  // namespace

void add_cart_routes(RouteTable& routes) {
    routes.add("POST", "/v1/carts/evaluate", Access::publishable, evaluate);
    routes.decision("DELETE", "/v1/carts/{id}/lock", read_release);
}

}  // namespace habitue
