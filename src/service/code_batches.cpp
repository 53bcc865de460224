#include "service/code_batches.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "base/random_bytes.h"
#include "loyalty/codes/code_text.h"
#include "service/aggregate_keys.h"

namespace habitue::service {
namespace {

constexpr std::string_view kSettings = "code_batch/";
constexpr std::string_view kKeyMark = "hbt_xk_";
constexpr size_t kInFlight = 2;  // commands at a time: the shop's own are not kept waiting long

// A code of the batch before it is issued.
struct Planned {
    loyalty::CodeId id;
    int64_t index = 0;
    bool operator<(const Planned& other) const { return id < other.id; }
};

std::string plain_batch_code(const Hash256& seed, int64_t index, std::string_view prefix) {
    return loyalty::plain_code(batch_code(seed, index, prefix)).value_or("");
}

}  // namespace

std::string_view name_of(BatchState state) {
    switch (state) {
        case BatchState::running: return "running";
        case BatchState::done: return "done";
        case BatchState::failed: return "failed";
        case BatchState::imported: return "imported";
    }
    return "unknown";
}

std::string new_export_key() { return std::string(kKeyMark) + to_hex(bytes_of(random_256())); }
Hash256 seed_of(std::string_view export_key) { return hash256("code batch\n", export_key); }
Hash256 check_of(const Hash256& seed) { return keyed_hash256(bytes_of(seed), "check"); }

std::string batch_code(const Hash256& seed, int64_t index, std::string_view prefix) {
    const std::string text = loyalty::code_text_of(keyed_hash256(bytes_of(seed), "code\n" + std::to_string(index)));
    return prefix.empty() ? text : std::string(prefix) + "-" + text;
}

store::Setting setting_of(const CodeBatch& batch) { return {std::string(kSettings) + batch.id, to_bytes(batch)}; }

namespace {

Result<CodeBatch> read_batch(const std::string& bytes) {
    auto batch = from_bytes<CodeBatch>(bytes);
    if (!batch) return Fault::of(FaultKind::corrupt, "a batch of codes cannot be read from the settings");
    return std::move(*batch);
}

}  // namespace

Result<std::optional<CodeBatch>> find_batch(store::Reader& reader, std::string_view id) {
    auto setting = reader.setting(std::string(kSettings) + std::string(id));
    if (!setting) return setting.fault();
    if (!*setting) return std::optional<CodeBatch>();
    auto batch = read_batch(**setting);
    if (!batch) return batch.fault();
    return std::optional<CodeBatch>(std::move(*batch));
}

Result<std::vector<CodeBatch>> all_batches(store::Reader& reader) {
    auto settings = reader.settings(kSettings);
    if (!settings) return settings.fault();
    std::vector<CodeBatch> all;
    for (const store::Setting& setting : *settings) {
        auto batch = read_batch(setting.value.value_or(""));
        if (!batch) return batch.fault();
        all.push_back(std::move(*batch));
    }
    return all;
}

loyalty::NewCode new_code(const Hash256& secret, std::string_view plain) {
    return {loyalty::code_id_of(secret, plain), loyalty::last_four_of(plain), 0};
}

loyalty::IssueCodes issue_part(const CodeBatch& batch, std::vector<loyalty::NewCode> codes) {
    loyalty::IssueCodes issue;
    issue.form = loyalty::CodeForm::batch;
    issue.rule = batch.offer;
    issue.batch = batch.id;
    issue.codes = std::move(codes);
    issue.valid_from = batch.valid_from;
    issue.valid_until = batch.valid_until;
    issue.most_uses = batch.most_uses;
    issue.reason = "batch";
    issue.actor = batch.actor;
    return issue;
}

struct CodeBatches::Body {
    Body(store::Store& the_store, Decider& the_decider) : store(the_store), decider(the_decider) {}

    store::Store& store;
    Decider& decider;
    std::mutex mutex;
    std::condition_variable work;
    std::deque<CodeBatch> waiting;
    std::map<std::string, int64_t, std::less<>> progress;  // of what is running
    std::atomic<bool> stopping = false;
    std::thread thread;

    void run();
    void issue(CodeBatch batch);
    std::vector<Planned> plan(const CodeBatch& batch) const;
    Result<size_t> parts_issued(const std::vector<Planned>& plan);
    std::optional<std::string> issue_from(const CodeBatch& batch, const std::vector<Planned>& plan, size_t part);
    void end(CodeBatch batch, BatchState state, std::string trouble);
    void told(const std::string& id, int64_t issued) {
        const std::lock_guard lock(mutex);
        progress[id] = issued;
    }
    int64_t told(const std::string& id) {
        const std::lock_guard lock(mutex);
        return progress[id];
    }
};

void CodeBatches::Body::run() {
    while (true) {
        CodeBatch batch;
        {
            std::unique_lock lock(mutex);
            work.wait(lock, [&] { return stopping || !waiting.empty(); });
            if (stopping) return;
            batch = std::move(waiting.front());
            waiting.pop_front();
        }
        issue(std::move(batch));
    }
}

std::vector<Planned> CodeBatches::Body::plan(const CodeBatch& batch) const {
    std::vector<Planned> all(static_cast<size_t>(batch.count));
    for (size_t i = 0; i < all.size() && !stopping; ++i) {
        const auto index = static_cast<int64_t>(i);
        const std::string plain = plain_batch_code(*batch.seed, index, batch.prefix);
        all[i] = {loyalty::code_id_of(decider.code_secret(), plain), index};
    }
    std::sort(all.begin(), all.end());
    return all;
}

// Parts are issued whole and in their order, so the last id of each says whether it is there.
Result<size_t> CodeBatches::Body::parts_issued(const std::vector<Planned>& plan) {
    size_t low = 0, high = (plan.size() + kCodesInCommand - 1) / kCodesInCommand;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const size_t last = std::min((middle + 1) * kCodesInCommand, plan.size()) - 1;
        auto loaded = store.load(key_of_code(plan[last].id));
        if (!loaded) return loaded.fault();
        if (*loaded)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void CodeBatches::Body::issue(CodeBatch batch) {
    const std::vector<Planned> codes = plan(batch);
    if (stopping) return;
    auto part = parts_issued(codes);
    if (!part) return end(std::move(batch), BatchState::failed, part.fault().text());
    told(batch.id, static_cast<int64_t>(std::min(*part * kCodesInCommand, codes.size())));
    const auto trouble = issue_from(batch, codes, *part);
    if (trouble) return end(std::move(batch), BatchState::failed, *trouble);
    if (told(batch.id) == batch.count) end(std::move(batch), BatchState::done, "");
}

namespace {

// Answers of commands that are on their way.
struct Flight {
    std::mutex mutex;
    std::condition_variable landed;
    size_t up = 0;
    std::optional<std::string> trouble;
};

Answer answer_for(const Told& told) {
    const loyalty::Decision& decision = told.handled.decision;
    if (decision.accepted()) return {};
    return {422, std::string(loyalty::name_of(decision.refusals.front().code)), false};
}

}  // namespace

// Goes on until all is issued, something goes wrong, or the process ends.
std::optional<std::string> CodeBatches::Body::issue_from(const CodeBatch& batch, const std::vector<Planned>& plan,
                                                         size_t part) {
    auto flight = std::make_shared<Flight>();
    for (; part * kCodesInCommand < plan.size(); ++part) {
        {
            std::unique_lock lock(flight->mutex);
            flight->landed.wait(lock, [&] { return flight->up < kInFlight; });
            if (flight->trouble || stopping) break;
            ++flight->up;
        }
        const size_t begin = part * kCodesInCommand, end = std::min(begin + kCodesInCommand, plan.size());
        std::vector<loyalty::NewCode> codes;
        codes.reserve(end - begin);
        for (size_t i = begin; i < end; ++i) {
            const std::string plain = plain_batch_code(*batch.seed, plan[i].index, batch.prefix);
            codes.push_back({plan[i].id, loyalty::last_four_of(plain), 0});
        }
        Submission submission;
        submission.command.body = issue_part(batch, std::move(codes));
        submission.render = answer_for;
        submission.done = [this, flight, id = batch.id, end](const Result<Answer>& answer) {
            if (answer && answer->status == 200) told(id, static_cast<int64_t>(end));
            const std::lock_guard lock(flight->mutex);
            --flight->up;
            if (!answer)
                flight->trouble = answer.fault().text();
            else if (answer->status != 200 && !flight->trouble)
                flight->trouble = answer->body;
            flight->landed.notify_all();
        };
        decider.submit(std::move(submission));
    }
    std::unique_lock lock(flight->mutex);
    flight->landed.wait(lock, [&] { return flight->up == 0; });
    return stopping ? std::nullopt : flight->trouble;
}

void CodeBatches::Body::end(CodeBatch batch, BatchState state, std::string trouble) {
    batch.issued = told(batch.id);
    batch.state = state;
    batch.trouble = std::move(trouble);
    batch.seed.reset();
    // where even this cannot be written the batch is still running for the next process
    auto setting = setting_of(batch);
    (void)store.put_setting(std::move(setting.name), std::move(setting.value));
}

CodeBatches::CodeBatches(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Result<std::unique_ptr<CodeBatches>> CodeBatches::start(store::Store& store, Decider& decider) {
    auto body = std::make_unique<Body>(store, decider);
    auto reader = store.reader();
    if (!reader) return reader.fault();
    auto known = all_batches(**reader);
    if (!known) return known.fault();
    for (CodeBatch& batch : *known)
        if (batch.state == BatchState::running && batch.seed) body->waiting.push_back(std::move(batch));
    Body* running = body.get();
    running->thread = std::thread([running] { running->run(); });
    return std::unique_ptr<CodeBatches>(new CodeBatches(std::move(body)));
}

CodeBatches::~CodeBatches() {
    {
        const std::lock_guard lock(body_->mutex);
        body_->stopping = true;
    }
    body_->work.notify_all();
    body_->thread.join();
}

void CodeBatches::run(CodeBatch batch) {
    {
        const std::lock_guard lock(body_->mutex);
        body_->waiting.push_back(std::move(batch));
    }
    body_->work.notify_one();
}

Result<int64_t> CodeBatches::issued(const CodeBatch& batch) {
    if (batch.state != BatchState::running) return batch.issued;
    return body_->told(batch.id);
}

}  // namespace habitue::service
