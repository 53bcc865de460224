// Lives without a model: every kind of command in any order, under programmes that use every mechanism and change
// on the way. What must hold is what holds in every story (run_story.h, kernel_world.h): nobody says what the
// balance should be, but entries, fold, preview, repetition and the daily clock must agree. Each life runs in a
// process of its own, so that an assertion, too, ends in its shortest story.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace habitue::model {

// The steps of a story; `publish` blocks are one element.
using Steps = std::vector<std::string>;

Steps random_turmoil(uint64_t seed, size_t steps);
std::string text_of(const Steps&);
// Empty when all promises hold; otherwise what broke.
std::string what_breaks(const Steps&);
Steps shortest(Steps);

}  // namespace habitue::model
