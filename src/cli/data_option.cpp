#include "cli/data_option.h"

#include <CLI/CLI.hpp>

#include "store/sqlite/sqlite.h"

namespace habitue::cli {

std::shared_ptr<std::string> add_data_option(CLI::App& command, const Session& session) {
    auto folder = std::make_shared<std::string>("./data");
    command.add_option("--data", *folder, session.say("the folder of the data", "le dossier des données"))
        ->envname("HABITUE_DATA")
        ->capture_default_str();
    return folder;
}

std::unique_ptr<store::Store> open_for_reading(const std::string& folder, Session& session) {
    auto opened = store::open_sqlite(folder, {.create = false, .read_only = true});
    if (opened) return std::move(*opened);
    session.fail(opened.fault(), folder);
    return nullptr;
}

}  // namespace habitue::cli
