// habitue replay: the shop's own past, run through a programme that is not launched yet.
#include <CLI/CLI.hpp>
#include <chrono>

#include "base/decimal.h"
#include "cli/load_programme.h"
#include "cli/orders_file.h"
#include "cli/progress.h"
#include "cli/subcommands.h"
#include "connect/orders_csv.h"
#include "insight/replay_report.h"

namespace habitue::cli {
namespace {

using insight::History;
using insight::ReplayReport;
using loyalty::Programme;

struct ReplayOptions {
    std::string programme;
    std::string against;
    std::string orders;
    OrdersFileOptions file;
    std::string until;
    std::string voucher_use;
    std::string moved_by;
    bool without_offers = false;
    bool restate_currency = false;
};

// "10 %", "2.5%"
std::optional<Rate> share_in(std::string text) {
    while (!text.empty() && (text.back() == '%' || text.back() == ' ')) text.pop_back();
    const auto hundredths = parse_decimal(text, 2);
    if (!hundredths || *hundredths < 0 || *hundredths > 10'000) return std::nullopt;
    return Rate{*hundredths, 10'000};
}

int64_t microseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
}

Remark restated(const Programme& programme) {
    const std::string code(programme.currency.text());
    return {"restated_currency",
            "Amounts are read as " + code + " for " + programme.id + ", one for one, whatever their currency.",
            "Les montants sont lus en " + code + " pour " + programme.id +
                ", un pour un, quelle que soit leur devise."};
}

class ReplayCommand {
  public:
    ReplayCommand(const ReplayOptions& options, Session& session) : options_(options), session_(session) {}
    void run();

  private:
    bool read_history(const Programme&);
    bool fit_currency(const Programme&);
    std::optional<Instant> until(const Programme&);
    insight::ReplayFigures replay(const Programme&, int64_t& microseconds);
    void print();

    const ReplayOptions& options_;
    Session& session_;
    History history_;
    bool file_names_currency_ = true;
    std::optional<Instant> until_;
    insight::ReplayAssumptions assumptions_;
    ReplayReport report_;
};

bool ReplayCommand::read_history(const Programme& programme) {
    const auto options = orders_options(options_.file, programme, session_);
    if (!options) return false;
    const auto start = std::chrono::steady_clock::now();
    Progress progress(session_, session_.say("reading", "lecture"));
    auto source =
        connect::open_source(options_.orders, [&](uint64_t done, uint64_t in_all) { progress.show(done, in_all); });
    if (!source) return session_.fail(source.fault(), options_.orders), false;
    auto read = connect::read_orders(std::move(*source), *options);
    progress.clear();
    if (!read) return session_.fail(read.fault(), options_.orders), false;

    report_.source = {read->tally.rows, read->tally.rows_used, std::move(read->tally.skipped),
                      std::move(read->tally.odd), std::move(read->assumptions)};
    for (const Remark& remark : report_.source.assumptions)
        if (remark.id == "no_currency") file_names_currency_ = false;
    history_ = insight::history_of(std::move(read->commands));
    if (!options_.moved_by.empty()) {
        const auto period = parse_period(options_.moved_by);
        if (!period) return session_.fail(period.fault(), "--moved-by", Exit::usage), false;
        insight::move_later(history_, *period, programme.zone);
        report_.source.assumptions.push_back(
            {"moved_later", "Everything in the file happens " + to_text(*period) + " later.",
             "Tout ce qui est dans le fichier arrive plus tard : " + to_text(*period) + "."});
    }
    report_.timing.parse_microseconds = microseconds_since(start);
    report_.timing.rows = report_.source.rows;
    return true;
}

// The history in the programme's currency; false when that would be a conversion nobody asked for.
bool ReplayCommand::fit_currency(const Programme& programme) {
    std::string others;
    for (const auto& [currency, orders] : insight::currencies_of(history_))
        if (currency != programme.currency.text())
            others +=
                (others.empty() ? "" : ", ") + std::to_string(orders) + " " + (currency.empty() ? "?" : currency);
    if (others.empty()) return true;
    if (file_names_currency_ && !options_.restate_currency) {
        session_.fail(options_.orders + ": " +
                          session_.say("orders are in another currency than the programme ",
                                       "des commandes sont dans une autre devise que le programme ") +
                          programme.id + " (" + std::string(programme.currency.text()) + "): " + others +
                          session_.say(". With --restate-currency their amounts are read one for one.",
                                       ". Avec --restate-currency, leurs montants sont lus un pour un."),
                      Exit::refused);
        return false;
    }
    insight::restate_currency(history_, programme.currency.text());
    report_.source.assumptions.push_back(restated(programme));
    return true;
}

std::optional<Instant> ReplayCommand::until(const Programme& programme) {
    const auto date = parse_date(options_.until);
    if (!date) return session_.fail(date.fault(), "--until", Exit::usage), std::nullopt;
    return programme.zone.end_of(*date);
}

insight::ReplayFigures ReplayCommand::replay(const Programme& programme, int64_t& microseconds) {
    insight::Replay replay(programme, assumptions_);
    const auto start = std::chrono::steady_clock::now();
    replay.run(history_, until_);
    microseconds = microseconds_since(start);
    return replay.figures();
}

void ReplayCommand::print() {
    if (session_.json)
        session_.out << insight::to_json(report_, session_.language) << "\n";
    else
        session_.out << insight::to_text(report_, session_.language);
    const insight::ReplayTiming& timing = report_.timing;
    if (!session_.json)
        session_.err << session_.say("read in ", "lu en ") << timing.parse_microseconds / 1000
                     << session_.say(" ms, decided in ", " ms, décidé en ") << timing.decide_microseconds / 1000
                     << " ms\n";
    if (!report_.reconciled()) session_.exit = Exit::failed;
}

void ReplayCommand::run() {
    const auto programme = load_programme(options_.programme, session_);
    if (!programme) return;
    std::optional<Programme> against;
    if (!options_.against.empty()) {
        against = load_programme(options_.against, session_);
        if (!against) return;
    }
    if (!options_.until.empty() && !(until_ = until(*programme))) return;
    assumptions_.apply_offers = !options_.without_offers;
    if (!options_.voucher_use.empty() && !(assumptions_.voucher_use = share_in(options_.voucher_use)))
        return session_.fail(session_.say("--assume-voucher-use: a share such as \"10 %\" is expected",
                                          "--assume-voucher-use : une part comme « 10 % » est attendue"),
                             Exit::usage);
    if (!read_history(*programme) || !fit_currency(*programme)) return;
    report_.figures = replay(*programme, report_.timing.decide_microseconds);
    report_.timing.orders = report_.figures.orders;
    for (Remark& remark : remarks_of(assumptions_, *programme))
        report_.source.assumptions.push_back(std::move(remark));
    if (against) {
        if (!fit_currency(*against)) return;
        int64_t not_reported = 0;
        report_.against = replay(*against, not_reported);
    }
    print();
}

}  // namespace

void add_replay(CLI::App& app, Session& session) {
    auto options = std::make_shared<ReplayOptions>();
    CLI::App* command = app.add_subcommand(
        "replay", session.say("run past orders through a programme, in memory",
                              "rejouer les commandes passées à travers un programme, en mémoire"));
    command
        ->add_option("programme", options->programme,
                     session.say("the programme's file", "le fichier du programme"))
        ->required();
    command
        ->add_option("--orders", options->orders,
                     session.say("CSV file of order lines, also .gz or .zst; - is the standard input",
                                 "fichier CSV des lignes de commande, aussi .gz ou .zst ; - est l’entrée standard"))
        ->required();
    command->add_option("--against", options->against,
                        session.say("another programme to compare with", "un autre programme, pour comparer"));
    add_orders_file_options(*command, options->file, session);
    command->add_option(
        "--until", options->until,
        session.say("let the clock run to this date", "laisser courir l’horloge jusqu’à cette date"));
    command->add_option("--assume-voucher-use", options->voucher_use,
                        session.say("share of the vouchers used by customers who order again in time, such as 10%",
                                    "part des bons utilisés par les clients qui recommandent à temps, comme 10%"));
    command->add_option("--moved-by", options->moved_by,
                        session.say("how much later the orders happen, such as \"1 year\"",
                                    "de combien les commandes sont décalées, comme « 1 year »"));
    command->add_flag(
        "--without-offers", options->without_offers,
        session.say("leave the prices as they were paid", "laisser les prix comme ils ont été payés"));
    command->add_flag("--restate-currency", options->restate_currency,
                      session.say("read amounts of another currency one for one",
                                  "lire un pour un les montants d’une autre devise"));
    command->add_flag(
        "--json", session.json,
        session.say("one JSON object on the standard output", "un objet JSON sur la sortie standard"));
    command->footer(std::string(session.say("Examples:\n", "Exemples :\n")) +
                    "  habitue replay programmes/cercle-lavande.yaml --orders orders.csv\n"
                    "  habitue replay programmes/cercle-lavande.yaml --against programmes/cagnotte.yaml \\\n"
                    "      --orders online_retail.csv.gz --preset online-retail --json\n"
                    "  habitue replay mine.yaml --orders export.csv --map order_id=Commande --map ordered_at=Date");
    command->callback([options, &session] { ReplayCommand(*options, session).run(); });
}

}  // namespace habitue::cli
