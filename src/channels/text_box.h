// Text that has to fit a box: words are put on lines, then the letters get smaller, then the rest becomes "…".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "channels/pdf.h"

namespace habitue::channels {

struct TextBox {
    double width = 0;
    size_t most_lines = 1;
    double most_size = 10;
    double least_size = 6;
    Face face = Face::plain;
};

struct SetText {
    double size = 0;
    std::vector<std::string> lines;  // none wider than the box
    bool cut = false;
};

SetText set_text(const Pdf&, std::string_view win_ansi, const TextBox&);

}  // namespace habitue::channels
