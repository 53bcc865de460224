#include "rules/pattern.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "rules/text.h"

namespace habitue::rules {
namespace {

constexpr size_t kMostInstructions = 4000;
constexpr uint32_t kMostRepeats = 1000;
constexpr int kMostGroups = 50;  // one in another
constexpr char32_t kNoCharacter = 0xFFFFFFFF;

bool is_word(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

// Recursive descent that emits instructions as it reads; a repetition copies what it repeats.
class PatternParser {
  public:
    explicit PatternParser(std::string_view text) : text_(text) {}

    Result<Pattern> run() {
        flags();
        alternatives(0);
        if (!failed() && at_ < text_.size()) fail("a `)` that closes nothing");
        emit({.step = Step::match});
        if (failed()) return Fault::invalid("", "the pattern does not parse: " + *problem_);
        return std::move(pattern_);
    }

  private:
    using Step = Pattern::Step;
    using Instruction = Pattern::Instruction;
    using Range = Pattern::Range;
    using Ranges = std::vector<Range>;

    bool failed() const { return problem_.has_value(); }
    void fail(std::string what) {
        if (!problem_) problem_ = std::move(what);
        at_ = text_.size();
    }
    bool ahead(std::string_view what) const { return text_.substr(at_, what.size()) == what; }
    bool take(std::string_view what) {
        if (!ahead(what)) return false;
        at_ += what.size();
        return true;
    }
    uint32_t here() const { return static_cast<uint32_t>(pattern_.program_.size()); }
    uint32_t emit(Instruction instruction) {
        if (here() >= kMostInstructions)
            fail("it is too large");
        else
            pattern_.program_.push_back(instruction);
        return here() - 1;
    }
    Instruction& instruction(uint32_t index) { return pattern_.program_[index]; }

    void flags() {
        if (!ahead("(?") || at_ + 2 >= text_.size()) return;
        const size_t close = text_.find(')', at_);
        const std::string_view letters = text_.substr(at_ + 2, close == text_.npos ? 0 : close - at_ - 2);
        if (letters.empty() || letters.find_first_not_of("ims") != letters.npos) return;
        fold_ = letters.find('i') != letters.npos;
        lines_ = letters.find('m') != letters.npos;
        dot_all_ = letters.find('s') != letters.npos;
        at_ = close + 1;
    }

    void alternatives(int depth) {
        if (depth > kMostGroups) return fail("groups nested too deeply");
        const uint32_t start = here();
        sequence(depth);
        std::vector<uint32_t> jumps;
        uint32_t branch = start;
        while (!failed() && take("|")) {
            insert(branch, {.step = Step::split, .first = branch + 1});
            if (failed()) return;
            jumps.push_back(emit({.step = Step::jump}));
            instruction(branch).second = here();
            branch = here();
            sequence(depth);
        }
        for (const uint32_t jump : jumps) instruction(jump).first = here();
    }

    void sequence(int depth) {
        while (!failed() && at_ < text_.size() && !ahead("|") && !ahead(")")) {
            if (take("\\Q")) {
                quoted_run();
                continue;
            }
            const uint32_t start = here();
            const bool repeatable = atom(depth);
            repetition(start, repeatable);
        }
    }

    void quoted_run() {
        while (!failed() && at_ < text_.size() && !take("\\E")) emit_character(next_code_point(text_, at_));
    }

    // Reads one atom; false when it is an assertion, which is not repeated.
    bool atom(int depth) {
        if (take("(")) return group(depth);
        if (take("[")) return set();
        if (take(".")) return emit({.step = dot_all_ ? Step::any : Step::any_but_newline}), true;
        if (take("^")) return emit({.step = lines_ ? Step::line_begin : Step::begin}), false;
        if (take("$")) return emit({.step = lines_ ? Step::line_end : Step::end}), false;
        if (ahead("*") || ahead("+") || ahead("?")) return fail("nothing to repeat"), false;
        if (take("\\")) return escape();
        emit_character(next_code_point(text_, at_));
        return true;
    }

    bool group(int depth) {
        if (take("?")) {
            const bool named = take("P<") || take("<");
            const size_t close = named ? text_.find('>', at_) : text_.npos;
            if (named && close != text_.npos)
                at_ = close + 1;
            else if (named || !take(":"))
                fail("only (?: ), (?P<name> ) and flags at the front of the pattern are known");
        }
        alternatives(depth + 1);
        if (!take(")")) fail("a `(` that is not closed");
        return true;
    }

    bool escape() {
        if (at_ >= text_.size()) return fail("a `\\` at the end"), false;
        const char letter = text_[at_];
        const std::string_view assertions = "bBAz";
        constexpr Step kAssertions[] = {Step::word_edge, Step::no_word_edge, Step::begin, Step::end};
        if (const size_t which = assertions.find(letter); which != assertions.npos) {
            ++at_;
            emit({.step = kAssertions[which]});
            return false;
        }
        Ranges ranges;
        if (class_escape(ranges)) {
            emit_set(std::move(ranges), false);
        } else {
            emit_character(character_escape());
        }
        return true;
    }

    // \d \w \s and their opposites, behind the backslash.
    bool class_escape(Ranges& ranges) {
        const char letter = at_ < text_.size() ? text_[at_] : '\0';
        Ranges found;
        if (letter == 'd' || letter == 'D')
            found = {{'0', '9'}};
        else if (letter == 'w' || letter == 'W')
            found = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
        else if (letter == 's' || letter == 'S')
            found = {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
        else
            return false;
        ++at_;
        if (letter >= 'A' && letter <= 'Z') found = complement(found);
        ranges.insert(ranges.end(), found.begin(), found.end());
        return true;
    }

    static Ranges complement(const Ranges& sorted) {
        Ranges out;
        char32_t next = 0;
        for (const Range& range : sorted) {
            if (range.low > next) out.push_back({next, range.low - 1});
            next = range.high + 1;
        }
        out.push_back({next, 0x10FFFF});
        return out;
    }

    char32_t character_escape() {
        if (at_ >= text_.size()) return fail("a `\\` at the end"), 0;
        const std::string_view letters = "ntrfva";
        constexpr std::string_view kMeanings = "\n\t\r\f\v\a";
        const char letter = text_[at_];
        if (const size_t which = letters.find(letter); which != letters.npos) {
            ++at_;
            return static_cast<unsigned char>(kMeanings[which]);
        }
        if (letter == 'x') return ++at_, hexadecimal();
        if (is_word(static_cast<unsigned char>(letter)))
            return fail(std::string("`\\") + letter + "` is not known"), 0;
        return next_code_point(text_, at_);
    }

    char32_t hexadecimal() {
        const bool braces = take("{");
        const size_t most = braces ? 6 : 2;
        char32_t value = 0;
        size_t digits = 0;
        for (; digits < most && at_ < text_.size(); ++digits, ++at_) {
            const char lower = static_cast<char>(text_[at_] | 0x20);
            if (text_[at_] >= '0' && text_[at_] <= '9')
                value = value * 16 + (text_[at_] - '0');
            else if (lower >= 'a' && lower <= 'f')
                value = value * 16 + (lower - 'a' + 10);
            else
                break;
        }
        if (digits == 0 || (!braces && digits != 2) || (braces && !take("}")))
            fail("\\x needs two digits, or \\x{...}");
        if (value > 0x10FFFF) fail("\\x{...} is no character");
        return value;
    }

    bool set() {
        const bool negated = take("^");
        Ranges ranges;
        bool first = true;
        while (!failed() && (first || !ahead("]"))) {
            if (at_ >= text_.size()) break;
            first = false;
            if (ahead("[:"))
                named_class(ranges);
            else
                set_member(ranges);
        }
        if (!take("]")) fail("a `[` that is not closed");
        emit_set(std::move(ranges), negated);
        return true;
    }

    void set_member(Ranges& ranges) {
        const bool escaped = take("\\");
        if (escaped && class_escape(ranges)) return;
        const char32_t low = escaped ? character_escape() : next_code_point(text_, at_);
        char32_t high = low;
        if (ahead("-") && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
            ++at_;
            high = take("\\") ? character_escape() : next_code_point(text_, at_);
        }
        if (high < low) return fail("a range that runs backwards");
        ranges.push_back({low, high});
    }

    void named_class(Ranges& ranges) {
        struct Named {
            std::string_view name;
            Ranges ranges;
        };
        static const Named kNamed[] = {{"[:alpha:]", {{'a', 'z'}, {'A', 'Z'}}},
                                       {"[:digit:]", {{'0', '9'}}},
                                       {"[:alnum:]", {{'a', 'z'}, {'A', 'Z'}, {'0', '9'}}},
                                       {"[:upper:]", {{'A', 'Z'}}},
                                       {"[:lower:]", {{'a', 'z'}}},
                                       {"[:space:]", {{'\t', '\r'}, {' ', ' '}}},
                                       {"[:punct:]", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
                                       {"[:word:]", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
                                       {"[:xdigit:]", {{'0', '9'}, {'a', 'f'}, {'A', 'F'}}}};
        for (const Named& named : kNamed) {
            if (!take(named.name)) continue;
            ranges.insert(ranges.end(), named.ranges.begin(), named.ranges.end());
            return;
        }
        fail("this [: :] class is not known");
    }

    void emit_character(char32_t c) { emit_set({{c, c}}, false); }

    void emit_set(Ranges ranges, bool negated) {
        if (fold_) fold_case(ranges);
        const auto first = static_cast<uint32_t>(pattern_.ranges_.size());
        pattern_.ranges_.insert(pattern_.ranges_.end(), ranges.begin(), ranges.end());
        emit({.step = Step::range_set,
              .negated = negated,
              .first = first,
              .second = static_cast<uint32_t>(ranges.size())});
    }

    static void fold_case(Ranges& ranges) {
        const size_t count = ranges.size();
        for (size_t i = 0; i < count; ++i) {
            const auto add = [&](char32_t low, char32_t high, int shift) {
                const char32_t from = std::max(ranges[i].low, low);
                const char32_t to = std::min(ranges[i].high, high);
                if (from <= to) ranges.push_back({from + shift, to + shift});
            };
            add('a', 'z', -32);
            add('A', 'Z', 32);
        }
    }

    void repetition(uint32_t start, bool repeatable) {
        bool again = false;
        while (!failed() && at_ < text_.size()) {
            uint32_t least = 0;
            std::optional<uint32_t> most;
            if (take("*")) {
            } else if (take("+")) {
                least = 1;
            } else if (take("?")) {
                most = 1;
            } else if (!counted(least, most)) {
                return;
            }
            if (!repeatable || again) return fail("nothing to repeat");
            take("?");  // lazy: which match is found makes no difference to whether one is
            repeat(start, least, most);
            again = true;
        }
    }

    // {n}, {n,} or {n,m}; anything else is a literal brace.
    bool counted(uint32_t& least, std::optional<uint32_t>& most) {
        const size_t kept = at_;
        const auto number = [this](uint32_t& out) {
            const size_t digits = at_;
            for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
                out = std::min(out * 10 + static_cast<uint32_t>(text_[at_] - '0'), kMostRepeats + 1);
            return at_ > digits;
        };
        uint32_t upper = 0;
        bool good = take("{") && number(least);
        const bool comma = good && take(",");
        const bool bounded = comma && number(upper);
        good = good && take("}");
        if (!good) {
            at_ = kept;
            least = 0;
            return false;
        }
        if (!comma) most = least;
        if (bounded) most = upper;
        if (least > kMostRepeats || most.value_or(0) > kMostRepeats) fail("more than 1000 repeats");
        if (most && *most < least) fail("repeats that run backwards");
        return true;
    }

    void repeat(uint32_t start, uint32_t least, std::optional<uint32_t> most) {
        const std::vector<Instruction> body(pattern_.program_.begin() + start, pattern_.program_.end());
        pattern_.program_.resize(start);
        const auto copy = [&] {
            const uint32_t shift = here() - start;
            for (Instruction one : body) {
                if (one.step == Step::split || one.step == Step::jump) one.first += shift;
                if (one.step == Step::split) one.second += shift;
                emit(one);
                if (failed()) return;
            }
        };
        for (uint32_t i = 0; i < least && !failed(); ++i) copy();
        if (!most) {
            const uint32_t loop = emit({.step = Step::split});
            copy();
            emit({.step = Step::jump, .first = loop});
            if (!failed()) instruction(loop).first = loop + 1, instruction(loop).second = here();
            return;
        }
        std::vector<uint32_t> splits;
        for (uint32_t i = least; i < *most && !failed(); ++i) {
            splits.push_back(emit({.step = Step::split, .first = here() + 1}));
            copy();
        }
        if (failed()) return;
        for (const uint32_t split : splits) instruction(split).second = here();
    }

    // Puts an instruction before those from `index` on.
    void insert(uint32_t index, Instruction added) {
        if (here() >= kMostInstructions) return fail("it is too large");
        for (uint32_t i = index; i < here(); ++i) {
            Instruction& one = instruction(i);
            if (one.step == Step::split || one.step == Step::jump) one.first += one.first >= index;
            if (one.step == Step::split) one.second += one.second >= index;
        }
        pattern_.program_.insert(pattern_.program_.begin() + index, added);
    }

    std::string_view text_;
    size_t at_ = 0;
    bool fold_ = false;
    bool lines_ = false;
    bool dot_all_ = false;
    Pattern pattern_;
    std::optional<std::string> problem_;
};

Result<Pattern> Pattern::parse(std::string_view pattern) { return PatternParser(pattern).run(); }

// One walk over a text: the set of instructions that are alive, character by character.
class Pattern::Run {
  public:
    Run(const Pattern& pattern, std::string_view text)
        : pattern_(pattern), text_(text), seen_(pattern.program_.size(), 0) {}

    bool found() {
        char32_t before = kNoCharacter;
        size_t position = 0;
        while (true) {
            size_t behind = position;
            const char32_t next = position < text_.size() ? next_code_point(text_, behind) : kNoCharacter;
            if (reach(before, next)) return true;
            if (next == kNoCharacter) return false;
            alive_.clear();
            for (const uint32_t index : waiting_)
                if (accepts(pattern_.program_[index], next)) alive_.push_back(index + 1);
            before = next;
            position = behind;
        }
    }

  private:
    // Follows everything that takes no character, from the living and from a fresh start; true at a match.
    bool reach(char32_t before, char32_t next) {
        ++round_;
        waiting_.clear();
        alive_.push_back(0);
        while (!alive_.empty()) {
            const uint32_t index = alive_.back();
            alive_.pop_back();
            if (seen_[index] == round_) continue;
            seen_[index] = round_;
            const Instruction& one = pattern_.program_[index];
            switch (one.step) {
                case Step::match: return true;
                case Step::range_set:
                case Step::any:
                case Step::any_but_newline: waiting_.push_back(index); break;
                case Step::split: alive_.push_back(one.second); [[fallthrough]];
                case Step::jump: alive_.push_back(one.first); break;
                default:
                    if (holds(one.step, before, next)) alive_.push_back(index + 1);
            }
        }
        return false;
    }

    static bool holds(Step step, char32_t before, char32_t next) {
        switch (step) {
            case Step::begin: return before == kNoCharacter;
            case Step::end: return next == kNoCharacter;
            case Step::line_begin: return before == kNoCharacter || before == '\n';
            case Step::line_end: return next == kNoCharacter || next == '\n';
            case Step::word_edge: return is_word(before) != is_word(next);
            default: return is_word(before) == is_word(next);
        }
    }

    bool accepts(const Instruction& one, char32_t c) const {
        if (one.step == Step::any) return true;
        if (one.step == Step::any_but_newline) return c != '\n';
        const auto* first = pattern_.ranges_.data() + one.first;
        const bool inside = std::any_of(first, first + one.second,
                                        [c](const Range& range) { return c >= range.low && c <= range.high; });
        return inside != one.negated;
    }

    const Pattern& pattern_;
    std::string_view text_;
    std::vector<uint32_t> alive_;
    std::vector<uint32_t> waiting_;
    std::vector<uint32_t> seen_;
    uint32_t round_ = 0;
};

bool Pattern::found_in(std::string_view text) const { return Run(*this, text).found(); }

}  // namespace habitue::rules
