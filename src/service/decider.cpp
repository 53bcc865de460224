#include "service/decider.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <queue>
#include <thread>
#include <unordered_set>

#include "base/random_bytes.h"
#include "loyalty/programme/reader.h"
#include "service/cached_aggregates.h"
#include "service/committer.h"
#include "service/deciding.h"
#include "service/documents.h"
#include "service/fair_lock.h"
#include "service/trial.h"

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

struct Due {
    Instant at;
    CustomerId customer;
    bool operator>(const Due& other) const { return at != other.at ? at > other.at : customer > other.customer; }
};

// Decided and not answered yet.
struct Waiting {
    Submission submission;
    std::shared_ptr<const loyalty::Programmes> programmes;  // by which it was decided
    Decided decided;
    std::optional<Result<Answer>> answer;  // where it is known already
};

}  // namespace

struct Decider::Body {
    Body(store::Store& the_store, std::unique_ptr<store::Reader> the_reader, DeciderOptions the_options)
        : store(the_store),
          reader(std::move(the_reader)),
          options(std::move(the_options)),
          aggregates(*reader, store.last_seq(), options.customers_cached, options.orders_cached),
          published(std::make_shared<loyalty::Programmes>()),
          committer(store, [this] { wake(); }) {
        if (!options.now) options.now = system_now;
        aggregates.on_due = [this](CustomerId id, Instant due) { dues.push({due, id}); };
    }

    // --- what other threads touch, under the mutex
    std::mutex mutex;
    std::condition_variable work;
    std::deque<Submission> queue;
    std::deque<std::function<void()>> tasks;  // run on the decider's thread when nothing is being committed
    std::unordered_set<Hash128, HashOfKey> keys_in_use;
    bool stopping = false;
    mutable std::mutex programmes_mutex;
    DeciderCounts counts;
    mutable std::mutex counts_mutex;

    // --- the decider's own
    store::Store& store;
    std::unique_ptr<store::Reader> reader;
    DeciderOptions options;
    FairLock looking;  // shared by those who look at the aggregates; the decider's to change them
    CachedAggregates aggregates;
    Hash256 code_secret{};
    std::shared_ptr<const loyalty::Programmes> published;  // replaced whole, under programmes_mutex
    std::priority_queue<Due, std::vector<Due>, std::greater<>> dues;
    // The open batch: decided, and not handed to the committer yet.
    std::deque<Waiting> waiting;
    std::vector<store::KeyRow> key_rows;
    std::vector<Due> ticked_dues;  // due again if it is not committed
    // The batch in flight.
    bool in_flight = false;
    std::vector<Due> ticked_dues_in_flight;
    std::thread thread;
    Committer committer;  // ends first

    std::shared_ptr<const loyalty::Programmes> programmes() const {
        const std::lock_guard lock(programmes_mutex);
        return published;
    }
    void wake() {
        { const std::lock_guard lock(mutex); }
        work.notify_one();
    }

    void run();
    bool wait_for_work(std::vector<Submission>& taken, std::deque<std::function<void()>>& jobs);
    void take_all(std::vector<Submission>& taken);
    void take(Submission&& submission, const std::shared_ptr<const loyalty::Programmes>& current);
    std::optional<Result<Answer>> kept_answer(const Key& key);
    Decided decide_one(Submission& submission, const loyalty::Programmes& current);
    std::optional<Result<Answer>> look(Submission& submission);  // any thread; nothing: ask the decider
    void keep_key(const Submission& submission, const Answer& answer, uint64_t first_seq);
    size_t tick_due(const loyalty::Programmes& current, Instant now, size_t most);
    Result<uint64_t> tick_everyone(Instant now);
    bool nothing_open() const { return waiting.empty() && key_rows.empty() && aggregates.clean(); }
    void hand_over();
    Result<void> commit_all();         // everything until here is durable, or its fault
    std::optional<Fault> land();       // waits for the batch in flight; its fault
    void give_up(const Fault& fault);  // the open batch
    static void render_all(std::deque<Waiting>& leaving);
    void answer_all(std::deque<Waiting> leaving, const std::optional<Fault>& fault);
    Result<uint32_t> publish_now(loyalty::Programme compiled, std::string source);
};

// Sleeps until there is something to do; false when it is time to stop and nothing is left.
bool Decider::Body::wait_for_work(std::vector<Submission>& taken, std::deque<std::function<void()>>& jobs) {
    std::unique_lock lock(mutex);
    const size_t room =
        options.most_in_batch - std::min(options.most_in_batch, std::max(waiting.size(), ticked_dues.size()));
    const bool undone = in_flight || !nothing_open();
    const auto ready = [&] {
        return stopping || !tasks.empty() || (room > 0 && !queue.empty()) || (undone && committer.free());
    };
    if (options.clock == ClockMode::wall && !dues.empty() && room > 0) {
        const Duration left = dues.top().at - options.now();
        const int64_t sleep = std::clamp<int64_t>(left.milliseconds, 0, 3'600'000);
        work.wait_for(lock, std::chrono::milliseconds(sleep), ready);
    } else {
        work.wait(lock, ready);
    }
    jobs.swap(tasks);
    while (!queue.empty() && taken.size() < room) {
        taken.push_back(std::move(queue.front()));
        queue.pop_front();
    }
    return !(stopping && queue.empty() && taken.empty() && jobs.empty());
}

void Decider::Body::run() {
    std::vector<Submission> taken;
    std::deque<std::function<void()>> jobs;
    while (wait_for_work(taken, jobs)) {
        if (!jobs.empty()) (void)commit_all();  // whoever waited for it has been told
        for (auto& job : jobs) job();
        jobs.clear();
        take_all(taken);
        taken.clear();
        if (!committer.free()) continue;
        if (!nothing_open())
            hand_over();
        else if (const auto fault = land())
            give_up(*fault);
    }
    (void)commit_all();
}

void Decider::Body::take_all(std::vector<Submission>& taken) {
    const auto current = programmes();
    const Clock::time_point start = Clock::now();
    size_t ticked = 0;
    size_t next = 0;
    if (in_flight && committer.failed()) (void)commit_all();  // nothing more is decided on top of it
    try {
        while (next < taken.size()) {
            take(std::move(taken[next]), current);
            ++next;
            if (next < taken.size() && committer.free()) hand_over();  // the disk does not wait for the rest
        }
        if (options.clock == ClockMode::wall && !current->empty())
            ticked = tick_due(*current, options.now(), options.most_in_batch);
    } catch (const loyalty::StoreTrouble& trouble) {
        // What a command left half done must not be written, so the whole batch is given up.
        for (; next < taken.size(); ++next) waiting.push_back({std::move(taken[next]), current, {}, {}});
        give_up(trouble.fault);
    }
    const std::lock_guard lock(counts_mutex);
    counts.ticks += ticked;
    counts.decide_microseconds += microseconds_since(start);
}

// The submission is still the caller's when this throws.
void Decider::Body::take(Submission&& submission, const std::shared_ptr<const loyalty::Programmes>& current) {
    Waiting one{{}, current, {}, {}};
    const uint64_t first_seq = aggregates.next_seq();
    if (submission.key && !submission.dry_run) one.answer = kept_answer(*submission.key);
    if (!one.answer && current->empty()) one.answer = no_programme();
    if (!one.answer) {
        one.decided = decide_one(submission, *current);
        if (submission.key && !submission.dry_run) {
            one.answer = render(submission, one.decided, *current);
            keep_key(submission, **one.answer, first_seq);
        }
    }
    one.submission = std::move(submission);
    waiting.push_back(std::move(one));
}

// The first request with this key was answered, so its answer is durable and the reader sees it.
std::optional<Result<Answer>> Decider::Body::kept_answer(const Key& key) {
    auto loaded = reader->find_key(key.key);
    if (!loaded) throw loyalty::StoreTrouble{loaded.fault()};
    const std::optional<store::KeyRow>& row = *loaded;
    if (!row) return std::nullopt;
    if (row->fingerprint != key.fingerprint)
        return Fault{FaultKind::invalid, {{"key_reused", "this idempotency key was used for another request"}}};
    const std::lock_guard lock(counts_mutex);
    ++counts.repeated;
    return Answer{row->status, row->answer, true};
}

Decided Decider::Body::decide_one(Submission& submission, const loyalty::Programmes& current) {
    const Instant now = options.now();
    const std::lock_guard lock(looking);
    if (submission.dry_run) {
        Trial trial(aggregates);
        Decided decided = decide(submission, current, trial, now);
        aggregates.trim();
        return decided;
    }
    aggregates.received_at = now;
    Decided decided = decide(submission, current, aggregates, now);
    const std::lock_guard counting(counts_mutex);
    ++counts.commands;
    counts.records += decided.handled.records;
    if (decided.handled.decision.refused()) ++counts.refused;
    return decided;
}

std::optional<Result<Answer>> Decider::Body::look(Submission& submission) {
    const auto current = programmes();
    if (current->empty()) return no_programme();
    try {
        Decided decided;
        {
            const std::shared_lock lock(looking);
            OnlyAtHand at_hand(aggregates);
            Trial trial(at_hand);
            decided = decide(submission, *current, trial, options.now());
        }
        return render(submission, decided, *current);
    } catch (const loyalty::StoreTrouble&) {
        return std::nullopt;
    }
}

void Decider::Body::keep_key(const Submission& submission, const Answer& answer, uint64_t first_seq) {
    const uint64_t seq = aggregates.next_seq() > first_seq ? aggregates.next_seq() - 1 : 0;
    key_rows.push_back({submission.key->key, submission.key->fingerprint, seq, answer.status, answer.body,
                        aggregates.received_at});
}

size_t Decider::Body::tick_due(const loyalty::Programmes& current, Instant now, size_t most) {
    loyalty::Engine engine(current, aggregates);
    aggregates.received_at = now;
    size_t records = 0;
    while (!dues.empty() && dues.top().at <= now && records < most) {
        const std::lock_guard lock(looking);
        const CustomerId customer = dues.top().customer;
        ticked_dues.push_back(dues.top());
        dues.pop();
        records += engine.advance(customer, now);
    }
    if (aggregates.clean()) ticked_dues.clear();  // nothing was due after all
    return records;
}

// The open batch goes to the committer; its answers are rendered while it is being made durable.
void Decider::Body::hand_over() {
    if (const auto fault = land()) return give_up(*fault);
    store::Batch batch = aggregates.batch();
    batch.keys = std::move(key_rows);
    key_rows.clear();
    ticked_dues_in_flight.swap(ticked_dues);
    in_flight = true;
    const auto leaving = std::make_shared<std::deque<Waiting>>(std::exchange(waiting, {}));
    committer.hand_over(std::move(batch),
                        {[leaving] { render_all(*leaving); },
                         [this, leaving](const auto& fault) { answer_all(std::move(*leaving), fault); }});
}

void Decider::Body::render_all(std::deque<Waiting>& leaving) {
    for (Waiting& leaves : leaving)
        if (!leaves.answer) leaves.answer = render(leaves.submission, leaves.decided, *leaves.programmes);
}

std::optional<Fault> Decider::Body::land() {
    if (!in_flight) return std::nullopt;
    const Committer::Outcome outcome = committer.outcome();
    in_flight = false;
    if (outcome.written) {
        const std::lock_guard lock(counts_mutex);
        counts.commit_microseconds += outcome.microseconds;
        ++(outcome.fault ? counts.failed_commits : counts.commits);
    }
    if (outcome.fault) {
        for (const Due& due : ticked_dues_in_flight) dues.push(due);
    } else {
        const std::lock_guard lock(looking);
        aggregates.committed();
    }
    ticked_dues_in_flight.clear();
    return outcome.fault;
}

// Nothing of the open batch is kept, and nothing of one in flight that failed.
void Decider::Body::give_up(const Fault& fault) {
    (void)land();
    {
        const std::lock_guard lock(looking);
        aggregates.forget(store.last_seq());
    }
    key_rows.clear();
    for (const Due& due : ticked_dues) dues.push(due);
    ticked_dues.clear();
    answer_all(std::exchange(waiting, {}), fault);
}

Result<void> Decider::Body::commit_all() {
    std::optional<Fault> fault = land();
    if (!fault && !nothing_open()) {
        hand_over();
        fault = land();
    }
    if (!fault) return {};
    give_up(*fault);
    return *fault;
}

void Decider::Body::answer_all(std::deque<Waiting> leaving, const std::optional<Fault>& fault) {
    {
        const std::lock_guard lock(mutex);
        for (const Waiting& leaves : leaving)
            if (leaves.submission.key) keys_in_use.erase(leaves.submission.key->key);
    }
    for (Waiting& leaves : leaving) {
        if (fault) leaves.answer = *fault;
        leaves.submission.done(std::move(*leaves.answer));
    }
}

// What fell due before the new version is done under the old one.
Result<uint64_t> Decider::Body::tick_everyone(Instant now) {
    const auto current = programmes();
    uint64_t records = 0;
    try {
        while (!current->empty() && !dues.empty() && dues.top().at <= now) {
            records += tick_due(*current, now, options.most_in_batch);
            if (aggregates.clean()) continue;
            if (auto result = commit_all(); !result) return result.fault();
        }
    } catch (const loyalty::StoreTrouble& trouble) {
        give_up(trouble.fault);
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
    auto reader = store.reader();
    if (!reader) return reader.fault();
    auto own_reader = store.reader();
    if (!own_reader) return own_reader.fault();
    auto body = std::make_unique<Body>(store, std::move(*own_reader), std::move(options));
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
    std::vector<Due> dues;
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
    if (submission.dry_run && !submission.key)
        if (auto answer = body_->look(submission)) return submission.done(std::move(*answer));
    std::optional<Fault> fault;
    std::unique_lock lock(body_->mutex);
    if (body_->stopping)
        fault = Fault::of(FaultKind::busy, "the engine is shutting down");
    else if (body_->queue.size() >= body_->options.most_queued)
        fault = Fault::of(FaultKind::busy, "too much is waiting");
    else if (submission.key && !body_->keys_in_use.insert(submission.key->key).second)
        fault = Fault{FaultKind::conflict,
                      {{"key_in_use", "the first request with this idempotency key is still running"}}};
    if (fault) {
        lock.unlock();
        return submission.done(*fault);
    }
    body_->queue.push_back(std::move(submission));
    lock.unlock();
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
