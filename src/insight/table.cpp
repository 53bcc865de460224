#include "insight/table.h"

#include <algorithm>

#include "insight/numbers.h"

namespace habitue::insight {

std::string Table::text(size_t indent) const {
    std::vector<size_t> widths;
    for (const auto& cells : rows_) {
        widths.resize(std::max(widths.size(), cells.size()));
        for (size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width_of(cells[i]));
    }
    std::string out;
    for (const auto& cells : rows_) {
        std::string line(indent, ' ');
        for (size_t i = 0; i < cells.size(); ++i) {
            const std::string padding(widths[i] - width_of(cells[i]), ' ');
            const bool to_left = std::find(left_.begin(), left_.end(), i) != left_.end();
            line += (i == 0 ? "" : "  ") + (to_left ? cells[i] + padding : padding + cells[i]);
        }
        while (!line.empty() && line.back() == ' ') line.pop_back();
        out += line + "\n";
    }
    return out;
}

}  // namespace habitue::insight
