// The options that say which orders to read, and how; the same for replay and import.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/session.h"
#include "connect/orders_csv.h"
#include "loyalty/programme/programme.h"

namespace CLI {
class App;
}

namespace habitue::cli {

struct OrdersFileOptions {
    std::string preset = "generic";
    std::vector<std::string> map;
    std::string time_zone;
};
void add_orders_file_options(CLI::App& command, OrdersFileOptions&, Session&);

// What the preset, the mapping and the programme (its zone, its currency) make of them; nothing, and the session
// has failed.
std::optional<connect::OrdersOptions> orders_options(const OrdersFileOptions&, const loyalty::Programme&, Session&);

}  // namespace habitue::cli
