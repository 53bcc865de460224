// habitue bench: the measured scenarios that need no other program.
#include <CLI/CLI.hpp>
#include <chrono>

#include "base/decimal.h"
#include "base/json.h"
#include "cli/subcommands.h"
#include "insight/offer_bench.h"
#include "insight/table.h"

namespace habitue::cli {
namespace {

using insight::OfferBenchFigures;
using insight::OfferWorkload;

struct BenchOptions {
    int64_t milliseconds = 1000;
};

struct Case {
    OfferWorkload workload;
    int promos, lines;
};

constexpr Case kCases[] = {
    {OfferWorkload::alone, 10, 5},          {OfferWorkload::alone, 10, 20},    {OfferWorkload::alone, 100, 5},
    {OfferWorkload::alone, 100, 20},        {OfferWorkload::alone, 1000, 5},   {OfferWorkload::alone, 1000, 20},
    {OfferWorkload::alone, 10'000, 20},     {OfferWorkload::full, 10, 5},      {OfferWorkload::full, 10, 20},
    {OfferWorkload::full, 100, 5},          {OfferWorkload::full, 100, 20},    {OfferWorkload::full, 1000, 5},
    {OfferWorkload::full, 1000, 20},        {OfferWorkload::full, 10'000, 20}, {OfferWorkload::unmatched, 10, 20},
    {OfferWorkload::unmatched, 10'000, 20}, {OfferWorkload::search, 30, 20},
};

int64_t nanoseconds_now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::string microseconds(int64_t nanoseconds) { return decimal_text(nanoseconds, 3, 1); }

void print_json(const OfferBenchFigures& figures, Session& session) {
    std::string text;
    JsonWriter json(text);
    json.object()
        .field("workload", insight::name_of(figures.workload))
        .field("promos", figures.promos)
        .field("lines", figures.lines)
        .field("applied", figures.applied)
        .field("discount", figures.discount)
        .field("unproven", figures.unproven)
        .field("evals_per_s", figures.evaluations_per_second);
    json.key("p50_us").raw(microseconds(figures.p50_nanoseconds));
    json.key("p99_us").raw(microseconds(figures.p99_nanoseconds));
    json.end_object();
    session.out << text << std::endl;
}

void bench_offers(const BenchOptions& options, Session& session) {
    insight::Table table;
    table.row({"workload", session.say("offers", "offres"), session.say("lines", "lignes"),
               session.say("applied", "appliquées"), session.say("discount", "remise"),
               session.say("evaluations/s", "évaluations/s"), "p50 µs", "p99 µs"});
    for (const Case& one : kCases) {
        const OfferBenchFigures figures = insight::measure_offers(
            one.workload, one.promos, one.lines, nanoseconds_now, options.milliseconds * 1'000'000);
        if (session.json) {
            print_json(figures, session);
            continue;
        }
        table.row({std::string(insight::name_of(figures.workload)), std::to_string(figures.promos),
                   std::to_string(figures.lines), std::to_string(figures.applied), std::to_string(figures.discount),
                   std::to_string(figures.evaluations_per_second), microseconds(figures.p50_nanoseconds),
                   microseconds(figures.p99_nanoseconds)});
    }
    if (!session.json) session.out << table.text();
}

}  // namespace

void add_bench(CLI::App& app, Session& session) {
    CLI::App* bench = app.add_subcommand("bench", session.say("measure", "mesurer"));
    bench->require_subcommand(1);
    auto options = std::make_shared<BenchOptions>();
    CLI::App* offers = bench->add_subcommand("offers", session.say("price carts with 10 to 10,000 offers",
                                                                   "évaluer des paniers avec 10 à 10 000 offres"));
    offers
        ->add_option("--milliseconds", options->milliseconds,
                     session.say("how long each workload is measured", "durée de mesure de chaque charge"))
        ->check(CLI::Range(1, 60'000));
    offers->add_flag("--json", session.json, session.say("one JSON object a line", "un objet JSON par ligne"));
    offers->callback([options, &session] { bench_offers(*options, session); });
}

}  // namespace habitue::cli
