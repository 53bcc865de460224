#include "scenario/story.h"

namespace habitue::scenario {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (text.substr(0, prefix.size()) != prefix) return false;
    text = trimmed(text.substr(prefix.size()));
    return true;
}

// Cuts the moment off the front of a step.
Moment take_moment(std::string_view& text) {
    const size_t first = text.find(' ');
    const std::string_view rest = first == std::string_view::npos ? "" : trimmed(text.substr(first));
    const size_t second = rest.find(' ');
    const std::string_view clock = rest.substr(0, second);
    Words both(std::string(text.substr(0, first)) + " " + std::string(clock));
    const Moment moment = both.moment();
    text = moment.whole_day || second == std::string_view::npos ? rest : trimmed(rest.substr(second));
    return moment;
}

class StoryReader {
  public:
    StoryReader(std::string name, std::string_view text) : text_(text) { story_.name = std::move(name); }

    Story read() {
        while (next_line()) {
            const std::string_view line = trimmed(line_);
            if (line.empty() || line.front() == '#') continue;
            read_line(line);
        }
        if (story_.steps.empty() || !story_.steps[0].publishes)
            throw BadSentence("a story begins with a programme");
        return std::move(story_);
    }
    int number() const { return number_; }

  private:
    bool next_line() {
        if (text_.empty()) return false;
        const size_t end = text_.find('\n');
        line_ = text_.substr(0, end);
        text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
        ++number_;
        return true;
    }

    void read_line(std::string_view line) {
        if (take_prefix(line, "then ")) {
            if (story_.steps.empty()) throw BadSentence("an expectation needs a step above it");
            story_.steps.back().expectations.push_back({number_, std::string(line)});
            return;
        }
        Step step;
        if (line == "programme" || line.substr(0, 10) == "programme ") {
            line.remove_prefix(9);
            step = publication(trimmed(line));
            step.at = {};
        } else {
            if (take_prefix(line, "and "))
                step.at = last_;
            else
                step.at = last_ = take_moment(line);
            if (line == "publish" || line.substr(0, 8) == "publish ") {
                const Moment at = step.at;
                line.remove_prefix(7);
                step = publication(trimmed(line));
                step.at = at;
            } else {
                step.sentence = {number_, std::string(line)};
            }
        }
        story_.steps.push_back(std::move(step));
    }

    Step publication(std::string_view file) {
        Step step;
        step.publishes = true;
        step.sentence = {number_, "publish"};
        step.programme_file = file;
        if (!file.empty()) return step;
        while (next_line()) {
            if (trimmed(line_) == "end") return step;
            step.programme_text += std::string(line_) + '\n';
        }
        throw BadSentence("the programme has no \"end\"");
    }

    Story story_;
    std::string_view text_;
    std::string_view line_;
    int number_ = 0;
    Moment last_;
};

}  // namespace

Result<Story> parse_story(std::string name, std::string_view text) {
    StoryReader reader(name, text);
    try {
        return reader.read();
    } catch (const BadSentence& bad) {
        return Fault::invalid(name + ":" + std::to_string(reader.number()), bad.what());
    }
}

}  // namespace habitue::scenario
