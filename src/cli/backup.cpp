// habitue backup: a consistent copy, while others read and write.
#include <CLI/CLI.hpp>

#include "cli/data_option.h"
#include "cli/subcommands.h"

namespace habitue::cli {
namespace {

void backup(const std::string& folder, const std::string& file, Session& session) {
    auto store = open_for_reading(folder, session);
    if (!store) return;
    if (const auto done = store->backup(file); !done) return session.fail(done.fault(), file);
    session.out << file << "\n";
}

}  // namespace

void add_backup(CLI::App& app, Session& session) {
    CLI::App* command = app.add_subcommand(
        "backup", session.say("a consistent copy in one file, also while a server runs",
                              "une copie cohérente en un fichier, aussi pendant qu’un serveur tourne"));
    auto folder = add_data_option(*command, session);
    auto file = std::make_shared<std::string>();
    command->add_option("file", *file, session.say("a new file", "un nouveau fichier"))->required();
    command->callback([folder, file, &session] { backup(*folder, *file, session); });
}

}  // namespace habitue::cli
