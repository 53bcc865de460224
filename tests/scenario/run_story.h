// Tells a story to a world and collects what is not as the story says.
#pragma once

#include <functional>

#include "scenario/story.h"
#include "scenario/world.h"

namespace habitue::scenario {

struct Failure {
    int line = 0;
    std::string sentence;
    std::string expected;
    std::string actual;
};
std::string to_text(const std::string& story, const Failure&);  // file, line, expected and actual

struct Telling {
    std::string programmes_folder;  // files that a story names are below it
    bool clock_every_day = false;   // the clock comes by each midnight between two steps
    bool expectations = true;       // false: only the deeds and the promises
    bool any_answer = false;        // refusals need not be announced
};

// Stops at the first sentence that cannot be read; otherwise goes on to the end.
std::vector<Failure> tell(const Story&, World&, const Telling&);

// Everything in one: tells it, tells it again (the histories must be the same bytes), and once more with a clock
// that comes by every day: unless the story has events that arrive late, which are decided where the clock is, that
// gives the same bytes too.
std::vector<Failure> prove(const Story&, const std::function<std::unique_ptr<World>()>& new_world, const Telling&);

}  // namespace habitue::scenario
