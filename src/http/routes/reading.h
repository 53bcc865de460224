// What several routes read alike from a request.
#pragma once

#include <optional>
#include <string>

#include "http/json_input.h"
#include "http/routes/route_table.h"

namespace habitue {

inline constexpr TextLimits kShopId{.min_bytes = 1, .max_bytes = loyalty::kLongestText};

// An empty body is an empty object: every field of these routes may be left out.
Result<JsonInput> parse_body_or_nothing(std::string_view body);

// "<name>_minor" as integer minor units or "<name>" as exact decimal text: one of the two, not both.
struct AmountField {
    const Currency& currency;
    std::vector<std::string>& decimal_fields;  // gets the pointer of what came as decimal text

    std::optional<Amount> read(JsonObject&, const char* name, Amount least, bool required) const;
};

loyalty::Attributes read_attributes(JsonObject&);

// Path and body may name a customer by the shop's id or by ours. An id of ours is looked up.
CustomerId customer_of_path(const std::string& id);
Found<std::string> external_id_of(ApiContext&, const std::string& id, const std::string& pointer);

// Printable, and as long as the kernel takes.
Result<void> check_path_id(const std::string& id, size_t most, std::string_view name);
Found<uint32_t> number_of_path(const std::string& text, loyalty::RefusalCode when_it_is_none);

}  // namespace habitue
