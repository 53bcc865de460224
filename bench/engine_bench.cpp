// The kernel alone, in memory, on one core.
//
//   engine_bench [quick] [decide|replay]
//
//   decide    one paid order of 20 lines, with 5 and with 200 earning rules: microseconds a decision (median, p99)
//   replay    a year of orders of 3 lines through the engine with the clock: orders a second
//   hot       the same orders, all of one customer, beside the wide figure
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "loyalty/engine.h"
#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace habitue {
namespace {

using loyalty::Command;
using loyalty::OrderLine;
using loyalty::PutOrder;
using Clock = std::chrono::steady_clock;

constexpr const char* kCategories[] = {"wine", "care",   "grocery", "home",  "books",
                                       "toys", "garden", "sport",   "music", "pets"};

loyalty::Programme programme_with(int rules) {
    std::string yaml =
        "habitue: 1\nid: bench\nname: {fr: Banc, en: Bench}\ncurrency: EUR\ntime_zone: Europe/Paris\nlanguages: "
        "[fr, en]\n"
        "wallets:\n  points:\n    name: {fr: [point, points], en: [point, points]}\n    worth: 5 EUR per 100\n"
        "    expiry: {after: 12 months, at: end of month}\n"
        "tiers:\n  measure: spend\n  window: rolling 12 months\n  levels:\n    - {id: base, name: {fr: Base, en: "
        "Base}, from: 0 EUR}\n"
        "    - {id: gold, name: {fr: Or, en: Gold}, from: 500 EUR, benefits: [{earn: x1.5}]}\n"
        "earning:\n  - {id: rule-0, on: order_paid, points: 1 per 1 EUR}\n";
    for (int i = 1; i < rules; ++i) {
        const std::string category = kCategories[i % 10];
        yaml += "  - {id: rule-" + std::to_string(i) + ", on: order_paid, points: " + std::to_string(1 + i % 5) +
                " per 10 EUR, of: 'line.category == \"" + category + "\" && line.unit_price >= money(\"" +
                std::to_string(i % 40) + " EUR\")', when: 'order.subtotal >= money(\"" + std::to_string(i % 300) +
                " EUR\")'}\n";
    }
    auto document = service::read_yaml(yaml);
    if (!document) {
        std::fprintf(stderr, "%s\n", document.fault().text().c_str());
        std::exit(1);
    }
    auto programme = loyalty::read_programme(*document);
    if (!programme) {
        std::fprintf(stderr, "%s\n", programme.fault().text().c_str());
        std::exit(1);
    }
    programme->version = 1;
    return std::move(*programme);
}

PutOrder order_of(uint64_t number, uint64_t customer, int lines, Instant at) {
    PutOrder put;
    put.order = {"order-" + std::to_string(number)};
    put.customer = "customer-" + std::to_string(customer);
    put.currency = "EUR";
    put.placed_at = at;
    put.paid_at = at;
    for (int i = 0; i < lines; ++i) {
        OrderLine line;
        line.id = std::to_string(i + 1);
        line.sku = "sku-" + std::to_string((number * 7 + static_cast<uint64_t>(i) * 13) % 5000);
        line.category = kCategories[(number + static_cast<uint64_t>(i) * 3) % 10];
        line.quantity = 1 + static_cast<int64_t>((number + static_cast<uint64_t>(i)) % 3);
        line.unit_price = {1'990'000 +
                           static_cast<int64_t>((number * 31 + static_cast<uint64_t>(i) * 17) % 40) * 1'000'000};
        put.content.lines.push_back(std::move(line));
    }
    return put;
}

void bench_decide(int rules, int rounds) {
    loyalty::Programmes programmes;
    programmes.add(std::make_shared<loyalty::Programme>(programme_with(rules)));
    const Instant at{1'767'225'600'000};
    std::vector<Command> commands;
    for (uint64_t i = 0; i < 64; ++i) commands.push_back({{}, order_of(i, i, 20, at)});
    std::vector<double> took;
    took.reserve(static_cast<size_t>(rounds));
    size_t granted = 0;
    for (int i = 0; i < rounds; ++i) {
        const Command& command = commands[static_cast<size_t>(i) % commands.size()];
        loyalty::Facts facts;
        facts.customer = customer_id_of(std::get<PutOrder>(command.body).customer);
        const auto start = Clock::now();
        const loyalty::Outcome outcome = loyalty::decide(programmes.current(), std::move(facts), command, at);
        took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
        granted += outcome.after.order.grants.size();
    }
    std::sort(took.begin(), took.end());
    std::printf(
        "{\"bench\":\"decide\",\"rules\":%d,\"lines\":20,\"p50_us\":%.2f,\"p99_us\":%.2f,\"grants_an_order\":%.1f}"
        "\n",
        rules, took[took.size() / 2], took[took.size() * 99 / 100], static_cast<double>(granted) / rounds);
}

double bench_replay(uint64_t orders, uint64_t customers, const char* name, double wide) {
    loyalty::Programmes programmes;
    programmes.add(std::make_shared<loyalty::Programme>(programme_with(5)));
    loyalty::MemoryAggregates aggregates;
    loyalty::Engine engine(programmes, aggregates, false);
    const int64_t year = 365LL * 24 * 3600 * 1000;
    std::vector<Command> commands;
    commands.reserve(orders);
    for (uint64_t i = 0; i < orders; ++i) {
        const Instant at{1'735'689'600'000 + static_cast<int64_t>(i) * (year / static_cast<int64_t>(orders))};
        commands.push_back({{}, order_of(i, (i * 2654435761u) % customers, 3, at)});
    }
    const Instant end{1'735'689'600'000 + year};
    uint64_t records = 0;
    const auto start = Clock::now();
    loyalty::Handled handled;
    for (Command& command : commands) {
        engine.handle(std::move(command), end, handled);
        records += handled.records;
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double rate = static_cast<double>(orders) / seconds;
    std::printf("{\"bench\":\"%s\",\"orders\":%llu,\"customers\":%llu,\"records\":%llu,\"orders_per_s\":%.0f", name,
                static_cast<unsigned long long>(orders), static_cast<unsigned long long>(customers),
                static_cast<unsigned long long>(records), rate);
    if (wide > 0) std::printf(",\"ratio_to_wide\":%.2f", rate / wide);
    std::printf("}\n");
    return rate;
}

}  // namespace
}  // namespace habitue

int main(int count, char** arguments) {
    const bool quick = count > 1 && std::strcmp(arguments[1], "quick") == 0;
    const std::string only = count > 1 && !quick ? arguments[1] : count > 2 ? arguments[2] : "";
    if (only.empty() || only == "decide") {
        habitue::bench_decide(5, quick ? 2'000 : 20'000);
        habitue::bench_decide(200, quick ? 500 : 5'000);
    }
    if (only.empty() || only == "replay") {
        const uint64_t orders = quick ? 50'000 : 500'000;
        const double wide = habitue::bench_replay(orders, orders / 10, "replay", 0);
        habitue::bench_replay(orders / 10, 1, "hot", wide);
    }
    return 0;
}
