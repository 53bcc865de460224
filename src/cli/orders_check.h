// A programme before it is published, tried on past orders: which limits and budgets they would have used up.
#pragma once

#include <string>
#include <vector>

#include "cli/orders_file.h"
#include "loyalty/programme/reader.h"

namespace habitue::cli {

struct OrdersCheck {
    std::string orders;  // empty: none are tried
    OrdersFileOptions file;
    std::string moved_by;  // "1 year": the orders happen so much later; empty: when they did
};
void add_orders_check_options(CLI::App& command, OrdersCheck&, Session&);

// Nothing, and the session has failed.
std::optional<std::vector<loyalty::Warning>> warnings_by_orders(const OrdersCheck&, const loyalty::Programme&,
                                                                Session&);

}  // namespace habitue::cli
