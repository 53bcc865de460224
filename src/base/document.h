// A document read from YAML or JSON, as a tree that remembers where each node stood, so that an error can say line,
// column and path. The parsers live in service/; readers of documents (the programme) see only this tree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace habitue {

struct Node {
    enum class Kind : uint8_t { null, boolean, number, text, list, map };

    Kind kind = Kind::null;
    std::string scalar;             // the text of a boolean ("true"), number ("12.50", as written) or text
    std::vector<Node> elements;     // of a list, or the values of a map
    std::vector<std::string> keys;  // of a map, in the document's order; no duplicates (the parser refuses them)
    int line = 0;                   // 1-based; 0 when the source has no lines (built by hand)
    int column = 0;

    bool is_map() const { return kind == Kind::map; }
    bool is_list() const { return kind == Kind::list; }
    const Node* find(std::string_view key) const {
        for (size_t i = 0; i < keys.size(); ++i)
            if (keys[i] == key) return &elements[i];
        return nullptr;
    }
};

// "line 12, column 5, /earning/0/points"
std::string position_text(const Node&, std::string_view path);

// Canonical JSON: keys in the document's order, no blanks. Numbers are written as they stood.
std::string to_json(const Node&);

}  // namespace habitue
