#include "service/aggregate_keys.h"

#include <algorithm>
#include <optional>

#include "base/hash.h"

namespace habitue::service {

namespace {

constexpr int kHashBits = 44;
constexpr size_t kFewestDigits = 4;  // shorter ends of random ids would crowd few places
constexpr size_t kPlaceDigits = 6;   // the largest fits the bits that the hash leaves

// The first six digits of the number at the end of the id, leading zeros aside, shorter ones filled up with zeros.
std::optional<uint64_t> place_of(std::string_view id) {
    std::string_view number = id.substr(id.find_last_not_of("0123456789") + 1);
    number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
    if (number.size() < kFewestDigits) return std::nullopt;
    uint64_t place = 0;
    for (size_t i = 0; i < kPlaceDigits; ++i)
        place = place * 10 + static_cast<uint64_t>(i < number.size() ? number[i] - '0' : 0);
    return place;
}

}  // namespace

uint64_t order_key(const OrderId& id) {
    const uint64_t hash = hash64("order\n" + id.value);
    const auto place = place_of(id.value);
    return place ? *place << kHashBits | (hash & ((uint64_t{1} << kHashBits) - 1)) : hash;
}
uint64_t tally_key(std::string_view name) { return hash64("tally\n" + std::string(name)); }
uint64_t product_key(std::string_view sku) { return hash64("product\n" + std::string(sku)); }

}  // namespace habitue::service
