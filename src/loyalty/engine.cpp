#include "loyalty/engine.h"

#include <algorithm>
#include <cassert>
#include <memory>

namespace habitue::loyalty {
namespace {

// Whom the command itself names; nobody when it is about an order or addressed.
CustomerId named_customer(const Command& command) {
    if (const auto* put = std::get_if<PutCustomer>(&command.body)) return customer_id_of(put->external_id);
    if (const auto* activity = std::get_if<TrackActivity>(&command.body)) return customer_id_of(activity->customer);
    if (const auto* order = std::get_if<PutOrder>(&command.body))
        return order->customer.empty() ? CustomerId{} : customer_id_of(order->customer);
    if (const auto* lock = std::get_if<LockCart>(&command.body))
        return lock->customer.empty() ? CustomerId{} : customer_id_of(lock->customer);
    if (const auto* issue = std::get_if<IssueCodes>(&command.body))
        return issue->customer.empty() ? CustomerId{} : customer_id_of(issue->customer);
    return command.customer;
}

// These say themselves whom they concern; all other commands about an order concern the order's customer.
bool names_customer(const Command& command) {
    return std::holds_alternative<PutOrder>(command.body) || std::holds_alternative<LockCart>(command.body) ||
           std::holds_alternative<IssueCodes>(command.body);
}

const std::string* other_named(const Command& command) {
    if (const auto* transfer = std::get_if<TransferPoints>(&command.body)) return &transfer->to;
    if (const auto* merge = std::get_if<MergeInto>(&command.body)) return &merge->survivor;
    return nullptr;
}

// Times that a person or a shop gives must be ones the calendar can count with.
std::optional<Refusal> check_time(const Command& command, Instant now) {
    const auto time = event_time(command);
    if (!time) return std::nullopt;
    if (*time < kEarliest || *time > kLatest) return Refusal{RefusalCode::invalid, "/at", "between 1900 and 2099"};
    if (*time > now)
        return Refusal{RefusalCode::in_the_future, "/at", to_text(*time) + " is after " + to_text(now)};
    return std::nullopt;
}

// A copy that keeps the room of what was there before; an empty aggregate for null.
template <class Aggregate>
void put_in(Aggregate& place, const Aggregate* found) {
    if (found != nullptr) {
        place = *found;
    } else {
        std::destroy_at(&place);
        std::construct_at(&place);
    }
}

}  // namespace

Engine::Engine(const Programmes& programmes, Aggregates& aggregates, bool tell_state)
    : programmes_(programmes), aggregates_(aggregates), tell_state_(tell_state) {}

CustomerId Engine::survivor(CustomerId id) {
    while (id) {
        const Customer* customer = aggregates_.customer(id);
        if (customer == nullptr || !customer->merged_into) return id;
        id = customer->merged_into;
    }
    return id;
}

size_t Engine::advance(CustomerId id, Instant now) {
    size_t records = 0;
    while (id) {
        const Customer* customer = aggregates_.customer(id);
        if (customer == nullptr || customer->due_at > now) break;
        const Instant due = std::max(customer->due_at, customer->clock);
        decide_one(Command{id, Tick{}}, id, due, ticked_);
        assert(ticked_.records > 0 && "a tick at the due instant does something");
        records += ticked_.records;
    }
    return records;
}

Facts& Engine::load(const Command& command, CustomerId id, Instant at) {
    Facts& facts = facts_;
    facts.customer = id;
    facts.order_customer = {};
    facts.other = nullptr;
    facts.order_programme.reset();
    facts.state.tallies.clear();
    facts.state.codes.clear();
    facts.state.products.clear();
    put_in(facts.state.customer, id ? aggregates_.customer(id) : nullptr);
    const Programme& programme = programmes_.current();
    if (const OrderId* order_id = order_of(command)) {
        put_in(facts.state.order, aggregates_.order(*order_id));
        facts.order_customer = survivor(facts.state.order.customer);
        const bool decided = facts.state.order.known || facts.state.order.locked_until != kEarliest;
        if (decided && facts.state.order.programme_version != programme.version)
            facts.order_programme = programmes_.version(facts.state.order.programme_version);
    } else {
        put_in<Order>(facts.state.order, nullptr);
    }
    load_shared(programme, command, at, facts.state);
    if (facts.order_programme) load_shared(*facts.order_programme, command, at, facts.state);
    if (const auto* told = std::get_if<RecordPrice>(&command.body))
        if (const Product* product = aggregates_.product(told->sku)) facts.state.products.push_back(*product);
    if (const std::string* name = other_named(command)) {
        if (const Customer* found = aggregates_.customer(survivor(customer_id_of(*name)))) {
            other_ = *found;
            facts.other = &other_;
        }
    }
    return facts;
}

void Engine::load_shared(const Programme& programme, const Command& command, Instant at, State& state) {
    for (const std::string& name : tallies_needed(programme, command, state.customer, state.order, at)) {
        const Tally* tally = aggregates_.tally(name);
        if (tally != nullptr) state.tally(name) = *tally;
    }
    for (const CodeId needed : codes_needed(programme, command, state.customer, state.order)) {
        const Code* code = state.code(needed) == nullptr ? aggregates_.code(needed) : nullptr;
        if (code != nullptr) state.codes.push_back(*code);
    }
}

Quote Engine::quote(const LockCart& cart, Instant now) {
    const Command command{.customer = {}, .body = cart};
    const CustomerId id = survivor(named_customer(command));
    if (const Customer* customer = id ? aggregates_.customer(id) : nullptr) now = std::max(now, customer->clock);
    Quote quote = loyalty::quote(programmes_.current(), load(command, id, now), cart, now);
    if (!quote.refusals.empty()) return quote;
    Order order;
    order.content = cart.content;
    quote.references = references_of(order, quote.checkout.pricing, now);
    return quote;
}

Quote Engine::ask(Command order, Instant now, Handled& handled) {
    Quote quote;
    handle(std::move(order), now, handled, &quote.checkout);
    quote.refusals = handled.decision.refusals;
    if (quote.refusals.empty())
        quote.references = references_of(handled.after.order, quote.checkout.pricing, handled.at);
    return quote;
}

std::vector<ReferencePrice> Engine::references_of(const Order& order, const Pricing& pricing, Instant at) {
    return reference_prices(programmes_.current(), order, pricing, at,
                            [this](std::string_view sku) { return aggregates_.product(sku); });
}

void Engine::decide_one(Command&& asked, CustomerId id, Instant at, Handled& handled, Checkout* told) {
    Record record;  // holds the command from the start, so that nothing is copied for the journal
    record.command = std::move(asked);
    const Command& command = record.command;
    Facts& facts = load(command, id, at);
    State& after = facts.state;
    facts.room = std::move(handled.decision.effects);
    handled.decision = decide_in_place(programmes_.current(), facts, command, at, told);
    handled.customer = id;
    handled.at = at;
    handled.records = 0;
    if (handled.decision.refused()) return;
    if (tell_state_) handled.after = after;
    if (handled.decision.effects.empty()) return;
    record.customer = after.customer.id;
    record.order = after.order.id;
    record.at = at;
    record.programme_version = handled.decision.programme_version;
    record.effects = std::move(handled.decision.effects);
    handled.records = 1;
    aggregates_.put(record, std::move(after));
    handled.decision.effects = std::move(record.effects);
}

Handled Engine::handle(Command command, Instant now) {
    Handled handled;
    handle(std::move(command), now, handled);
    return handled;
}

void Engine::handle(Command command, Instant now, Handled& handled) {
    handle(std::move(command), now, handled, nullptr);
}

void Engine::handle(Command command, Instant now, Handled& handled, Checkout* told) {
    if (auto refusal = check_time(command, now)) {
        handled = {};
        handled.decision.refusals.push_back(*refusal);
        handled.decision.programme_version = programmes_.current().version;
        handled.at = now;
        return;
    }
    if (tell_state_) handled.after = {};
    CustomerId id = named_customer(command);
    const OrderId* order_id = order_of(command);
    if (order_id != nullptr && !names_customer(command))
        if (const Order* order = aggregates_.order(*order_id)) id = order->customer;
    if (const auto* change = std::get_if<ChangeCode>(&command.body))
        if (const Code* code = aggregates_.code(change->code)) id = code->customer;
    id = survivor(id);
    Instant at = event_time(command).value_or(now);
    if (const Customer* customer = id ? aggregates_.customer(id) : nullptr) at = std::max(at, customer->clock);
    size_t records = advance(id, at);
    decide_one(std::move(command), id, at, handled, told);
    deliver_sent(handled, records);
    handled.records += records;
}

// What a decision sends to others is decided right behind it; they may send on.
void Engine::deliver_sent(const Handled& handled, size_t& records) {
    std::vector<Command> sent;
    const auto collect = [&sent](const Decision& decision) {
        for (const Effect& effect : decision.effects)
            if (const auto* send = std::get_if<CommandSent>(&effect)) sent.push_back(send->command);
    };
    collect(handled.decision);
    if (sent.empty()) return;
    Handled reached;
    for (size_t i = 0; i < sent.size(); ++i) {
        Command next = sent[i];
        const bool to_itself = std::holds_alternative<StandAlone>(next.body);
        const CustomerId receiver = to_itself ? next.customer : survivor(next.customer);
        Instant then = handled.at;
        if (const Customer* customer = aggregates_.customer(receiver)) then = std::max(then, customer->clock);
        records += advance(receiver, then);
        decide_one(std::move(next), receiver, then, reached);
        assert(reached.decision.accepted() && "what the engine sends is always accepted");
        records += reached.records;
        collect(reached.decision);
    }
}

}  // namespace habitue::loyalty
