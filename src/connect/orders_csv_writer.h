// Orders out to the file that the preset "generic" reads (docs/reference/import.md).
#pragma once

#include <ostream>
#include <vector>

#include "loyalty/command.h"

namespace habitue::connect {

struct OrdersWritten {
    uint64_t orders = 0;
    uint64_t rows = 0;
    uint64_t left_out = 0;  // cancelled orders and commands that are not about orders: the file cannot say them
};

// Commands in the order of their time. When an order was paid and delivered stands in its rows; goods that came
// back are rows of their own order, with quantities below zero. Times are UTC.
OrdersWritten write_orders(std::ostream& out, const std::vector<const loyalty::Command*>& commands);

// As CSV writes it: in quotes when it has a separator, a quote or a newline. A text that a spreadsheet would run as
// a formula gets an apostrophe before it.
std::string csv_text(std::string_view text);

}  // namespace habitue::connect
