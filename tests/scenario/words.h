// The words of one sentence of a story. Blanks separate words; a comma, semicolon or colon at a word's end and a
// bracket around it are words of their own; text in double quotes is one word.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/money.h"

namespace habitue::scenario {

// A sentence that cannot be read; caught by run_story, which adds file and line.
struct BadSentence : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A wall-clock time in the programme's zone. A date alone means noon.
struct Moment {
    LocalDate date;
    int64_t time_of_day = 12 * 3'600'000;
    bool whole_day = true;  // only a date was written

    Instant in(const TimeZone& zone) const { return zone.at(date, time_of_day); }
};

class Words {
  public:
    explicit Words(std::string_view sentence);

    bool done() const { return next_ == words_.size(); }
    bool sees(std::string_view word, size_t ahead = 0) const;
    bool sees_date() const;
    std::string peek(size_t ahead) const { return next_ + ahead < words_.size() ? words_[next_ + ahead] : ""; }
    bool take(std::string_view word);  // true and past it when it is next
    void expect(std::string_view word);
    void expect_end() const;
    std::string next(std::string_view what);
    int64_t whole(std::string_view what);
    int64_t scaled(std::string_view what, int decimals);  // "+12.5" in units of 10^-decimals
    Amount amount(std::string_view what) { return {scaled(what, 6)}; }
    Moment moment();
    Instant moment_or_start(const TimeZone&);  // a date alone: its first instant
    Instant moment_or_end(const TimeZone&);    // a date alone: its last millisecond

    bool was_quoted() const { return quoted_[next_ - 1]; }  // the word that next() gave last
    [[noreturn]] void fail(std::string_view expected) const;

  private:
    std::vector<std::string> words_;
    std::vector<bool> quoted_;
    size_t next_ = 0;
};

}  // namespace habitue::scenario
