// habitue demo: a made-up shop's orders, as a file to try everything else with.
#include <CLI/CLI.hpp>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "cli/subcommands.h"
#include "connect/orders_csv_writer.h"
#include "insight/demo.h"

namespace habitue::cli {
namespace {

struct DemoOptions {
    insight::DemoShop shop;
    std::string first_day = "2024-01-01";
    std::string out = "-";
};

void write(const insight::History& history, std::ostream& out, Session& session) {
    std::vector<const loyalty::Command*> commands;
    commands.reserve(history.size());
    for (const insight::HistoryEvent& event : history) commands.push_back(&event.command);
    const connect::OrdersWritten written = connect::write_orders(out, commands);
    out.flush();
    if (!out)
        return session.fail(
            session.say("the file cannot be written to its end", "le fichier ne peut être écrit jusqu’au bout"),
            Exit::failed);
    session.err << written.orders << session.say(" orders, ", " commandes, ") << written.rows
                << session.say(" rows\n", " lignes\n");
}

void demo(DemoOptions& options, Session& session) {
    const auto first = parse_date(options.first_day);
    if (!first) return session.fail(first.fault(), "--from", Exit::usage);
    const auto zone = TimeZone::find("Europe/Paris");
    if (!zone) return session.fail(zone.fault());
    options.shop.first_day = *first;
    options.shop.zone = *zone;
    const insight::History history = insight::demo_history(options.shop);
    if (options.out == "-") return write(history, session.out, session);
    std::ofstream file(options.out, std::ios::binary | std::ios::trunc);
    if (!file) return session.fail(options.out + ": " + std::generic_category().message(errno), Exit::failed);
    write(history, file, session);
}

}  // namespace

void add_demo(CLI::App& app, Session& session) {
    auto options = std::make_shared<DemoOptions>();
    CLI::App* command = app.add_subcommand(
        "demo", session.say("orders of a made-up shop, as CSV; the same numbers give the same file",
                            "commandes d’une boutique inventée, en CSV ; mêmes nombres, même fichier"));
    command
        ->add_option("--customers", options->shop.customers, session.say("how many customers", "nombre de clients"))
        ->check(CLI::Range(1u, 5'000'000u))
        ->capture_default_str();
    command->add_option("--years", options->shop.years, session.say("how many years", "nombre d’années"))
        ->check(CLI::Range(1, 20))
        ->capture_default_str();
    command
        ->add_option("--seed", options->shop.seed,
                     session.say("another number, another shop", "autre nombre, autre boutique"))
        ->capture_default_str();
    command->add_option("--from", options->first_day, session.say("the first day", "le premier jour"))
        ->capture_default_str();
    command
        ->add_option("--out", options->out,
                     session.say("the file; - is the standard output", "le fichier ; - est la sortie standard"))
        ->capture_default_str();
    command->footer(std::string(session.say("Example:\n", "Exemple :\n")) +
                    "  habitue demo --customers 2000 --years 3 --seed 7 --out orders.csv\n"
                    "  habitue replay programmes/cercle-lavande.yaml --orders orders.csv");
    command->callback([options, &session] { demo(*options, session); });
}

}  // namespace habitue::cli
