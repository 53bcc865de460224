#include "cli/orders_check.h"

#include <CLI/CLI.hpp>

#include "insight/replay.h"

namespace habitue::cli {

void add_orders_check_options(CLI::App& command, OrdersCheck& options, Session& session) {
    command.add_option(
        "--orders", options.orders,
        session.say("past orders, to find budgets that they would have used up (CSV, also .gz, .zst)",
                    "commandes passées, pour trouver les budgets qu’elles auraient épuisés (CSV, aussi "
                    ".gz, .zst)"));
    add_orders_file_options(command, options.file, session);
    command.add_option("--moved-by", options.moved_by,
                       session.say("how much later the orders happen, such as \"1 year\"",
                                   "de combien les commandes sont décalées, comme « 1 year »"));
}

std::optional<std::vector<loyalty::Warning>> warnings_by_orders(const OrdersCheck& check,
                                                                const loyalty::Programme& programme,
                                                                Session& session) {
    if (check.orders.empty()) return std::vector<loyalty::Warning>{};
    const auto options = orders_options(check.file, programme, session);
    if (!options) return std::nullopt;
    auto source = connect::open_source(check.orders);
    if (!source) return session.fail(source.fault(), check.orders), std::nullopt;
    auto read = connect::read_orders(std::move(*source), *options);
    if (!read) return session.fail(read.fault(), check.orders), std::nullopt;
    insight::History history = insight::history_of(std::move(read->commands));
    if (!check.moved_by.empty()) {
        const auto period = parse_period(check.moved_by);
        if (!period) return session.fail(period.fault(), "--moved-by", Exit::usage), std::nullopt;
        insight::move_later(history, *period, programme.zone);
    }
    insight::Replay replay(programme);
    replay.run(history);
    return insight::exhausted_limits(replay.figures());
}

}  // namespace habitue::cli
