#include "channels/text_box.h"

namespace habitue::channels {
namespace {

constexpr char kEllipsis = '\x85';

class LineBreaker {
  public:
    LineBreaker(const Pdf& pdf, const TextBox& box, double size) : pdf_(pdf), box_(box), size_(size) {}

    std::vector<std::string> break_lines(std::string_view text) {
        while (!text.empty()) {
            const size_t end = std::min(text.find(' '), text.size());
            if (end > 0) put(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (!line_.empty()) lines_.push_back(std::move(line_));
        return std::move(lines_);
    }
    bool broke_a_word() const { return broke_a_word_; }
    bool fits(std::string_view text) const { return pdf_.width_of(text, box_.face, size_) <= box_.width; }

  private:
    void put(std::string_view word) {
        const std::string longer = line_.empty() ? std::string(word) : line_ + ' ' + std::string(word);
        if (fits(longer)) {
            line_ = longer;
            return;
        }
        if (!line_.empty()) lines_.push_back(std::move(line_));
        line_.clear();
        while (!fits(word)) {
            size_t count = 1;
            while (count < word.size() && fits(word.substr(0, count + 1))) ++count;
            if (count == word.size()) break;
            lines_.emplace_back(word.substr(0, count));
            word.remove_prefix(count);
            broke_a_word_ = true;
        }
        line_ = word;
    }

    const Pdf& pdf_;
    const TextBox& box_;
    double size_;
    std::string line_;
    std::vector<std::string> lines_;
    bool broke_a_word_ = false;
};

void cut(SetText& set, const LineBreaker& breaker, size_t most_lines) {
    set.cut = true;
    set.lines.resize(most_lines);
    std::string& last = set.lines.back();
    while (!last.empty() && !breaker.fits(last + kEllipsis)) last.pop_back();
    while (!last.empty() && last.back() == ' ') last.pop_back();
    last += kEllipsis;
}

}  // namespace

SetText set_text(const Pdf& pdf, std::string_view win_ansi, const TextBox& box) {
    constexpr double kStep = 0.5;
    for (double size = box.most_size;; size -= kStep) {
        const bool smallest = size - kStep < box.least_size;
        LineBreaker breaker(pdf, box, size);
        SetText set{size, breaker.break_lines(win_ansi), false};
        const bool fits = set.lines.size() <= box.most_lines;
        if (fits && (!breaker.broke_a_word() || smallest)) return set;
        if (!smallest) continue;
        cut(set, breaker, box.most_lines);
        return set;
    }
}

}  // namespace habitue::channels
