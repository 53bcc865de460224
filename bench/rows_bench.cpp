// How fast a bare loop over sqlite3 writes the very rows that a server has written: the journal records, customers
// and orders of a data folder, under the same keys, into the same tables of an empty database with the same
// pragmas, in the order in which they came.
//
//   rows_bench FOLDER [orders=N] [batch=64] [checkpoint_pages=N] [scattered=1]
//
// Each order brings its journal record, its own row and its customer's, the latter two as they stand in the folder.
// Scattered: the orders lie under a mix of their keys' bits, neighbours far from one another.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bare_sqlite.h"
#include "base/json.h"
#include "store/sqlite/files.h"
#include "store/sqlite/sqlite.h"

namespace {

using namespace habitue;
using namespace habitue::store;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "rows_bench: %s\n", why.c_str());
    std::exit(1);
}

struct Sized {
    uint64_t id = 0;
    Loaded row;
};
struct OrderRows {
    JournalRecord record;
    Sized order;
    Sized customer;
};

uint64_t mixed(uint64_t x) {
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

std::vector<OrderRows> rows_of(const std::string& folder, size_t most) {
    auto store = open_sqlite(folder, {.create = false, .read_only = true});
    if (!store) stop(store.fault().text());
    const auto reader = (*store)->reader().value();
    std::vector<OrderRows> all;
    (void)reader->each_aggregate(AggregateKind::order, 0, [&](uint64_t id, const Loaded& row) {
        all.push_back({{}, {id, row}, {}});
        return true;
    });
    std::sort(all.begin(), all.end(),
              [](const OrderRows& a, const OrderRows& b) { return a.order.row.last_seq < b.order.row.last_seq; });
    all.resize(std::min(all.size(), most));
    for (OrderRows& rows : all) {
        rows.record = *reader->record(rows.order.row.last_seq).value();
        rows.customer = {rows.record.customer,
                         *reader->load({AggregateKind::customer, rows.record.customer}).value()};
    }
    return all;
}

class Bare : BareSqlite {
  public:
    Bare(const std::string& file, int checkpoint_pages) : BareSqlite(file, checkpoint_pages) {
        begin_ = prepare("BEGIN IMMEDIATE");
        commit_ = prepare("COMMIT");
        record_ = prepare(
            "INSERT INTO journal(seq, customer, previous_seq, at, received_at, chain, bytes)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        order_ = prepare(
            "INSERT INTO orders(id, version, due_at, last_seq, chain, bytes)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        customer_ = prepare(
            "INSERT INTO customers(id, version, due_at, last_seq, chain, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            " ON CONFLICT(id) DO UPDATE SET version = ?2, due_at = ?3, last_seq = ?4, chain = ?5, bytes = ?6");
    }

    template <class Rows>
    void commit(Rows first, Rows last) {
        step(begin_);
        for (; first != last; ++first) {
            const JournalRecord& record = first->record;
            number(record_, 1, record.seq);
            number(record_, 2, record.customer);
            number(record_, 3, record.previous_seq);
            number(record_, 4, record.at.milliseconds);
            number(record_, 5, record.received_at.milliseconds);
            blob(record_, 6, bytes_of(record.chain));
            blob(record_, 7, record.bytes);
            step(record_);
            write(order_, first->order);
            write(customer_, first->customer);
        }
        step(commit_);
    }

  private:
    void write(sqlite3_stmt* statement, const Sized& sized) {
        number(statement, 1, sized.id);
        number(statement, 2, sized.row.version);
        if (sized.row.due_at == kNever)
            sqlite3_bind_null(statement, 3);
        else
            number(statement, 3, sized.row.due_at.milliseconds);
        number(statement, 4, sized.row.last_seq);
        blob(statement, 5, bytes_of(sized.row.chain));
        blob(statement, 6, sized.row.bytes);
        step(statement);
    }

    sqlite3_stmt *begin_, *commit_, *record_, *order_, *customer_;
};

int64_t written_bytes() {
    std::ifstream lines("/proc/self/io");
    std::string word;
    int64_t value = 0;
    while (lines >> word)
        if (word == "write_bytes:" && lines >> value) return value;
    return 0;
}

int64_t since(Clock::time_point from) {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - from).count();
}

void measure(const std::vector<OrderRows>& rows, size_t batch, int checkpoint_pages, const std::string& folder) {
    if (auto created = open_sqlite(folder); !created) stop(created.fault().text());
    Bare bare(database_file(folder), checkpoint_pages);
    std::vector<int64_t> commits;
    const int64_t cpu = cpu_microseconds(), written = written_bytes();
    const auto start = Clock::now();
    for (size_t i = 0; i < rows.size(); i += batch) {
        const auto commit_start = Clock::now();
        const auto first = rows.begin() + static_cast<std::ptrdiff_t>(i);
        bare.commit(first, first + static_cast<std::ptrdiff_t>(std::min(batch, rows.size() - i)));
        commits.push_back(since(commit_start));
    }
    const int64_t took = since(start), orders = static_cast<int64_t>(rows.size());
    std::sort(commits.begin(), commits.end());
    std::string line;
    JsonWriter json(line);
    json.object().field("bench", "rows").field("orders", orders).field("orders_per_batch", batch);
    json.field("orders_per_second", orders * 1'000'000 / took);
    json.field("cpu_ns_per_order", (cpu_microseconds() - cpu) * 1000 / orders);
    json.field("commit_us_p50", commits[commits.size() / 2]);
    json.field("commit_us_p99", commits[commits.size() * 99 / 100]);
    json.field("commit_us_max", commits.back());
    json.field("written_bytes_per_order", (written_bytes() - written) / orders).end_object();
    std::printf("%s\n", line.c_str());
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) stop("rows_bench FOLDER [orders=N] [batch=64] [checkpoint_pages=N] [scattered=1]");
    const std::string folder = arguments[1];
    size_t orders = SIZE_MAX, batch = 64;
    bool scattered = false;
    int checkpoint_pages = SqliteOptions{}.checkpoint_pages;
    for (int i = 2; i < count; ++i) {
        const std::string argument = arguments[i];
        const size_t equals = std::min(argument.find('='), argument.size() - 1);
        const std::string name = argument.substr(0, equals);
        const auto value = std::strtoull(argument.c_str() + equals + 1, nullptr, 10);
        if (name == "orders")
            orders = value;
        else if (name == "batch" && value > 0)
            batch = value;
        else if (name == "scattered")
            scattered = value != 0;
        else if (name == "checkpoint_pages")
            checkpoint_pages = static_cast<int>(value);
        else
            stop("unknown argument " + argument);
    }
    std::vector<OrderRows> rows = rows_of(folder, orders);
    if (rows.empty()) stop("there are no orders in " + folder);
    if (scattered)
        for (OrderRows& each : rows) each.order.id = mixed(each.order.id);
    std::string copy = (fs::path(folder).parent_path() / "rows-bench-XXXXXX").string();
    if (mkdtemp(copy.data()) == nullptr) stop("cannot create " + copy);
    measure(rows, batch, checkpoint_pages, copy);
    fs::remove_all(copy);
}
