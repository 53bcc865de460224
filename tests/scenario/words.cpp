#include "scenario/words.h"

#include <cctype>

#include "base/decimal.h"

namespace habitue::scenario {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool closes_word(char c) { return c == ',' || c == ';' || c == ':' || c == ')'; }

}  // namespace

Words::Words(std::string_view sentence) {
    const auto add = [&](std::string_view word, bool quoted) {
        words_.emplace_back(word);
        quoted_.push_back(quoted);
    };
    size_t i = 0;
    while (i < sentence.size()) {
        if (is_blank(sentence[i])) {
            ++i;
        } else if (sentence[i] == '"') {
            const size_t end = sentence.find('"', i + 1);
            if (end == std::string_view::npos) throw BadSentence("a quotation mark is not closed");
            add(sentence.substr(i + 1, end - i - 1), true);
            i = end + 1;
        } else if (sentence[i] == '(' || closes_word(sentence[i])) {
            add(sentence.substr(i++, 1), false);
        } else {
            size_t end = i;
            while (end < sentence.size() && !is_blank(sentence[end])) ++end;
            while (closes_word(sentence[end - 1])) --end;
            add(sentence.substr(i, end - i), false);
            i = end;
        }
    }
}

bool Words::sees(std::string_view word, size_t ahead) const {
    return next_ + ahead < words_.size() && words_[next_ + ahead] == word && !quoted_[next_ + ahead];
}

bool Words::sees_date() const { return !done() && parse_date(words_[next_]).ok(); }

bool Words::take(std::string_view word) {
    if (!sees(word)) return false;
    ++next_;
    return true;
}

void Words::expect(std::string_view word) {
    if (!take(word)) fail("\"" + std::string(word) + "\"");
}

void Words::expect_end() const {
    if (!done()) fail("the end of the sentence");
}

std::string Words::next(std::string_view what) {
    if (done()) fail(what);
    return words_[next_++];
}

int64_t Words::whole(std::string_view what) { return scaled(what, 0); }

int64_t Words::scaled(std::string_view what, int decimals) {
    const std::string word = next(what);
    const Result<int64_t> value = parse_decimal(word, decimals);
    if (!value) {
        --next_;
        fail(what);
    }
    return *value;
}

Moment Words::moment() {
    if (!sees_date()) fail("a date");
    Moment moment{.date = *parse_date(words_[next_++])};
    if (done() || !std::isdigit(static_cast<unsigned char>(words_[next_][0]))) return moment;
    const std::string& clock = words_[next_];
    if (clock.size() < 5 || clock[2] != ':') return moment;
    const auto part = [&](size_t at) { return (clock[at] - '0') * 10 + (clock[at + 1] - '0'); };
    const int seconds = clock.size() == 8 ? part(6) : 0;
    moment.time_of_day = ((part(0) * 60 + part(3)) * 60 + seconds) * int64_t{1000};
    moment.whole_day = false;
    ++next_;
    return moment;
}

Instant Words::moment_or_start(const TimeZone& zone) {
    const Moment at = moment();
    return at.whole_day ? zone.start_of(at.date) : at.in(zone);
}

Instant Words::moment_or_end(const TimeZone& zone) {
    const Moment at = moment();
    return at.whole_day ? zone.end_of(at.date) : at.in(zone);
}

void Words::fail(std::string_view expected) const {
    const std::string seen = done() ? "the sentence ends" : "there is \"" + words_[next_] + "\"";
    throw BadSentence("expected " + std::string(expected) + ", but " + seen);
}

}  // namespace habitue::scenario
