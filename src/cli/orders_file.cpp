#include "cli/orders_file.h"

#include <CLI/CLI.hpp>

namespace habitue::cli {

void add_orders_file_options(CLI::App& command, OrdersFileOptions& options, Session& session) {
    command
        .add_option("--preset", options.preset,
                    session.say("columns of the file: generic or online-retail",
                                "colonnes du fichier : generic ou online-retail"))
        ->capture_default_str();
    command.add_option("--map", options.map,
                       session.say("field=Column, where the file names it otherwise",
                                   "champ=Colonne, si le fichier la nomme autrement"));
    command.add_option("--time-zone", options.time_zone,
                       session.say("of times without an offset", "des heures sans décalage"));
}

std::optional<connect::OrdersOptions> orders_options(const OrdersFileOptions& options,
                                                     const loyalty::Programme& programme, Session& session) {
    connect::OrdersOptions out;
    auto preset = connect::find_preset(options.preset);
    if (!preset) return session.fail(preset.fault(), "", Exit::usage), std::nullopt;
    for (const std::string& assignment : options.map)
        if (const auto mapped = connect::map_field(*preset, assignment); !mapped)
            return session.fail(mapped.fault(), "", Exit::usage), std::nullopt;
    out.zone = programme.zone;
    const std::string& zone_name = options.time_zone.empty() ? preset->time_zone : options.time_zone;
    if (!zone_name.empty()) {
        const auto zone = TimeZone::find(zone_name);
        if (!zone) return session.fail(zone.fault(), "--time-zone", Exit::usage), std::nullopt;
        out.zone = *zone;
    }
    out.preset = std::move(*preset);
    out.currency = programme.currency.text();
    return out;
}

}  // namespace habitue::cli
