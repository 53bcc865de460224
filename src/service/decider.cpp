#include "service/decider.h"

#include <atomic>
#include <cctype>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <queue>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "base/random_bytes.h"
#include "loyalty/programme/reader.h"
#include "service/cached_aggregates.h"
#include "service/documents.h"

namespace habitue::service {
namespace {

using Clock = std::chrono::steady_clock;

Instant system_now() {
    return {
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count()};
}

uint64_t microseconds_since(Clock::time_point start) {
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count());
}

struct HashOfKey {
    size_t operator()(const Hash128& key) const {
        size_t value = 0;
        for (size_t i = 0; i < sizeof value; ++i) value = value << 8 | key[15 - i];
        return value;
    }
};

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<Hash128> uuid_version_7(std::string_view text) {
    if (text.size() != 36 || text[14] != '7') return std::nullopt;
    Hash128 bytes{};
    size_t at = 0;
    for (size_t i = 0; i < text.size(); i += 2) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') return std::nullopt;
            ++i;
        }
        const int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes[at++] = static_cast<uint8_t>(high << 4 | low);
    }
    return bytes;
}

constexpr const char* kSecretSetting = "code_secret";

Result<Hash256> secret_of(store::Store& store, store::Reader& reader) {
    auto kept = reader.setting(kSecretSetting);
    if (!kept) return kept.fault();
    Hash256 secret{};
    if (*kept && (*kept)->size() == secret.size()) {
        std::copy((*kept)->begin(), (*kept)->end(), secret.begin());
        return secret;
    }
    if (*kept) return Fault::of(FaultKind::corrupt, "the workspace's secret has a wrong size");
    secret = random_256();
    if (auto put = store.put_setting(kSecretSetting, std::string(bytes_of(secret))); !put) return put.fault();
    return secret;
}

loyalty::Quote quote_cart(loyalty::Engine& engine, const loyalty::LockCart& cart, Instant now) {
    if (!cart.customer.empty()) engine.advance(engine.survivor(customer_id_of(cart.customer)), now);
    return engine.quote(cart, now);
}

// What a quote refused does not stand in the way of the rest.
void leave_out_refused(loyalty::Command& command, const loyalty::Quote& quote) {
    auto* put = std::get_if<loyalty::PutOrder>(&command.body);
    if (put == nullptr) return;
    const auto refused = [&](std::string_view list, size_t index) {
        const std::string where = "/" + std::string(list) + "/" + std::to_string(index);
        return std::any_of(quote.checkout.refusals.begin(), quote.checkout.refusals.end(),
                           [&](const loyalty::Refusal& refusal) { return refusal.where == where; });
    };
    const auto leave_out = [&](std::string_view list, auto& all) {
        for (size_t i = all.size(); i-- > 0;)
            if (refused(list, i)) all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
    };
    leave_out("codes", put->content.codes);
    leave_out("gift_cards", put->content.gift_cards);
}

}  // namespace

Hash128 key_of(std::string_view text) {
    if (auto uuid = uuid_version_7(text)) return *uuid;
    return hash128("key\n" + std::string(text));
}

struct Decider::Body {
    Body(store::Store& the_store, DeciderOptions the_options)
        : store(the_store),
          options(std::move(the_options)),
          aggregates(the_store, options.customers_cached, options.orders_cached),
          published(std::make_shared<loyalty::Programmes>()) {
        if (!options.now) options.now = system_now;
        aggregates.on_due = [this](CustomerId id, Instant due) { dues.push({due, id}); };
    }

    // --- what other threads touch, under the mutex
    std::mutex mutex;
    std::condition_variable work;
    std::deque<Submission> queue;
    std::deque<std::function<void()>> tasks;  // run on the decider's thread between batches
    std::unordered_set<Hash128, HashOfKey> keys_in_use;
    bool stopping = false;
    mutable std::mutex programmes_mutex;
    DeciderCounts counts;
    mutable std::mutex counts_mutex;

    // --- the decider's own
    store::Store& store;
    DeciderOptions options;
    CachedAggregates aggregates;
    Hash256 code_secret{};
    std::shared_ptr<const loyalty::Programmes> published;  // replaced whole, under programmes_mutex
    struct Due {
        Instant at;
        CustomerId customer;
        bool operator>(const Due& other) const {
            return at != other.at ? at > other.at : customer > other.customer;
        }
    };
    std::priority_queue<Due, std::vector<Due>, std::greater<>> dues;
    std::vector<Due> ticked_dues;  // of this batch: due again if it is not committed
    struct Waiting {
        std::function<void(Result<Answer>)> done;
        Result<Answer> answer;
        std::optional<Hash128> key;
    };
    std::vector<Waiting> waiting;
    std::vector<store::KeyRow> key_rows;
    std::unordered_map<Hash128, size_t, HashOfKey> keys_of_batch;  // index into key_rows
    std::thread thread;

    std::shared_ptr<const loyalty::Programmes> programmes() const {
        const std::lock_guard lock(programmes_mutex);
        return published;
    }

    void run();
    void run_batch(std::vector<Submission>& batch);
    void take(Submission& submission, const loyalty::Programmes& current);
    Result<Answer> decide(Submission& submission, const loyalty::Programmes& current);
    std::optional<Result<Answer>> kept_answer(const Key& key);
    size_t tick_due(const loyalty::Programmes& current, Instant now, size_t most);
    Result<uint64_t> tick_everyone(Instant now);
    Result<void> commit();
    void forget();  // what the batch changed, and will not be written
    void answer_all(const std::optional<Fault>& fault);
    Result<uint32_t> publish_now(loyalty::Programme compiled, std::string source);
    bool wait_for_work(std::vector<Submission>& batch, std::deque<std::function<void()>>& jobs);
};

// Sleeps until there is something to do; false when it is time to stop and nothing is left.
bool Decider::Body::wait_for_work(std::vector<Submission>& batch, std::deque<std::function<void()>>& jobs) {
    std::unique_lock lock(mutex);
    const auto ready = [&] { return stopping || !queue.empty() || !tasks.empty(); };
    if (options.clock == ClockMode::wall && !dues.empty()) {
        const Duration left = dues.top().at - options.now();
        const int64_t sleep = std::clamp<int64_t>(left.milliseconds, 0, 3'600'000);
        work.wait_for(lock, std::chrono::milliseconds(sleep), ready);
    } else {
        work.wait(lock, ready);
    }
    jobs.swap(tasks);
    while (!queue.empty() && batch.size() < options.most_in_batch) {
        batch.push_back(std::move(queue.front()));
        queue.pop_front();
    }
    return !(stopping && batch.empty() && jobs.empty());
}

void Decider::Body::run() {
    std::vector<Submission> batch;
    std::deque<std::function<void()>> jobs;
    while (wait_for_work(batch, jobs)) {
        for (auto& job : jobs) job();
        jobs.clear();
        run_batch(batch);
        batch.clear();
        if (auto tidied = store.tidy(); !tidied) continue;  // the next commit reports what is wrong with the disk
    }
}

void Decider::Body::run_batch(std::vector<Submission>& batch) {
    const auto current = programmes();
    const Clock::time_point start = Clock::now();
    std::optional<Fault> fault;
    size_t ticked = 0;
    for (Submission& submission : batch) {
        try {
            take(submission, *current);
        } catch (const loyalty::StoreTrouble& trouble) {
            // What this command left half done must not be written, so the whole batch is given up.
            waiting.push_back({std::move(submission.done), trouble.fault,
                               submission.key ? std::optional(submission.key->key) : std::nullopt});
            fault = trouble.fault;
            break;
        }
    }
    if (!fault && options.clock == ClockMode::wall && !current->empty()) {
        try {
            ticked = tick_due(*current, options.now(), options.most_in_batch);
        } catch (const loyalty::StoreTrouble& trouble) {
            fault = trouble.fault;
        }
    }
    if (fault) {
        for (size_t i = waiting.size(); i < batch.size(); ++i)
            waiting.push_back(
                {std::move(batch[i].done), *fault, batch[i].key ? std::optional(batch[i].key->key) : std::nullopt});
        forget();
    }
    const uint64_t decided = microseconds_since(start);
    const Clock::time_point commit_start = Clock::now();
    const bool writes = !aggregates.clean() || !key_rows.empty();
    if (!writes) ticked_dues.clear();  // nothing was due after all
    if (!fault && writes)
        if (auto result = commit(); !result) fault = result.fault();
    {
        const std::lock_guard lock(counts_mutex);
        counts.ticks += ticked;
        counts.decide_microseconds += decided;
        if (writes) {
            counts.commit_microseconds += microseconds_since(commit_start);
            ++(fault ? counts.failed_commits : counts.commits);
        }
    }
    answer_all(fault);
}

void Decider::Body::take(Submission& submission, const loyalty::Programmes& current) {
    std::optional<Result<Answer>> answer;
    if (submission.key && !submission.dry_run) answer = kept_answer(*submission.key);
    if (!answer) answer = decide(submission, current);
    // only now: a fault thrown above is told through `done` by the caller
    waiting.push_back({std::move(submission.done), std::move(*answer),
                       submission.key ? std::optional(submission.key->key) : std::nullopt});
}

std::optional<Result<Answer>> Decider::Body::kept_answer(const Key& key) {
    std::optional<store::KeyRow> row;
    if (const auto found = keys_of_batch.find(key.key); found != keys_of_batch.end()) {
        row = key_rows[found->second];
    } else {
        auto loaded = store.find_key(key.key);
        if (!loaded) throw loyalty::StoreTrouble{loaded.fault()};
        row = std::move(*loaded);
    }
    if (!row) return std::nullopt;
    if (row->fingerprint != key.fingerprint)
        return Fault{FaultKind::invalid, {{"key_reused", "this idempotency key was used for another request"}}};
    const std::lock_guard lock(counts_mutex);
    ++counts.repeated;
    return Answer{row->status, row->answer, true};
}

Result<Answer> Decider::Body::decide(Submission& submission, const loyalty::Programmes& current) {
    if (current.empty()) return Fault{FaultKind::conflict, {{"no_programme", "no programme is published yet"}}};
    const Instant now = options.now();
    aggregates.received_at = now;
    if (submission.dry_run) aggregates.begin_trial();
    const uint64_t first_seq = aggregates.next_seq();
    loyalty::Engine engine(current, aggregates);
    struct EndTrial {
        CachedAggregates& aggregates;
        ~EndTrial() { aggregates.end_trial(); }
    } end_trial{aggregates};
    std::optional<loyalty::Quote> quote;
    if (submission.quote) {
        quote = quote_cart(engine, *submission.quote, now);
        if (submission.dry_run) leave_out_refused(submission.command, *quote);
    }
    std::optional<loyalty::Order> order_before;
    if (const OrderId* id = submission.tell_order_before ? order_of(submission.command) : nullptr)
        if (const loyalty::Order* order = aggregates.order(*id)) order_before = *order;
    const loyalty::Handled handled = engine.handle(submission.command, now);
    Answer answer = submission.render({current, submission.command, handled, submission.dry_run,
                                       quote ? &*quote : nullptr, order_before ? &*order_before : nullptr});
    if (submission.dry_run) return answer;
    if (submission.key) {
        const uint64_t seq = aggregates.next_seq() > first_seq ? aggregates.next_seq() - 1 : 0;
        keys_of_batch.emplace(submission.key->key, key_rows.size());
        key_rows.push_back(
            {submission.key->key, submission.key->fingerprint, seq, answer.status, answer.body, now});
    }
    const std::lock_guard lock(counts_mutex);
    ++counts.commands;
    counts.records += handled.records;
    if (handled.decision.refused()) ++counts.refused;
    return answer;
}

size_t Decider::Body::tick_due(const loyalty::Programmes& current, Instant now, size_t most) {
    loyalty::Engine engine(current, aggregates);
    aggregates.received_at = now;
    size_t records = 0;
    while (!dues.empty() && dues.top().at <= now && records < most) {
        const CustomerId customer = dues.top().customer;
        ticked_dues.push_back(dues.top());
        dues.pop();
        records += engine.advance(customer, now);
    }
    return records;
}

Result<void> Decider::Body::commit() {
    store::Batch batch = aggregates.batch();
    batch.keys = std::move(key_rows);
    key_rows.clear();
    keys_of_batch.clear();
    Result<void> result = store.commit(batch);
    if (!result) {
        forget();
        return result;
    }
    aggregates.committed();
    ticked_dues.clear();
    return result;
}

void Decider::Body::forget() {
    aggregates.forget();
    key_rows.clear();
    keys_of_batch.clear();
    for (const Due& due : ticked_dues) dues.push(due);
    ticked_dues.clear();
}

void Decider::Body::answer_all(const std::optional<Fault>& fault) {
    std::vector<Waiting> answers;
    answers.swap(waiting);
    {
        const std::lock_guard lock(mutex);
        for (const Waiting& waits : answers)
            if (waits.key) keys_in_use.erase(*waits.key);
    }
    for (Waiting& waits : answers) waits.done(fault ? Result<Answer>(*fault) : std::move(waits.answer));
}

// What fell due before the new version is done under the old one.
Result<uint64_t> Decider::Body::tick_everyone(Instant now) {
    const auto current = programmes();
    uint64_t records = 0;
    try {
        while (!current->empty() && !dues.empty() && dues.top().at <= now) {
            records += tick_due(*current, now, options.most_in_batch);
            if (aggregates.clean())
                ticked_dues.clear();  // they were stale
            else if (auto result = commit(); !result)
                return result.fault();
        }
    } catch (const loyalty::StoreTrouble& trouble) {
        forget();
        return trouble.fault;
    }
    return records;
}

Result<uint32_t> Decider::Body::publish_now(loyalty::Programme compiled, std::string source) {
    if (options.clock == ClockMode::wall)
        if (auto ticked = tick_everyone(options.now()); !ticked) return ticked.fault();
    const auto before = programmes();
    if (!before->empty()) {
        const loyalty::Programme& current = before->current();
        if (current.hash == compiled.hash) return current.version;
        if (current.id != compiled.id)
            return Fault{FaultKind::conflict, {{"/id", "this workspace runs the programme " + current.id}}};
        if (!(current.currency == compiled.currency))
            return Fault{FaultKind::conflict, {{"/currency", "a running programme keeps its currency"}}};
        for (const loyalty::WalletRule& wallet : current.wallets) {
            const loyalty::WalletRule* after = compiled.wallet(wallet.id);
            if (after != nullptr && (after->decimals != wallet.decimals || after->money != wallet.money))
                return Fault{FaultKind::conflict,
                             {{"/wallets/" + wallet.id, "a running wallet keeps its kind and decimals"}}};
        }
        compiled.version = current.version + 1;
    } else {
        compiled.version = 1;
    }
    const uint32_t version = compiled.version;
    compiled.code_secret = code_secret;
    const auto stored = store.publish_programme(
        {compiled.id, version, options.now(), compiled.document, std::move(source), compiled.hash});
    if (!stored) return stored.fault();
    auto after = std::make_shared<loyalty::Programmes>(*before);
    after->add(std::make_shared<const loyalty::Programme>(std::move(compiled)));
    const std::lock_guard lock(programmes_mutex);
    published = std::move(after);
    return version;
}

Decider::Decider(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Result<std::unique_ptr<Decider>> Decider::start(store::Store& store, DeciderOptions options) {
    auto body = std::make_unique<Body>(store, std::move(options));
    auto reader = store.reader();
    if (!reader) return reader.fault();
    auto secret = secret_of(store, **reader);
    if (!secret) return secret.fault();
    body->code_secret = *secret;
    auto versions = (*reader)->programmes();
    if (!versions) return versions.fault();
    auto loaded = std::make_shared<loyalty::Programmes>();
    for (const store::ProgrammeVersion& row : *versions) {
        auto whole = (*reader)->programme(row.id, row.version);
        if (!whole) return whole.fault();
        if (!*whole)
            return Fault::of(FaultKind::corrupt,
                             "the programme version " + std::to_string(row.version) + " is missing");
        auto document = read_json((*whole)->document);
        if (!document) return document.fault();
        auto programme = loyalty::read_programme(*document);
        if (!programme) return programme.fault();
        programme->version = row.version;
        programme->code_secret = *secret;
        loaded->add(std::make_shared<const loyalty::Programme>(std::move(*programme)));
    }
    body->published = std::move(loaded);
    std::vector<Body::Due> dues;
    auto scanned = (*reader)->each_due([&](uint64_t customer, Instant due_at) {
        dues.push_back({due_at, CustomerId{customer}});
        return true;
    });
    if (!scanned) return scanned.fault();
    body->dues = decltype(body->dues)({}, std::move(dues));
    Body* running = body.get();
    running->thread = std::thread([running] { running->run(); });
    return std::unique_ptr<Decider>(new Decider(std::move(body)));
}

Decider::~Decider() {
    {
        const std::lock_guard lock(body_->mutex);
        body_->stopping = true;
    }
    body_->work.notify_all();
    body_->thread.join();
}

void Decider::submit(Submission submission) {
    std::optional<Fault> fault;
    {
        const std::lock_guard lock(body_->mutex);
        if (body_->stopping)
            fault = Fault::of(FaultKind::busy, "the engine is shutting down");
        else if (body_->queue.size() >= body_->options.most_queued)
            fault = Fault::of(FaultKind::busy, "too much is waiting");
        else if (submission.key && !body_->keys_in_use.insert(submission.key->key).second)
            fault = Fault{FaultKind::conflict,
                          {{"key_in_use", "the first request with this idempotency key is still running"}}};
        if (!fault) body_->queue.push_back(std::move(submission));
    }
    if (fault)
        submission.done(*fault);
    else
        body_->work.notify_one();
}

Result<Answer> Decider::ask(Submission submission) {
    std::promise<Result<Answer>> promise;
    auto answered = promise.get_future();
    submission.done = [&promise](Result<Answer> answer) { promise.set_value(std::move(answer)); };
    submit(std::move(submission));
    return answered.get();
}

Result<uint32_t> Decider::publish(loyalty::Programme compiled, std::string source) {
    std::promise<Result<uint32_t>> promise;
    auto answered = promise.get_future();
    {
        const std::lock_guard lock(body_->mutex);
        if (body_->stopping) return Fault::of(FaultKind::busy, "the engine is shutting down");
        auto shared = std::make_shared<loyalty::Programme>(std::move(compiled));
        body_->tasks.push_back([this, &promise, shared, source = std::move(source)] {
            promise.set_value(body_->publish_now(std::move(*shared), source));
        });
    }
    body_->work.notify_one();
    return answered.get();
}

const Hash256& Decider::code_secret() const { return body_->code_secret; }

std::shared_ptr<const loyalty::Programmes> Decider::programmes() const { return body_->programmes(); }

Result<uint64_t> Decider::advance_everyone(Instant now) {
    std::promise<Result<uint64_t>> promise;
    auto answered = promise.get_future();
    {
        const std::lock_guard lock(body_->mutex);
        if (body_->stopping) return Fault::of(FaultKind::busy, "the engine is shutting down");
        body_->tasks.push_back([this, &promise, now] { promise.set_value(body_->tick_everyone(now)); });
    }
    body_->work.notify_one();
    return answered.get();
}

DeciderCounts Decider::counts() const {
    DeciderCounts counts;
    {
        const std::lock_guard lock(body_->counts_mutex);
        counts = body_->counts;
    }
    const std::lock_guard lock(body_->mutex);
    counts.queued = body_->queue.size();
    return counts;
}

Instant Decider::now() const { return body_->options.now(); }

}  // namespace habitue::service
