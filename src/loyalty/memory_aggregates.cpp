#include <algorithm>
#include <unordered_map>

#include "loyalty/engine.h"

namespace habitue::loyalty {

struct MemoryAggregates::Rep {
    std::unordered_map<CustomerId, Customer> customers;
    std::unordered_map<OrderId, Order> orders;
    std::unordered_map<std::string, Tally> tallies;
    std::unordered_map<CodeId, Code> codes;
};

MemoryAggregates::MemoryAggregates() : rep_(std::make_unique<Rep>()) {}
MemoryAggregates::~MemoryAggregates() = default;

const Customer* MemoryAggregates::customer(CustomerId id) {
    const auto found = rep_->customers.find(id);
    return found == rep_->customers.end() ? nullptr : &found->second;
}

const Order* MemoryAggregates::order(const OrderId& id) {
    const auto found = rep_->orders.find(id);
    return found == rep_->orders.end() ? nullptr : &found->second;
}

const Tally* MemoryAggregates::tally(std::string_view name) {
    const auto found = rep_->tallies.find(std::string(name));
    return found == rep_->tallies.end() ? nullptr : &found->second;
}

const Code* MemoryAggregates::code(CodeId id) {
    const auto found = rep_->codes.find(id);
    return found == rep_->codes.end() ? nullptr : &found->second;
}

void MemoryAggregates::put(const Record& record, State&& after) {
    for (Tally& tally : after.tallies) rep_->tallies[tally.name] = std::move(tally);
    for (Code& code : after.codes) {
        const CodeId id = code.id;
        rep_->codes[id] = std::move(code);
    }
    if (after.order.id) {
        OrderId id = after.order.id;
        rep_->orders[std::move(id)] = std::move(after.order);
    }
    if (after.customer.id) rep_->customers[after.customer.id] = std::move(after.customer);
    if (on_record) on_record(record);
}

std::vector<CustomerId> MemoryAggregates::customers() const {
    std::vector<CustomerId> ids;
    ids.reserve(rep_->customers.size());
    for (const auto& [id, customer] : rep_->customers) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace habitue::loyalty
