// Checks one `then` line.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "scenario/sentence.h"

namespace habitue::scenario {

// How things were before the step, and when it is.
struct Before {
    Instant now;
    std::map<std::string, size_t> entries;  // by customer, how many
    std::map<std::string, size_t> tier_news;
};

struct Difference {
    std::string expected;
    std::string actual;
};

// Nothing when it holds. Throws BadSentence.
std::optional<Difference> check(const std::string& expectation, World&, const std::optional<Answer>&, const Before&,
                                const Memory&);

// "taken_back 5 from active (1: 5)": an entry in the words in which stories expect it, whole.
std::string entry_text(const loyalty::Entry&, const loyalty::Programme&);

}  // namespace habitue::scenario
