// Codes through the decider and SQLite, in a folder that is removed afterwards.
//
//   codes_bench [quick]
//
//   batch       unique codes issued in the background: codes a second
//   many_codes  orders that use twenty public words in turn: orders a second
//   hot_code    the same orders with one word for all of them, which has a limit in total; beside many_codes
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>

#include "loyalty/codes/code_text.h"
#include "service/code_batches.h"
#include "service/workspace.h"

namespace habitue {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kWords = 20;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void give_up(const Fault& fault) {
    std::fprintf(stderr, "%s\n", fault.text().c_str());
    std::exit(1);
}

std::string document() {
    std::string yaml =
        "habitue: 1\nid: bench\nname: {en: Bench}\ncurrency: EUR\ntime_zone: Europe/Paris\nlanguages: [en]\n"
        "wallets: {points: {name: {en: [point, points]}}}\nearning: [{id: base, on: order_paid, points: 1 per 1 "
        "EUR}]\n"
        "offers:\n  - {id: unique, name: {en: Unique}, codes: true, give: 5 EUR}\n";
    for (int i = 0; i < kWords; ++i) {
        const std::string number = std::to_string(i);
        yaml += "  - {id: word-" + number + ", name: {en: Word}, code: WORD" + number +
                ", give: 10 %, limit: 1000000 in total}\n";
    }
    return yaml;
}

loyalty::PutOrder order_of(const std::string& run, int number, int word, Instant at) {
    loyalty::PutOrder put;
    put.order = OrderId{run + std::to_string(number)};
    put.customer = run + "customer-" + std::to_string(number);
    put.currency = "EUR";
    put.placed_at = at;
    put.paid_at = at;
    loyalty::OrderLine line;
    line.id = "1";
    line.quantity = 2;
    line.unit_price = Amount{19'990'000};
    put.content.lines.push_back(line);
    put.content.apply_offers = true;
    put.content.codes.push_back({"WORD" + std::to_string(word), {}, ""});
    return put;
}

// Orders in flight like those of many connections; seconds.
double place(service::Decider& decider, const std::string& run, int orders, bool hot) {
    std::mutex mutex;
    std::condition_variable landed;
    int up = 0, refused = 0;
    const Instant at = decider.now();
    const auto start = Clock::now();
    for (int i = 0; i < orders; ++i) {
        {
            std::unique_lock lock(mutex);
            landed.wait(lock, [&] { return up < 64; });
            ++up;
        }
        service::Submission submission;
        submission.command.body = order_of(run, i, hot ? 0 : i % kWords, at);
        submission.render = [](const service::Told& told) -> service::Answer {
            return {static_cast<uint16_t>(told.handled.decision.accepted() ? 200 : 422), "", false};
        };
        submission.done = [&](const Result<service::Answer>& answer) {
            const std::lock_guard lock(mutex);
            --up;
            if (!answer || answer->status != 200) ++refused;
            landed.notify_one();
        };
        decider.submit(std::move(submission));
    }
    std::unique_lock lock(mutex);
    landed.wait(lock, [&] { return up == 0; });
    if (refused > 0) std::fprintf(stderr, "%d orders were refused\n", refused);
    return seconds_since(start);
}

void bench_batch(service::Workspace& workspace, int64_t count) {
    auto batches = service::CodeBatches::start(*workspace.store, *workspace.decider);
    if (!batches) give_up(batches.fault());
    service::CodeBatch batch;
    batch.id = "bench";
    batch.offer = "unique";
    batch.count = count;
    batch.seed = service::seed_of("bench");
    const auto start = Clock::now();
    (*batches)->run(batch);
    while (true) {
        auto reader = workspace.store->reader();
        auto found = service::find_batch(**reader, batch.id);
        if (found && *found) break;  // written when it has ended
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    const double seconds = seconds_since(start);
    std::printf("{\"bench\":\"batch\",\"codes\":%lld,\"seconds\":%.1f,\"codes_per_s\":%.0f}\n",
                static_cast<long long>(count), seconds, static_cast<double>(count) / seconds);
}

}  // namespace
}  // namespace habitue

int main(int count, char** arguments) {
    using namespace habitue;
    const bool quick = count > 1 && std::strcmp(arguments[1], "quick") == 0;
    char pattern[] = "/tmp/habitue-codes-bench-XXXXXX";
    if (mkdtemp(pattern) == nullptr) return 1;
    const std::string folder = pattern;
    {
        auto workspace = service::open_workspace(folder, {});
        if (!workspace) give_up(workspace.fault());
        if (auto published = service::publish_document(*workspace->decider, document()); !published)
            give_up(published.fault());
        bench_batch(*workspace, quick ? 100'000 : 1'000'000);
        // in turns, so that what else the machine does falls on both
        const int orders = quick ? 500 : 5'000;
        constexpr int kRounds = 10;
        double many = 0, hot = 0;  // seconds
        place(*workspace->decider, "warm-", orders, false);
        for (int round = 0; round < kRounds; ++round) {
            many += place(*workspace->decider, "many-" + std::to_string(round) + "-", orders, false);
            hot += place(*workspace->decider, "hot-" + std::to_string(round) + "-", orders, true);
        }
        const int all = orders * kRounds;
        std::printf("{\"bench\":\"many_codes\",\"orders\":%d,\"orders_per_s\":%.0f}\n", all, all / many);
        std::printf("{\"bench\":\"hot_code\",\"orders\":%d,\"orders_per_s\":%.0f,\"ratio_to_many\":%.2f}\n", all,
                    all / hot, many / hot);
    }
    std::filesystem::remove_all(folder);
    return 0;
}
