// Where the kernel's aggregates lie in the store. Customers and codes are kept under their own id; orders,
// tallies and products, which have the shop's and the programme's names, under 64 bits of a hash of it. Two names
// of one key are found out when they are loaded (each aggregate carries its name): the second is refused with a
// fault, never mixed up.
//
// Shops number their orders. So that orders that come together lie together, the key of an order whose id ends in a
// number of four digits or more begins with that number's first six digits (20 bits), and 44 bits of the hash
// follow.
#pragma once

#include <string_view>

#include "base/ids.h"
#include "loyalty/codes/code.h"
#include "store/store.h"

namespace habitue::service {

uint64_t order_key(const OrderId&);
uint64_t tally_key(std::string_view name);
uint64_t product_key(std::string_view sku);

inline store::AggregateKey key_of_customer(CustomerId id) { return {store::AggregateKind::customer, id.value}; }
inline store::AggregateKey key_of_order(const OrderId& id) { return {store::AggregateKind::order, order_key(id)}; }
inline store::AggregateKey key_of_tally(std::string_view name) {
    return {store::AggregateKind::tally, tally_key(name)};
}
inline store::AggregateKey key_of_code(loyalty::CodeId id) { return {store::AggregateKind::code, id.value}; }
inline store::AggregateKey key_of_product(std::string_view sku) {
    return {store::AggregateKind::product, product_key(sku)};
}
// The workspace's own history: events of orders that are not known yet. Kept like a customer, with empty bytes.
inline constexpr store::AggregateKey kNobody{store::AggregateKind::customer, 0};

}  // namespace habitue::service
