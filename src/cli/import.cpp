// habitue import orders: a shop's past into a workspace. Run again it goes on where it was: what is known is found
// unchanged.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>

#include "base/json.h"
#include "cli/load_programme.h"
#include "cli/orders_file.h"
#include "cli/progress.h"
#include "cli/subcommands.h"
#include "insight/history.h"
#include "service/import.h"
#include "service/workspace.h"

namespace habitue::cli {
namespace {

struct ImportOptions {
    std::string file;
    std::string data = "data";
    std::string programme;  // published first, when given
    std::string errors;     // where refused and skipped rows go; "" beside the file's name in the working folder
    OrdersFileOptions orders;
    bool dry_run = false;
    bool restate_currency = false;
};

class ImportCommand {
  public:
    ImportCommand(const ImportOptions& options, Session& session) : options_(options), session_(session) {}
    void run();

  private:
    bool open();
    bool read();
    void write_errors(const std::vector<loyalty::Command>& commands);
    void print();

    const ImportOptions& options_;
    Session& session_;
    service::Workspace workspace_;
    bool trial_ = false;
    connect::OrdersRead read_;
    service::ImportFigures figures_;
    std::string errors_file_;
};

bool ImportCommand::open() {
    service::DeciderOptions decider;
    decider.clock = service::ClockMode::commands;  // the past is told in order; the wall clock must not overtake it
    // A trial with a programme of its own happens in memory, where it may be published and the orders may follow
    // each other.
    const bool in_memory = options_.dry_run && !options_.programme.empty();
    trial_ = options_.dry_run && !in_memory;
    auto workspace = service::open_workspace(in_memory ? "" : options_.data, std::move(decider));
    if (!workspace) return session_.fail(workspace.fault(), options_.data), false;
    workspace_ = std::move(*workspace);
    if (!options_.programme.empty()) {
        std::ifstream file(options_.programme, std::ios::binary);
        const std::string source((std::istreambuf_iterator<char>(file)), {});
        if (!file)
            return session_.fail(options_.programme + session_.say(": cannot be read", " : illisible"),
                                 Exit::failed),
                   false;
        const auto version = service::publish_document(*workspace_.decider, source);
        if (!version) return session_.fail(version.fault(), options_.programme, Exit::refused), false;
    }
    if (!workspace_.decider->programmes()->empty()) return true;
    session_.fail(
        options_.data + session_.say(": no programme is published here yet: give one with --programme FILE",
                                     " : aucun programme n’y est publié : donnez-en un avec --programme FICHIER"),
        Exit::refused);
    return false;
}

bool ImportCommand::read() {
    const loyalty::Programme& programme = workspace_.decider->programmes()->current();
    auto orders = orders_options(options_.orders, programme, session_);
    if (!orders) return false;
    orders->examples_of_each_reason = UINT64_MAX;  // every skipped row goes to the error file
    Progress progress(session_, session_.say("reading", "lecture"));
    auto source =
        connect::open_source(options_.file, [&](uint64_t done, uint64_t all) { progress.show(done, all); });
    if (!source) return session_.fail(source.fault(), options_.file), false;
    auto read = connect::read_orders(std::move(*source), *orders);
    progress.clear();
    if (!read) return session_.fail(read.fault(), options_.file), false;
    read_ = std::move(*read);
    return true;
}

// Commands in order of time, in the programme's currency; the engine itself refuses what is in another one.
std::vector<loyalty::Command> sorted_commands(std::vector<loyalty::Command> commands, bool restate,
                                              std::string_view currency) {
    insight::History history = insight::history_of(std::move(commands));
    if (restate) insight::restate_currency(history, currency);
    std::vector<loyalty::Command> sorted;
    sorted.reserve(history.size());
    for (insight::HistoryEvent& event : history) sorted.push_back(std::move(event.command));
    return sorted;
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

void ImportCommand::write_errors(const std::vector<loyalty::Command>& commands) {
    if (read_.tally.examples.empty() && figures_.refusals.empty()) return;
    errors_file_ = options_.errors.empty() ? "import.errors.csv" : options_.errors;
    std::ofstream file(errors_file_, std::ios::binary | std::ios::trunc);
    file << "line,rows,order,reason,where,detail\n";
    for (const connect::SkippedRow& row : read_.tally.examples)
        file << row.line << "," << row.rows << ",," << csv_field(row.reason) << ",," << csv_field(row.detail)
             << "\n";
    for (const service::RefusedCommand& refused : figures_.refusals) {
        const OrderId* order = loyalty::order_of(commands[refused.index]);
        file << ",," << csv_field(order ? order->value : "") << "," << csv_field(refused.code) << ","
             << csv_field(refused.where) << "," << csv_field(refused.detail) << "\n";
    }
    file.flush();
    if (!file)
        session_.fail(errors_file_ + session_.say(": cannot be written", " : écriture impossible"), Exit::failed);
}

void ImportCommand::print() {
    if (session_.json) {
        std::string text;
        JsonWriter json(text);
        json.object()
            .field("dry_run", options_.dry_run)
            .field("rows", read_.tally.rows)
            .field("rows_used", read_.tally.rows_used);
        json.field("orders", read_.tally.orders)
            .field("accepted", figures_.accepted)
            .field("unchanged", figures_.unchanged);
        json.key("skipped").object();
        for (const auto& [reason, rows] : read_.tally.skipped) json.field(reason, rows);
        json.end_object().key("odd").object();
        for (const auto& [reason, rows] : read_.tally.odd) json.field(reason, rows);
        json.end_object().key("refused").object();
        for (const auto& [reason, commands] : figures_.refused) json.field(reason, commands);
        json.end_object();
        if (!errors_file_.empty()) json.field("errors_file", errors_file_);
        json.end_object();
        session_.out << text << "\n";
        return;
    }
    const auto row = [&](const char* en, const char* fr, uint64_t count) {
        session_.out << session_.say(en, fr) << ": " << count << "\n";
    };
    if (options_.dry_run)
        session_.out << session_.say("dry run: nothing was written\n", "essai : rien n’a été écrit\n");
    row("rows read", "lignes lues", read_.tally.rows);
    row("orders", "commandes", read_.tally.orders);
    row("accepted", "acceptées", figures_.accepted);
    row("  of them unchanged", "  dont inchangées", figures_.unchanged);
    for (const auto& [reason, rows] : read_.tally.skipped)
        session_.out << session_.say("rows skipped, ", "lignes écartées, ") << reason << ": " << rows << "\n";
    for (const auto& [reason, rows] : read_.tally.odd)
        session_.out << session_.say("odd rows kept, ", "lignes singulières gardées, ") << reason << ": " << rows
                     << "\n";
    for (const auto& [reason, commands] : figures_.refused)
        session_.out << session_.say("refused, ", "refusées, ") << reason << ": " << commands << "\n";
    if (!errors_file_.empty()) session_.out << session_.say("see ", "voir ") << errors_file_ << "\n";
}

void ImportCommand::run() {
    if (!open() || !read()) return;
    const std::string currency(workspace_.decider->programmes()->current().currency.text());
    const std::vector<loyalty::Command> commands =
        sorted_commands(std::move(read_.commands), options_.restate_currency, currency);
    Progress progress(session_, session_.say("importing", "reprise"));
    auto figures = service::import_commands(*workspace_.decider, commands, trial_,
                                            [&](uint64_t done) { progress.show(done, commands.size()); });
    progress.clear();
    if (!figures) return session_.fail(figures.fault(), options_.data);
    figures_ = std::move(*figures);
    write_errors(commands);
    print();
    if (session_.exit == Exit::ok && !figures_.refusals.empty()) session_.exit = Exit::partly;
}

}  // namespace

void add_import(CLI::App& app, Session& session) {
    auto options = std::make_shared<ImportOptions>();
    CLI::App* import = app.add_subcommand(
        "import", session.say("take a shop's past into a workspace", "reprendre l’historique d’une boutique"));
    import->require_subcommand(1);
    CLI::App* command =
        import->add_subcommand("orders", session.say("orders, from a CSV file of order lines",
                                                     "les commandes, depuis un CSV de lignes de commande"));
    command
        ->add_option("file", options->file,
                     session.say("CSV, also .gz or .zst; - is the standard input",
                                 "CSV, aussi .gz ou .zst ; - est l’entrée standard"))
        ->required();
    command
        ->add_option("--data", options->data,
                     session.say("the workspace's folder", "le dossier de l’espace de travail"))
        ->envname("HABITUE_DATA")
        ->capture_default_str();
    command->add_option("--programme", options->programme,
                        session.say("publish this programme first", "publier d’abord ce programme"));
    command->add_option(
        "--errors", options->errors,
        session.say("file for skipped and refused rows", "fichier des lignes écartées et refusées"));
    add_orders_file_options(*command, options->orders, session);
    command->add_flag("--restate-currency", options->restate_currency,
                      session.say("read amounts of another currency one for one",
                                  "lire un pour un les montants d’une autre devise"));
    command->add_flag("--dry-run", options->dry_run,
                      session.say("decide everything, write nothing", "tout décider, ne rien écrire"));
    command->add_flag(
        "--json", session.json,
        session.say("one JSON object on the standard output", "un objet JSON sur la sortie standard"));
    command->footer(std::string(session.say("Examples:\n", "Exemples :\n")) +
                    "  habitue import orders orders.csv --data shop --programme programmes/cercle-lavande.yaml\n"
                    "  habitue import orders online_retail.csv.gz --preset online-retail --data shop");
    command->callback([options, &session] { ImportCommand(*options, session).run(); });
}

}  // namespace habitue::cli
