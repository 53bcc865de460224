#include "store/memory/memory.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "store/conflicts.h"
#include "store/memory/state.h"

namespace habitue::store {
namespace {

// Point reads look at the state under the shared lock. Scans take a share of the state itself, so that the writer,
// finding it shared, goes on in a copy. Shares are given back under the lock too: then use_count() is exact.
struct Shared {
    std::shared_mutex mutex;
    std::shared_ptr<MemoryState> state = std::make_shared<MemoryState>();
};

class Snapshot {
  public:
    explicit Snapshot(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {
        const std::shared_lock lock(shared_->mutex);
        state_ = shared_->state;
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot() {
        const std::shared_lock lock(shared_->mutex);
        state_.reset();
    }
    const MemoryState& state() const { return *state_; }

  private:
    std::shared_ptr<Shared> shared_;
    std::shared_ptr<const MemoryState> state_;
};

std::vector<uint64_t> sorted_ids(const Aggregates& aggregates, uint64_t from_id) {
    std::vector<uint64_t> ids;
    ids.reserve(aggregates.size());
    for (const auto& [id, loaded] : aggregates)
        if (id >= from_id) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

template <class Map, class Key>
auto found_in(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
    const auto found = map.find(key);
    if (found == map.end()) return std::nullopt;
    return found->second;
}

class MemoryReader : public Reader {
  public:
    explicit MemoryReader(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

    Result<std::optional<Loaded>> load(AggregateKey key) override {
        return look([&](const MemoryState& state) { return found_in(state.of(key.kind), key.id); });
    }
    Result<std::optional<KeyRow>> find_key(const Hash128& key) override {
        return look([&](const MemoryState& state) { return found_in(state.keys, key); });
    }
    Result<std::optional<JournalRecord>> record(uint64_t seq) override {
        return look([&](const MemoryState& state) -> std::optional<JournalRecord> {
            if (seq == 0 || seq > state.journal.size()) return std::nullopt;
            return state.journal[seq - 1];
        });
    }
    Result<uint64_t> last_seq() override {
        return look([](const MemoryState& state) -> uint64_t { return state.journal.size(); });
    }

    Result<void> each_record(uint64_t from_seq, const OnRecord& on_record) override {
        return scan([&](const MemoryState& state) {
            for (size_t i = from_seq == 0 ? 0 : from_seq - 1; i < state.journal.size(); ++i)
                if (!on_record(state.journal[i])) return;
        });
    }
    Result<void> each_aggregate(AggregateKind kind, uint64_t from_id, const OnAggregate& on_aggregate) override {
        return scan([&](const MemoryState& state) {
            const Aggregates& aggregates = state.of(kind);
            for (const uint64_t id : sorted_ids(aggregates, from_id))
                if (!on_aggregate(id, aggregates.at(id))) return;
        });
    }
    Result<void> each_due(const OnDue& on_due) override {
        return each_aggregate(AggregateKind::customer, 0, [&](uint64_t id, const Loaded& loaded) {
            return loaded.due_at == kNever || on_due(id, loaded.due_at);
        });
    }

    Result<void> each_due_code(const OnDue& on_due) override {
        return scan([&](const MemoryState& state) {
            std::vector<std::pair<Instant, uint64_t>> due;
            for (const auto& [id, loaded] : state.codes)
                if (loaded.due_at != kNever) due.emplace_back(loaded.due_at, id);
            std::sort(due.begin(), due.end());
            for (const auto& [at, id] : due)
                if (!on_due(id, at)) return;
        });
    }

    Result<std::vector<ProgrammeVersion>> programmes() override {
        return look([](const MemoryState& state) {
            std::vector<ProgrammeVersion> all;
            for (const auto& [key, held] : state.programmes)
                all.push_back({held.id, held.version, held.published_at, "", "", held.hash});
            return all;
        });
    }
    Result<std::optional<ProgrammeVersion>> programme(std::string_view id, uint32_t version) override {
        return look([&](const MemoryState& state) {
            return found_in(state.programmes, std::pair(std::string(id), version));
        });
    }
    Result<std::vector<ApiKey>> api_keys() override {
        return look([](const MemoryState& state) {
            std::vector<ApiKey> all;
            for (const auto& [id, key] : state.api_keys) all.push_back(key);
            return all;
        });
    }
    Result<std::optional<std::string>> setting(std::string_view name) override {
        return look([&](const MemoryState& state) { return found_in(state.settings, name); });
    }
    Result<std::vector<Setting>> settings(std::string_view prefix) override {
        return look([&](const MemoryState& state) {
            std::vector<Setting> all;
            for (auto at = state.settings.lower_bound(prefix); at != state.settings.end(); ++at) {
                if (!at->first.starts_with(prefix)) break;
                all.push_back({at->first, at->second});
            }
            return all;
        });
    }

    Result<Statistics> statistics() override {
        return look([](const MemoryState& state) {
            return Statistics{.records = state.journal.size(),
                              .customers = state.customers.size(),
                              .orders = state.orders.size(),
                              .tallies = state.tallies.size(),
                              .codes = state.codes.size(),
                              .products = state.products.size(),
                              .keys = state.keys.size(),
                              .bytes_on_disk = 0};
        });
    }
    Result<void> check_storage() override { return {}; }

    Result<void> hold_snapshot() override {
        if (held_) return Fault::invalid("", "this reader holds a snapshot already");
        held_.emplace(shared_);
        return {};
    }
    void release_snapshot() override { held_.reset(); }

  private:
    template <class Look>
    auto look(Look&& at) -> Result<decltype(at(std::declval<const MemoryState&>()))> {
        if (held_) return at(held_->state());
        const std::shared_lock lock(shared_->mutex);
        return at(*shared_->state);
    }
    // What the callback reads is of the scan's commit too.
    template <class Scan>
    Result<void> scan(Scan&& over) {
        const bool own = !held_;
        if (own) held_.emplace(shared_);
        over(held_->state());
        if (own) held_.reset();
        return {};
    }

    std::shared_ptr<Shared> shared_;
    std::optional<Snapshot> held_;
};

class MemoryStore : public Store {
  public:
    Result<std::unique_ptr<Reader>> reader() override {
        return std::unique_ptr<Reader>(std::make_unique<MemoryReader>(shared_));
    }

    Result<void> commit(const Batch& batch) override {
        const std::unique_lock lock(shared_->mutex);
        if (closed_) return is_closed();
        if (shared_->state.use_count() > 1) shared_->state = std::make_shared<MemoryState>(*shared_->state);
        return shared_->state->apply(batch);
    }

    uint64_t last_seq() const override {
        const std::shared_lock lock(shared_->mutex);
        return shared_->state->journal.size();
    }
    Result<std::optional<Loaded>> load(AggregateKey key) override { return MemoryReader(shared_).load(key); }
    Result<std::optional<KeyRow>> find_key(const Hash128& key) override {
        return MemoryReader(shared_).find_key(key);
    }

    Result<void> tidy() override { return {}; }
    Result<void> backup(const std::string&) override {
        return Fault::invalid("", "a store in memory has no backup");
    }
    Result<void> close() override {
        const std::unique_lock lock(shared_->mutex);
        closed_ = true;
        return {};
    }

  private:
    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
    bool closed_ = false;
};

}  // namespace

std::unique_ptr<Store> open_memory() { return std::make_unique<MemoryStore>(); }

}  // namespace habitue::store
