// QR codes, as squares that are dark or light.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace habitue::channels {

struct QrSquares {
    int width = 0;           // squares a side, without the light border of 4 that readers need
    std::vector<bool> dark;  // row by row from the top
    bool at(int column, int row) const {
        return dark[static_cast<size_t>(row) * static_cast<size_t>(width) + static_cast<size_t>(column)];
    }
};

// More text would be too fine to read from a small print.
inline constexpr size_t kMostQrBytes = 300;

// Still read with some 15 % of it spoilt. `text`: 1 to kMostQrBytes bytes without a zero byte.
Result<QrSquares> qr_squares(std::string_view text);

}  // namespace habitue::channels
