// habitue restore: a backup becomes a workspace again.
#include <CLI/CLI.hpp>

#include "cli/data_option.h"
#include "cli/subcommands.h"
#include "store/sqlite/sqlite.h"

namespace habitue::cli {

void add_restore(CLI::App& app, Session& session) {
    CLI::App* command =
        app.add_subcommand("restore", session.say("check a backup and put it into an empty folder",
                                                  "vérifier une sauvegarde et la mettre dans un dossier vide"));
    auto folder = add_data_option(*command, session);
    auto file = std::make_shared<std::string>();
    command->add_option("file", *file, session.say("the backup", "la sauvegarde"))->required();
    command->callback([folder, file, &session] {
        if (const auto done = store::restore_sqlite(*file, *folder); !done)
            return session.fail(done.fault(), *file);
        session.out << *folder << "\n";
    });
}

}  // namespace habitue::cli
