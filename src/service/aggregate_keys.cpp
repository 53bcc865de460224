#include "service/aggregate_keys.h"

#include "base/hash.h"

namespace habitue::service {

uint64_t order_key(const OrderId& id) { return hash64("order\n" + id.value); }
uint64_t tally_key(std::string_view name) { return hash64("tally\n" + std::string(name)); }
uint64_t product_key(std::string_view sku) { return hash64("product\n" + std::string(sku)); }

}  // namespace habitue::service
