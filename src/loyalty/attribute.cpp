#include "loyalty/attribute.h"

#include <algorithm>

namespace habitue::loyalty {

const AttributeValue* find(const Attributes& attributes, std::string_view name) {
    const auto at = std::lower_bound(attributes.begin(), attributes.end(), name,
                                     [](const Attribute& a, std::string_view wanted) { return a.name < wanted; });
    return at != attributes.end() && at->name == name ? &at->value : nullptr;
}

}  // namespace habitue::loyalty
