// habitue programme publish: a document becomes the workspace's next version.
#include <CLI/CLI.hpp>

#include "base/json.h"
#include "cli/data_option.h"
#include "cli/load_programme.h"
#include "cli/subcommands.h"
#include "loyalty/programme/reader.h"
#include "service/workspace.h"

namespace habitue::cli {
namespace {

struct PublishOptions {
    std::shared_ptr<std::string> data;
    std::string file;
    bool dry_run = false;
};

void tell(const loyalty::Programme& programme, uint32_t version, const std::vector<std::string>& changes,
          bool dry_run, Session& session) {
    if (session.json) {
        std::string text;
        JsonWriter json(text);
        json.object().field("id", programme.id).field("dry_run", dry_run);
        if (!dry_run) json.field("version", version);
        json.key("changes").array();
        for (const std::string& sentence : changes) json.text(sentence);
        json.end_array().end_object();
        session.out << text << "\n";
        return;
    }
    for (const std::string& sentence : changes) session.out << sentence << "\n";
    if (dry_run)
        session.out << session.say("dry run: nothing was published\n", "essai : rien n’a été publié\n");
    else
        session.out << programme.id << session.say(": version ", " : version ") << version
                    << session.say(" is published\n", " est publiée\n");
}

void publish(const PublishOptions& options, Session& session) {
    auto source = programme_text(options.file);
    if (!source) return session.fail(source.fault(), options.file);
    auto programme = compile_programme(*source);
    if (!programme) return session.fail(programme.fault(), options.file);
    auto workspace = service::open_workspace(*options.data, {});
    if (!workspace) return session.fail(workspace.fault(), *options.data);
    const auto before = workspace->decider->programmes();
    std::vector<std::string> changes;
    if (!before->empty()) changes = loyalty::diff(before->current(), *programme, session.language_code());
    if (options.dry_run) return tell(*programme, 0, changes, true, session);
    const auto version = workspace->decider->publish(*programme, *source);
    if (!version) return session.fail(version.fault(), options.file, Exit::refused);
    tell(*programme, *version, changes, false, session);
}

}  // namespace

void add_programme_publish(CLI::App& programme, Session& session) {
    auto options = std::make_shared<PublishOptions>();
    CLI::App* command = programme.add_subcommand(
        "publish", session.say("make a document the next version", "faire d’un document la version suivante"));
    command
        ->add_option("file", options->file,
                     session.say("YAML or JSON; - is the standard input", "YAML ou JSON ; - est l’entrée standard"))
        ->required();
    options->data = add_data_option(*command, session);
    command->add_flag("--dry-run", options->dry_run,
                      session.say("only say what would change", "dire seulement ce qui changerait"));
    command->add_flag(
        "--json", session.json,
        session.say("one JSON object on the standard output", "un objet JSON sur la sortie standard"));
    command->callback([options, &session] { publish(*options, session); });
}

}  // namespace habitue::cli
