// The aggregates of one kind, decoded, as the decider has changed them: what is at hand, what changed since the
// last batch (dirty), and what is being made durable (in flight). Internal to the room.
#pragma once

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/fields.h"
#include "loyalty/engine.h"
#include "service/aggregate_keys.h"
#include "store/store.h"

namespace habitue::service {

// Two generations: what is used lives in the young one; when that is full the old one is dropped and they swap.
// References stay valid until collect().
template <class T>
class Generations {
  public:
    explicit Generations(size_t most) : most_(most / 2 + 1) {}

    T* find(uint64_t id) {
        if (auto found = young_.find(id); found != young_.end()) return &found->second;
        auto found = old_.find(id);
        if (found == old_.end()) return nullptr;
        return &young_.insert(old_.extract(found)).position->second;
    }
    // The same where it lies: others may look at the same time.
    T* peek(uint64_t id) { return const_cast<T*>(std::as_const(*this).peek(id)); }
    const T* peek(uint64_t id) const {
        if (auto found = young_.find(id); found != young_.end()) return &found->second;
        auto found = old_.find(id);
        return found == old_.end() ? nullptr : &found->second;
    }
    T& put(uint64_t id, T value) { return young_.insert_or_assign(id, std::move(value)).first->second; }
    void erase(uint64_t id) {
        young_.erase(id);
        old_.erase(id);
    }
    void collect() {
        if (young_.size() < most_) return;
        old_ = std::move(young_);
        young_ = {};
    }

  private:
    size_t most_;
    std::unordered_map<uint64_t, T> young_, old_;
};

template <class T>
struct Kept {
    T value{};
    bool exists = false;
    uint64_t version = 0;  // in the store, once everything up to here is durable
    uint64_t last_seq = 0;
    Hash256 chain{};
    bool dirty = false;
};

template <class T>
class Shelf {
  public:
    Shelf(store::AggregateKind kind, size_t most) : kind_(kind), kept_(most) {}

    // Loaded when it is not at hand. Faults travel as StoreTrouble.
    Kept<T>& at(uint64_t id, store::Reader& reader) {
        if (Kept<T>* kept = kept_.find(id)) return *kept;
        return kept_.put(id, load({kind_, id}, reader));
    }
    const Kept<T>* at_hand(uint64_t id) const { return kept_.peek(id); }

    void changed(uint64_t id, Kept<T>& kept, const store::JournalRecord& row) {
        kept.last_seq = row.seq;
        kept.chain = row.chain;
        if (!kept.dirty) dirty_.push_back(id);
        kept.dirty = true;
    }
    // What is dirty goes into the batch, and is in flight from then on. due_of gives the write's due instant.
    // Changes no value: others may look at the same time.
    template <class DueOf>
    void seal(std::vector<store::Write>& writes, const DueOf& due_of) {
        in_flight_ = std::move(dirty_);
        dirty_.clear();
        std::sort(in_flight_.begin(), in_flight_.end());  // neighbours share pages
        for (const uint64_t id : in_flight_) {
            Kept<T>& kept = *kept_.peek(id);
            store::Write write;
            write.key = {kind_, id};
            write.version_before = kept.version++;
            if (kept.exists) write.bytes = to_bytes(kept.value);
            if (kept.exists) write.due_at = due_of(kept.value);
            write.last_seq = kept.last_seq;
            write.chain = kept.chain;
            kept.dirty = false;
            writes.push_back(std::move(write));
        }
    }
    // What was in flight is durable. Drops what nobody has used for long: never what was used since the last call,
    // so nothing that is dirty.
    void settle() {
        in_flight_.clear();
        kept_.collect();
    }
    // What was in flight or is dirty will not be written.
    void forget() {
        for (const uint64_t id : in_flight_) kept_.erase(id);
        for (const uint64_t id : dirty_) kept_.erase(id);
        in_flight_.clear();
        dirty_.clear();
    }
    bool clean() const { return in_flight_.empty() && dirty_.empty(); }

  private:
    static Kept<T> load(store::AggregateKey key, store::Reader& reader) {
        auto loaded = reader.load(key);
        if (!loaded) throw loyalty::StoreTrouble{loaded.fault()};
        Kept<T> kept;
        if (!*loaded) return kept;
        const store::Loaded& row = **loaded;
        kept.version = row.version;
        kept.last_seq = row.last_seq;
        kept.chain = row.chain;
        if (key == kNobody) return kept;
        auto value = from_bytes<T>(row.bytes);
        if (!value)
            throw loyalty::StoreTrouble{Fault::of(
                FaultKind::corrupt, "a stored " + std::string(store::name_of(key.kind)) + " cannot be read")};
        kept.value = std::move(*value);
        kept.exists = true;
        return kept;
    }

    store::AggregateKind kind_;
    Generations<Kept<T>> kept_;
    std::vector<uint64_t> dirty_, in_flight_;
};

}  // namespace habitue::service
