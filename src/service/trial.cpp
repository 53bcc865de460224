#include "service/trial.h"

#include <algorithm>
#include <cassert>

namespace habitue::service {
namespace {

template <class T>
T or_trouble(std::optional<T> found) {
    if (!found) throw loyalty::StoreTrouble{Fault::of(FaultKind::busy, "it is not in memory")};
    return *found;
}

}  // namespace

const loyalty::Customer* Trial::customer(CustomerId id) {
    for (const loyalty::State& state : put_)
        if (state.customer.id == id) return &state.customer;
    return beneath_.customer(id);
}

const loyalty::Order* Trial::order(const OrderId& id) {
    for (const loyalty::State& state : put_)
        if (state.order.id == id) return &state.order;
    return beneath_.order(id);
}

const loyalty::Tally* Trial::tally(std::string_view name) {
    for (const loyalty::State& state : put_) {
        const auto found = std::find_if(state.tallies.begin(), state.tallies.end(),
                                        [&](const loyalty::Tally& tally) { return tally.name == name; });
        if (found != state.tallies.end()) return &*found;
    }
    return beneath_.tally(name);
}

const loyalty::Code* Trial::code(loyalty::CodeId id) {
    for (const loyalty::State& state : put_)
        if (const loyalty::Code* code = state.code(id)) return code;
    return beneath_.code(id);
}

const loyalty::Product* Trial::product(std::string_view sku) {
    for (const loyalty::State& state : put_)
        if (const loyalty::Product* product = state.product(sku)) return product;
    return beneath_.product(sku);
}

void Trial::put(const loyalty::Record&, loyalty::State&& after) { put_.push_front(std::move(after)); }

const loyalty::Customer* OnlyAtHand::customer(CustomerId id) { return or_trouble(at_hand_.customer(id)); }
const loyalty::Order* OnlyAtHand::order(const OrderId& id) { return or_trouble(at_hand_.order(id)); }
const loyalty::Tally* OnlyAtHand::tally(std::string_view name) { return or_trouble(at_hand_.tally(name)); }
const loyalty::Code* OnlyAtHand::code(loyalty::CodeId id) { return or_trouble(at_hand_.code(id)); }
const loyalty::Product* OnlyAtHand::product(std::string_view sku) { return or_trouble(at_hand_.product(sku)); }
void OnlyAtHand::put(const loyalty::Record&, loyalty::State&&) {
    assert(false && "what is only looked at is not changed");
}

}  // namespace habitue::service
