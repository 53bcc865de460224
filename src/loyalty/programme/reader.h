// From a document (YAML or JSON, already a tree) to a compiled programme, and back to words.
#pragma once

#include <string>
#include <vector>

#include "base/document.h"
#include "loyalty/programme/programme.h"

namespace habitue::loyalty {

// All problems at once, each with "line 12, column 5, /earning/0/points" and what is expected there. Unknown keys
// are problems; so is every condition that does not type-check (its own line and column inside the text are added).
Result<Programme> read_programme(const Node& document);

// The JSON Schema (draft 2020-12) of the document.
std::string programme_schema();

struct Warning {
    std::string where;
    std::string en;
    std::string fr;
};
// What is allowed and probably not meant: a rule that can never fire (its dates are over, its threshold above
// another's stop), a wallet no rule feeds, a reward nobody can ever afford, a tier no one can reach.
std::vector<Warning> check(const Programme&, Instant now);

// The difference in sentences, one a change, in "fr" or "en".
std::vector<std::string> diff(const Programme& before, const Programme& after, std::string_view language);

}  // namespace habitue::loyalty
