// Durable orders a second through the SQLite store, beside a bare loop over sqlite3 that writes the same rows in
// the same batches with the same pragmas. The two take turns, round by round; the ratio is the median of the pairs.
//
//   store_bench [quick] [customers=1000000] [seconds=1.0] [rounds=5] [page_size=4096] [checkpoint_pages=N]
//               [batch=128] [order_ids=growing|random] [folder=DIR] [scans=1]
//
// An order writes one customer's row of 600 bytes (of a random customer among those loaded before), one row of 400
// bytes for the order, one journal record of 500 bytes and one idempotency key with an answer of 120 bytes.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "bare_sqlite.h"
#include "base/json.h"
#include "store/sqlite/sqlite.h"

namespace {

using namespace habitue;
using namespace habitue::store;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Setup {
    uint64_t customers = 1'000'000;
    int64_t milliseconds = 1000;
    int rounds = 5;
    int page_size = SqliteOptions{}.page_size;
    int checkpoint_pages = SqliteOptions{}.checkpoint_pages;
    std::vector<size_t> batches{1, 16, 128, 1024};
    bool random_orders = false;
    bool scans = true;
    std::string folder;
};

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "store_bench: %s\n", why.c_str());
    std::exit(1);
}
void must(const Result<void>& done) {
    if (!done) stop(done.fault().text());
}
template <class T>
T must(Result<T> result) {
    if (!result) stop(result.fault().text());
    return std::move(*result);
}

uint64_t scrambled(uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

int64_t field_of(const char* file, const std::string& name) {
    std::ifstream lines(file);
    std::string word;
    int64_t value = 0;
    while (lines >> word)
        if (word == name && lines >> value) return value;
    return 0;
}

// The same random life for both sides.
class Orders {
  public:
    explicit Orders(const Setup& setup) : setup_(setup), versions_(setup.customers, 1) {}

    static uint64_t customer_id(uint64_t index) { return scrambled(index) | 1; }
    static std::string filler(size_t size, uint64_t seed) {
        std::string bytes(size, 'x');
        std::memcpy(bytes.data(), &seed, sizeof seed);
        return bytes;
    }

    Batch next(size_t size) {
        Batch batch;
        for (size_t i = 0; i < size; ++i) add(batch);
        return batch;
    }
    uint64_t made = 0;

  private:
    void add(Batch& batch) {
        const uint64_t seq = ++made;
        const uint64_t index = scrambled(seq * 7) % setup_.customers;
        const Instant now{static_cast<int64_t>(1'700'000'000'000 + seq)};
        const Hash256 chain = chain_of({}, bytes_of(Hash256{}));
        batch.records.push_back({seq, customer_id(index), seq / 2, now, now, filler(500, seq), chain});
        batch.writes.push_back(
            {{AggregateKind::customer, customer_id(index)}, versions_[index]++, filler(600, seq), now, seq, chain});
        const uint64_t order = setup_.random_orders ? scrambled(seq) : seq;
        batch.writes.push_back({{AggregateKind::order, order}, 0, filler(400, seq), kNever, seq, {}});
        KeyRow row{.key = {}, .fingerprint = {}, .seq = seq, .status = 201, .answer = filler(120, seq), .at = now};
        for (int byte = 0; byte < 8; ++byte) row.key[byte] = static_cast<uint8_t>(seq >> (56 - 8 * byte));
        const uint64_t tail = scrambled(seq);
        std::memcpy(row.key.data() + 8, &tail, 8);
        row.fingerprint = row.key;
        batch.keys.push_back(std::move(row));
    }

    const Setup& setup_;
    std::vector<uint64_t> versions_;
};

class Bare : BareSqlite {
  public:
    Bare(const std::string& file, const Setup& setup) : BareSqlite(file, setup.checkpoint_pages) {
        record_ = prepare(
            "INSERT INTO journal(seq, customer, previous_seq, at, received_at, chain, bytes)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        customer_ = prepare(
            "UPDATE customers SET version = ?2, due_at = ?3, last_seq = ?4, chain = ?5, bytes = ?6"
            " WHERE id = ?1");
        order_ = prepare("INSERT INTO orders(id, version, last_seq, bytes) VALUES (?1, ?2, ?3, ?4)");
        key_ = prepare(
            "INSERT INTO idempotency_keys(key, fingerprint, seq, status, at, answer)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        begin_ = prepare("BEGIN IMMEDIATE");
        commit_ = prepare("COMMIT");
    }

    void commit(const Batch& batch) {
        step(begin_);
        for (size_t i = 0; i < batch.records.size(); ++i)
            write(batch.records[i], batch.writes[2 * i], batch.writes[2 * i + 1], batch.keys[i]);
        step(commit_);
    }

  private:
    void write(const JournalRecord& record, const Write& customer, const Write& order, const KeyRow& key) {
        number(record_, 1, record.seq);
        number(record_, 2, record.customer);
        number(record_, 3, record.previous_seq);
        number(record_, 4, record.at.milliseconds);
        number(record_, 5, record.received_at.milliseconds);
        blob(record_, 6, bytes_of(record.chain));
        blob(record_, 7, record.bytes);
        step(record_);
        number(customer_, 1, customer.key.id);
        number(customer_, 2, customer.version_before + 1);
        number(customer_, 3, customer.due_at.milliseconds);
        number(customer_, 4, customer.last_seq);
        blob(customer_, 5, bytes_of(customer.chain));
        blob(customer_, 6, customer.bytes);
        step(customer_);
        number(order_, 1, order.key.id);
        number(order_, 2, 1);
        number(order_, 3, order.last_seq);
        blob(order_, 4, order.bytes);
        step(order_);
        blob(key_, 1, bytes_of(key.key));
        blob(key_, 2, bytes_of(key.fingerprint));
        number(key_, 3, key.seq);
        number(key_, 4, key.status);
        number(key_, 5, key.at.milliseconds);
        blob(key_, 6, key.answer);
        step(key_);
    }

    sqlite3_stmt *record_, *customer_, *order_, *key_, *begin_, *commit_;
};

struct Figures {
    std::vector<int64_t> orders_per_second;    // of each round
    std::vector<int64_t> commit_microseconds;  // of each commit, without what follows it
    std::vector<int64_t> with_tidy_microseconds;
    int64_t orders = 0;
    int64_t cpu = 0;
    int64_t written = 0;
};

template <class T>
T quantile(std::vector<T> values, int per_mille) {
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, values.size() * static_cast<size_t>(per_mille) / 1000)];
}

int64_t since(Clock::time_point from) {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - from).count();
}

template <class Commit, class Tidy>
void round_of(const Setup& setup, Orders& orders, size_t size, Figures& figures, Commit&& commit, Tidy&& tidy) {
    int64_t busy = 0;
    int64_t done = 0;
    const int64_t written = field_of("/proc/self/io", "write_bytes:");
    while (busy < setup.milliseconds * 1000) {
        const Batch batch = orders.next(size);
        const int64_t cpu = cpu_microseconds();
        const auto start = Clock::now();
        commit(batch);
        figures.commit_microseconds.push_back(since(start));
        tidy();
        const int64_t took = since(start);
        figures.cpu += cpu_microseconds() - cpu;
        figures.with_tidy_microseconds.push_back(took);
        busy += took;
        done += static_cast<int64_t>(size);
    }
    figures.orders += done;
    figures.orders_per_second.push_back(done * 1'000'000 / busy);
    figures.written += field_of("/proc/self/io", "write_bytes:") - written;
}

void print_side(JsonWriter& json, std::string_view name, const Figures& figures) {
    json.key(name).object();
    json.field("orders_per_second", quantile(figures.orders_per_second, 500));
    json.field("best", quantile(figures.orders_per_second, 1000));
    json.field("cpu_ns_per_order", figures.cpu * 1000 / figures.orders);
    json.field("commit_us_p50", quantile(figures.commit_microseconds, 500));
    json.field("commit_us_p99", quantile(figures.commit_microseconds, 990));
    json.field("commit_us_max", quantile(figures.commit_microseconds, 1000));
    json.field("with_checkpoint_us_p99", quantile(figures.with_tidy_microseconds, 990));
    json.field("with_checkpoint_us_max", quantile(figures.with_tidy_microseconds, 1000));
    json.field("written_bytes_per_order", figures.written / figures.orders);
    json.end_object();
}

void print_line(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

void preload(Store& store, const Setup& setup) {
    std::vector<uint64_t> ids(setup.customers);
    for (uint64_t i = 0; i < setup.customers; ++i) ids[i] = Orders::customer_id(i);
    std::sort(ids.begin(), ids.end(),
              [](uint64_t a, uint64_t b) { return static_cast<int64_t>(a) < static_cast<int64_t>(b); });
    for (size_t i = 0; i < ids.size();) {
        Batch batch;
        for (; i < ids.size() && batch.writes.size() < 10'000; ++i)
            batch.writes.push_back(
                {{AggregateKind::customer, ids[i]}, 0, Orders::filler(600, i), {1}, 0, chain_of({}, "preloaded")});
        must(store.commit(batch));
    }
}

void scans(Store& store, const Setup& setup, const std::string& folder) {
    auto reader = must(store.reader());
    const auto measure = [&](const char* name, auto&& work) {
        const auto start = Clock::now();
        const uint64_t rows = work();
        std::string line;
        JsonWriter json(line);
        json.object().field("bench", "store").field("workload", name).field("rows", rows);
        json.field("milliseconds", since(start) / 1000);
        json.field("resident_kib", field_of("/proc/self/status", "VmRSS:")).end_object();
        print_line(line);
    };
    measure("each_due", [&] {
        uint64_t rows = 0;
        must(reader->each_due([&](uint64_t, Instant) { return ++rows > 0; }));
        return rows;
    });
    measure("each_aggregate", [&] {
        uint64_t rows = 0;
        must(reader->each_aggregate(AggregateKind::customer, 0,
                                    [&](uint64_t, const Loaded&) { return ++rows > 0; }));
        return rows;
    });
    measure("each_record", [&] {
        uint64_t rows = 0;
        must(reader->each_record(0, [&](const JournalRecord&) { return ++rows > 0; }));
        return rows;
    });
    measure("load", [&] {
        const uint64_t rows = 100'000;
        for (uint64_t i = 0; i < rows; ++i)
            (void)must(
                reader->load({AggregateKind::customer, Orders::customer_id(scrambled(i) % setup.customers)}));
        return rows;
    });
    measure("backup", [&] {
        must(store.backup(folder + "/copy.db"));
        return must(reader->statistics()).customers;
    });
    measure("restore", [&] {
        must(restore_sqlite(folder + "/copy.db", folder + "/restored"));
        return must(reader->statistics()).customers;
    });
    measure("close_and_open", [&] {
        const uint64_t rows = must(reader->statistics()).customers;
        reader.reset();
        must(store.close());
        (void)must(open_sqlite(folder + "/ours"));
        return rows;
    });
}

void compare(Store& store, Bare& bare, const Setup& setup) {
    Orders our_orders(setup), bare_orders(setup);
    for (const size_t size : setup.batches) {
        Figures ours, theirs;
        std::vector<int64_t> ratios;
        for (int round = 0; round < setup.rounds; ++round) {
            round_of(
                setup, our_orders, size, ours, [&](const Batch& batch) { must(store.commit(batch)); },
                [&] { must(store.tidy()); });
            round_of(
                setup, bare_orders, size, theirs, [&](const Batch& batch) { bare.commit(batch); }, [] {});
            ratios.push_back(ours.orders_per_second.back() * 1000 / theirs.orders_per_second.back());
        }
        std::string line;
        JsonWriter json(line);
        json.object().field("bench", "store").field("workload", "commit").field("orders_per_batch", size);
        json.field("customers", setup.customers).field("page_size", setup.page_size);
        json.field("checkpoint_pages", setup.checkpoint_pages);
        json.field("order_ids", setup.random_orders ? "random" : "growing");
        print_side(json, "store", ours);
        print_side(json, "bare", theirs);
        json.field("ratio_per_mille", quantile(ratios, 500)).end_object();
        print_line(line);
    }
}

Setup setup_from(int count, char** arguments) {
    Setup setup;
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        const size_t equals = argument.find('=');
        const std::string name = argument.substr(0, equals);
        const std::string value = equals == std::string::npos ? "" : argument.substr(equals + 1);
        const auto number = [&] { return std::strtoll(value.c_str(), nullptr, 10); };
        if (name == "quick") {
            setup.customers = 100'000;
            setup.milliseconds = 300;
            setup.rounds = 3;
        } else if (name == "customers")
            setup.customers = static_cast<uint64_t>(number());
        else if (name == "seconds")
            setup.milliseconds = number() * 1000;
        else if (name == "rounds")
            setup.rounds = static_cast<int>(number());
        else if (name == "page_size")
            setup.page_size = static_cast<int>(number());
        else if (name == "checkpoint_pages")
            setup.checkpoint_pages = static_cast<int>(number());
        else if (name == "batch")
            setup.batches = {static_cast<size_t>(number())};
        else if (name == "order_ids")
            setup.random_orders = value == "random";
        else if (name == "scans")
            setup.scans = number() != 0;
        else if (name == "folder")
            setup.folder = value;
        else
            stop("unknown argument " + argument);
    }
    return setup;
}

}  // namespace

int main(int count, char** arguments) {
    Setup setup = setup_from(count, arguments);
    std::string folder = (fs::path(setup.folder.empty() ? fs::temp_directory_path() : fs::path(setup.folder)) /
                          "habitue-bench-XXXXXX")
                             .string();
    if (mkdtemp(folder.data()) == nullptr) stop("cannot create " + folder);

    SqliteOptions options;
    options.page_size = setup.page_size;
    options.checkpoint_pages = setup.checkpoint_pages;
    // each loaded in the same way: a copied file lies differently in the system's memory, and is slower to write to
    for (const char* side : {"/ours", "/bare"}) preload(*must(open_sqlite(folder + side, options)), setup);
    {
        auto store = must(open_sqlite(folder + "/ours", options));
        {
            Bare bare(folder + "/bare/habitue.db", setup);
            compare(*store, bare, setup);
        }
        if (setup.scans) scans(*store, setup, folder);
    }
    fs::remove_all(folder);
}
