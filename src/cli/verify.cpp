// habitue verify: proves the books of a workspace.
#include "service/verify.h"

#include <CLI/CLI.hpp>

#include "base/json.h"
#include "cli/data_option.h"
#include "cli/progress.h"
#include "cli/subcommands.h"

namespace habitue::cli {
namespace {

void tell(const service::Verification& found, Session& session) {
    if (session.json) {
        std::string text;
        JsonWriter json(text);
        json.object()
            .field("ok", !found.difference)
            .field("records", found.records)
            .field("entries", found.entries);
        json.field("customers", found.customers).field("orders", found.orders).field("tallies", found.tallies);
        json.field("codes", found.codes).field("products", found.products);
        if (found.difference) json.field("difference", *found.difference);
        json.end_object();
        session.out << text << "\n";
        return;
    }
    session.out << found.records << session.say(" records, ", " enregistrements, ") << found.entries
                << session.say(" entries, ", " écritures, ") << found.customers
                << session.say(" customers, ", " clients, ") << found.orders
                << session.say(" orders: ", " commandes : ")
                << (found.difference ? session.say("a difference", "une différence")
                                     : session.say("the books are right", "les comptes sont justes"))
                << "\n";
}

void verify(const std::string& folder, Session& session) {
    auto store = open_for_reading(folder, session);
    if (!store) return;
    const uint64_t all = store->last_seq();
    Progress progress(session, session.say("reading", "lecture"));
    const auto found = service::verify(*store, [&](uint64_t done) { progress.show(done, all); });
    progress.clear();
    if (!found) return session.fail(found.fault(), folder);
    tell(*found, session);
    if (found->difference) session.fail(*found->difference, Exit::failed);
}

}  // namespace

void add_verify(CLI::App& app, Session& session) {
    CLI::App* command = app.add_subcommand(
        "verify",
        session.say("rebuild everything from the journal and compare; also while a server runs",
                    "tout reconstruire depuis le journal et comparer ; aussi pendant qu’un serveur tourne"));
    auto folder = add_data_option(*command, session);
    command->add_flag(
        "--json", session.json,
        session.say("one JSON object on the standard output", "un objet JSON sur la sortie standard"));
    command->callback([folder, &session] { verify(*folder, session); });
}

}  // namespace habitue::cli
