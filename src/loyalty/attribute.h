// Free facts that a shop attaches to customers, orders, lines and activities: a name and a truth value, an integer
// or a text. Kept sorted by name.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/fields.h"

namespace habitue::loyalty {

using AttributeValue = std::variant<bool, int64_t, std::string>;

struct Attribute {
    std::string name;
    AttributeValue value;
    bool operator==(const Attribute&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("name", self.name);
        visit("value", self.value);
    }
};
using Attributes = std::vector<Attribute>;

const AttributeValue* find(const Attributes&, std::string_view name);

inline constexpr size_t kMostAttributes = 64;
inline constexpr size_t kLongestText = 256;  // of an id, a name or a text value, in bytes

}  // namespace habitue::loyalty
