#include "cli/session.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string_view>

#include "cli/subcommands.h"

namespace habitue::cli {
namespace {

std::string_view from_environment() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
        if (const char* value = std::getenv(name); value && *value) return value;
    return {};
}

// Ours are the exit codes; the library's distinguish kinds of mistakes.
int end_of_parsing(const CLI::App& app, const CLI::ParseError& error, Session& session) {
    const int code = app.exit(error, session.out, session.err);
    return static_cast<int>(code == 0 ? Exit::ok : Exit::usage);
}

}  // namespace

void Session::fail(const Fault& fault, const std::string& file, Exit how) {
    for (const Problem& problem : fault.problems) {
        err << "habitue: ";
        if (!file.empty() && problem.where != file) err << file << ": ";
        if (!problem.where.empty()) err << problem.where << ": ";
        err << problem.what << "\n";
    }
    exit = how;
}

void Session::fail(const std::string& what, Exit how) {
    err << "habitue: " << what << "\n";
    exit = how;
}

Language language_of(int count, const char* const* arguments) {
    std::string_view chosen = from_environment();
    for (int i = 1; i < count; ++i) {
        const std::string_view argument = arguments[i];
        if (argument == "--language" && i + 1 < count) chosen = arguments[i + 1];
        if (argument.starts_with("--language=")) chosen = argument.substr(11);
    }
    return chosen.starts_with("fr") ? Language::fr : Language::en;
}

int run(int count, const char* const* arguments, std::ostream& out, std::ostream& err, bool err_is_terminal) {
    Session session{out, err, language_of(count, arguments), err_is_terminal, false, Exit::ok};
    CLI::App app{session.say("Habitué: points, tiers and rewards of a shop",
                             "Habitué : points, statuts et récompenses d’une boutique"),
                 "habitue"};
    app.set_version_flag("--version", "habitue " HABITUE_VERSION);
    std::string language;
    app.add_option("--language", language,
                   session.say("of messages and reports: fr or en", "des messages et rapports : fr ou en"))
        ->check(CLI::IsMember({"fr", "en"}));
    app.require_subcommand(1);
    app.fallthrough();
    add_replay(app, session);
    add_programme(app, session);
    add_demo(app, session);
    add_import(app, session);
    add_serve(app, session);
    add_verify(app, session);
    add_backup(app, session);
    add_restore(app, session);
    add_journal(app, session);
    add_bench(app, session);
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
        return end_of_parsing(app, error, session);
    }
    return static_cast<int>(session.exit);
}

}  // namespace habitue::cli
