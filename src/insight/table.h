// Text in columns for a terminal: the first column to the left, the others to the right, two blanks between them.
#pragma once

#include <string>
#include <vector>

namespace habitue::insight {

class Table {
  public:
    // Rows may have different numbers of cells.
    void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    void left(size_t column) { left_.push_back(column); }  // this column to the left too
    // Each line begins with `indent` blanks and ends without any.
    std::string text(size_t indent = 2) const;

  private:
    std::vector<std::vector<std::string>> rows_;
    std::vector<size_t> left_{0};
};

}  // namespace habitue::insight
