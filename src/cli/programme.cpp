// habitue programme: what can be known of a programme's document without a data folder.
#include <CLI/CLI.hpp>
#include <chrono>

#include "base/hash.h"
#include "base/json.h"
#include "cli/load_programme.h"
#include "cli/orders_check.h"
#include "cli/subcommands.h"
#include "loyalty/programme/reader.h"

namespace habitue::cli {
namespace {

Instant wall_clock() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

struct Paths {
    std::string first;
    std::string second;
};

void write_json(const Result<loyalty::Programme>& programme, const std::vector<loyalty::Warning>& warnings,
                Session& session) {
    std::string out;
    JsonWriter json(out);
    json.object().field("ok", programme.ok());
    if (programme) {
        json.field("id", programme->id).field("hash", to_hex(bytes_of(programme->hash)));
    } else {
        json.key("problems").array();
        for (const Problem& problem : programme.fault().problems)
            json.object().field("where", problem.where).field("what", problem.what).end_object();
        json.end_array();
    }
    json.key("warnings").array();
    for (const loyalty::Warning& warning : warnings)
        json.object()
            .field("where", warning.where)
            .field("what", session.say(warning.en.c_str(), warning.fr.c_str()))
            .end_object();
    json.end_array().end_object();
    session.out << out << "\n";
}

void check(const std::string& path, const OrdersCheck& orders, Session& session) {
    const auto programme = load_programme(path);
    std::vector<loyalty::Warning> warnings;
    if (programme) {
        warnings = loyalty::check(*programme, wall_clock());
        const auto by_orders = warnings_by_orders(orders, *programme, session);
        if (!by_orders) return;
        warnings.insert(warnings.end(), by_orders->begin(), by_orders->end());
    }
    if (session.json) {
        write_json(programme, warnings, session);
        if (!programme) session.exit = Exit::failed;
        return;
    }
    if (!programme) return session.fail(programme.fault(), path);
    for (const loyalty::Warning& warning : warnings)
        session.err << path << ": " << warning.where << ": " << session.say(warning.en.c_str(), warning.fr.c_str())
                    << "\n";
    session.out << path << ": " << programme->id
                << session.say(" is a valid programme: ", " est un programme valide : ")
                << programme->wallets.size() << session.say(" wallet(s), ", " compte(s), ")
                << programme->earning.size() << session.say(" earning rule(s), ", " règle(s) de gain, ")
                << programme->rewards.size() << session.say(" reward(s)", " récompense(s)") << "\n";
}

void diff(const Paths& paths, Session& session) {
    const auto before = load_programme(paths.first, session);
    const auto after = load_programme(paths.second, session);
    if (!before || !after) return;
    const std::vector<std::string> sentences = loyalty::diff(*before, *after, session.language_code());
    if (session.json) {
        std::string out;
        JsonWriter json(out);
        json.object().key("changes").array();
        for (const std::string& sentence : sentences) json.text(sentence);
        json.end_array().end_object();
        session.out << out << "\n";
        return;
    }
    for (const std::string& sentence : sentences) session.out << sentence << "\n";
    if (sentences.empty()) session.out << session.say("No difference.\n", "Aucune différence.\n");
}

void add_json(CLI::App* command, Session& session) {
    command->add_flag(
        "--json", session.json,
        session.say("one JSON object on the standard output", "un objet JSON sur la sortie standard"));
}

}  // namespace

void add_programme(CLI::App& app, Session& session) {
    CLI::App* programme =
        app.add_subcommand("programme", session.say("check, compare and describe programme documents",
                                                    "vérifier, comparer et décrire des documents de programme"));
    programme->require_subcommand(1);
    auto paths = std::make_shared<Paths>();

    CLI::App* checking = programme->add_subcommand(
        "check", session.say("is the document a valid programme", "le document est-il un programme valide"));
    checking
        ->add_option("file", paths->first,
                     session.say("YAML or JSON; - is the standard input", "YAML ou JSON ; - est l’entrée standard"))
        ->required();
    add_json(checking, session);
    auto orders = std::make_shared<OrdersCheck>();
    add_orders_check_options(*checking, *orders, session);
    checking->footer(std::string(session.say("Examples:\n", "Exemples :\n")) +
                     "  habitue programme check programmes/cercle-lavande.yaml\n"
                     "  habitue programme check next-year.yaml --orders last-year.csv --moved-by \"1 year\"");
    checking->callback([paths, orders, &session] { check(paths->first, *orders, session); });

    CLI::App* comparing =
        programme->add_subcommand("diff", session.say("the difference in sentences", "la différence, en phrases"));
    comparing->add_option("before", paths->first, session.say("a programme", "un programme"))->required();
    comparing
        ->add_option("after", paths->second,
                     session.say("another, or the same later", "un autre, ou le même plus tard"))
        ->required();
    add_json(comparing, session);
    comparing->callback([paths, &session] { diff(*paths, session); });

    add_programme_publish(*programme, session);
    add_programme_convert(*programme, session);
    programme
        ->add_subcommand("schema", session.say("the JSON Schema of the document", "le schéma JSON du document"))
        ->callback([&session] { session.out << loyalty::programme_schema() << "\n"; });
}

}  // namespace habitue::cli
