// Regular expressions that take time proportional to pattern times text, whatever either holds: all alternatives
// are followed at once, nothing is tried twice. The common subset of the RE2 syntax:
//
//   literals, `.`, [a-z] [^...] [[:alpha:]], \d \w \s \D \W \S, ^ $ \A \z \b \B, ( ) (?: ) (?P<n> ) (?i) (?s) (?m)
//   at the front, |, * + ? {n} {n,} {n,m} and their lazy forms, \n \t \r \f \v \a \xHH \x{H...}, \Q...\E
//
// Not there: Unicode classes \p, flags inside the pattern, back references and look-around (RE2 has neither of
// these two). Letters fold case by ASCII; \d \w \s \b are ASCII too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace habitue::rules {

class Pattern {
  public:
    // A fault says what does not parse, or that the pattern is too large.
    static Result<Pattern> parse(std::string_view pattern);

    // Does any part of `text` match?
    bool found_in(std::string_view text) const;
    // The most steps one character of the text costs.
    size_t size() const { return program_.size() + ranges_.size(); }

  private:
    friend class PatternParser;

    enum class Step : uint8_t {
        range_set,
        any,
        any_but_newline,
        split,
        jump,
        begin,
        end,
        line_begin,
        line_end,
        word_edge,
        no_word_edge,
        match
    };
    struct Instruction {
        Step step = Step::match;
        bool negated = false;
        uint32_t first = 0;   // the next instruction; of a set, its first range
        uint32_t second = 0;  // the other branch of a split; of a set, how many ranges
    };
    struct Range {
        char32_t low;
        char32_t high;
    };
    class Run;

    std::vector<Instruction> program_;  // sets, any and assertions go on with the instruction behind them
    std::vector<Range> ranges_;
};

}  // namespace habitue::rules
