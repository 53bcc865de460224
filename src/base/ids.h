// Strong ids: a customer can never be passed as an order. Numbers are ours, texts are the shop's.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace habitue {

template <class Tag>
struct NumberId {
    uint64_t value = 0;
    auto operator<=>(const NumberId&) const = default;
    explicit operator bool() const { return value != 0; }
};

template <class Tag>
struct TextId {
    std::string value;
    auto operator<=>(const TextId&) const = default;
    explicit operator bool() const { return !value.empty(); }
};

// A customer, in our numbering: made from the first external id the shop gave (see customer_id_of).
// Shown as "cus_" and 13 base-32 characters. 0 is nobody.
using CustomerId = NumberId<struct CustomerTag>;
// An order, in the shop's own numbering: 1 to 128 bytes of printable UTF-8.
using OrderId = TextId<struct OrderTag>;

// The id of the customer that the shop knows by this external id, before any merge or link redirects it.
CustomerId customer_id_of(std::string_view external_id);
std::string to_text(CustomerId);                              // "cus_0v3k..."
Result<CustomerId> parse_customer_id(std::string_view text);  // accepts what to_text prints

}  // namespace habitue

template <class Tag>
struct std::hash<habitue::NumberId<Tag>> {
    size_t operator()(habitue::NumberId<Tag> id) const noexcept { return id.value; }
};
template <class Tag>
struct std::hash<habitue::TextId<Tag>> {
    size_t operator()(const habitue::TextId<Tag>& id) const noexcept { return std::hash<std::string>{}(id.value); }
};
