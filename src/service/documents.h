// YAML and JSON to a tree that remembers lines and columns (base/document.h). Input may be hostile: both readers
// refuse what is larger, deeper or stranger than a document of people ever is, and say where.
//
// Both refuse: text that is not valid UTF-8, duplicate keys, nesting beyond kDeepest, a map of more than kMostKeys
// keys, more than kLargestDocument bytes. Columns count code points from 1. The same document in YAML and in JSON
// gives the same tree, positions apart.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/document.h"
#include "base/result.h"

namespace habitue::service {

inline constexpr size_t kLargestDocument = 4 << 20;
inline constexpr size_t kDeepest = 32;
inline constexpr size_t kMostKeys = 2'000;

// YAML 1.2 as far as people write it: one document; no anchors, aliases or tags; keys are texts. A plain scalar is
// a number only when JSON would read it as one, a truth value when it is true or false, null when it is null, ~ or
// empty.
Result<Node> read_yaml(std::string_view text);

// JSON by the letter (RFC 8259).
Result<Node> read_json(std::string_view text);

// JSON when the first character that is not blank opens an object, else YAML.
Result<Node> read_document(std::string_view text);

// Is this how JSON writes a number? Both readers keep numbers as they are written.
bool is_json_number(std::string_view text);

}  // namespace habitue::service
