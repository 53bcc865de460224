// A story: dated sentences in the merchant's words, each followed by what must be true then.
// tests/scenarios/README.md lists the sentences. Here the text is only cut into steps; sentence.h and expectation.h
// read them when they are run, because times and points need the programme that is published by then.
//
//     # what the story is about
//     programme [FILE]                      the first version: a file below the repository, or the lines up to
//     `end`
//     ...
//     end
//     2026-01-10 10:00 camille joins        a step: a local time (noon when absent) and a sentence
//     and camille does review V1            at the same time
//       then camille has 20 active points   an expectation of the step above
//     2026-03-01 publish [FILE]             the next version of the programme, like `programme`
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenario/words.h"

namespace habitue::scenario {

struct Line {
    int number = 0;  // in the file
    std::string text;
};

struct Step {
    Line sentence;
    Moment at;
    bool publishes = false;
    std::string programme_file;  // of a step that publishes: this file, or
    std::string programme_text;  // this document
    std::vector<Line> expectations;
};

struct Story {
    std::string name;
    std::vector<Step> steps;  // the first one publishes
};

// Faults name the line.
Result<Story> parse_story(std::string name, std::string_view text);

}  // namespace habitue::scenario
