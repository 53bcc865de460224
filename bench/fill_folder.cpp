// Writes a data folder as a server that has run for long would have left it: customers with points, by the kernel
// and the store, in big batches. Orders are left out: they cost disk, not the server's memory or start.
//
//   fill_folder PROGRAMME FOLDER CUSTOMERS
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "service/aggregate_keys.h"
#include "service/cached_aggregates.h"
#include "service/workspace.h"

namespace habitue {
namespace {

constexpr size_t kBatch = 4'000;

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "fill_folder: %s\n", why.c_str());
    std::exit(1);
}

template <class T>
T must(Result<T> result) {
    if (!result) stop(result.fault().text());
    return std::move(*result);
}
void must(const Result<void>& result) {
    if (!result) stop(result.fault().text());
}

// The first thing that is known of a customer, and earns points that expire one day.
loyalty::Command review_of(uint64_t number, Instant at) {
    return {{}, loyalty::TrackActivity{"c" + std::to_string(number), std::to_string(number), "review", at, {}}};
}

// In the order in which the store keeps customers, so that writing them is cheap.
std::vector<uint64_t> numbers_by_customer(uint64_t customers) {
    std::vector<std::pair<uint64_t, uint64_t>> ids;
    ids.reserve(customers);
    for (uint64_t i = 0; i < customers; ++i) ids.emplace_back(customer_id_of("c" + std::to_string(i)).value, i);
    std::sort(ids.begin(), ids.end());
    std::vector<uint64_t> numbers;
    numbers.reserve(customers);
    for (const auto& [id, number] : ids) numbers.push_back(number);
    return numbers;
}

void fill(const char* programme_file, const char* folder, uint64_t customers) {
    std::ifstream file(programme_file);
    std::stringstream source;
    source << file.rdbuf();
    service::DeciderOptions options;
    options.clock = service::ClockMode::commands;
    service::Workspace workspace = must(service::open_workspace(folder, options));
    must(service::publish_document(*workspace.decider, source.str()));
    const auto programmes = workspace.decider->programmes();
    const Instant now = workspace.decider->now();
    workspace.decider.reset();

    const auto reader = must(workspace.store->reader());
    service::CachedAggregates aggregates(*reader, workspace.store->last_seq(), kBatch, kBatch);
    loyalty::Engine engine(*programmes, aggregates, false);
    aggregates.received_at = now;
    uint64_t in_batch = 0;
    for (const uint64_t number : numbers_by_customer(customers)) {
        const Instant at = now - seconds(static_cast<int64_t>(number % 10'000'000));
        if (engine.handle(review_of(number, at), now).decision.refused()) stop("an activity was refused");
        if (++in_batch < kBatch) continue;
        must(workspace.store->commit(aggregates.batch()));
        aggregates.committed();
        must(workspace.store->tidy());
        in_batch = 0;
    }
    if (!aggregates.clean()) must(workspace.store->commit(aggregates.batch()));
    must(workspace.store->close());
}

}  // namespace
}  // namespace habitue

int main(int count, char** arguments) {
    if (count != 4) {
        std::fprintf(stderr, "fill_folder PROGRAMME FOLDER CUSTOMERS\n");
        return 2;
    }
    habitue::fill(arguments[1], arguments[2], std::strtoull(arguments[3], nullptr, 10));
    return 0;
}
