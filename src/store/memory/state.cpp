#include "store/memory/state.h"

#include "store/conflicts.h"

namespace habitue::store {
namespace {

// What a batch has changed so far, to take it back.
struct Undo {
    struct Before {
        AggregateKey key;
        std::optional<Loaded> loaded;
    };
    std::vector<Before> writes;
    std::vector<Hash128> keys;
    std::vector<std::pair<std::string, uint32_t>> programmes;

    Fault take_back(MemoryState& state, Fault reason) {
        for (auto before = writes.rbegin(); before != writes.rend(); ++before) {
            Aggregates& aggregates = state.of(before->key.kind);
            if (before->loaded)
                aggregates[before->key.id] = std::move(*before->loaded);
            else
                aggregates.erase(before->key.id);
        }
        for (const Hash128& key : keys) state.keys.erase(key);
        for (const auto& programme : programmes) state.programmes.erase(programme);
        return reason;
    }
};

Result<void> apply_writes(MemoryState& state, const std::vector<Write>& writes, Undo& undo) {
    undo.writes.reserve(writes.size());
    for (size_t i = 0; i < writes.size(); ++i) {
        const Write& write = writes[i];
        Aggregates& aggregates = state.of(write.key.kind);
        const auto found = aggregates.find(write.key.id);
        const uint64_t stored = found == aggregates.end() ? 0 : found->second.version;
        if (stored != write.version_before) return lost_race(i, write, stored);

        undo.writes.push_back({write.key, std::nullopt});
        if (stored != 0) undo.writes.back().loaded = std::move(found->second);
        if (write.erased)
            aggregates.erase(write.key.id);
        else
            aggregates[write.key.id] = {write.bytes, stored + 1, write.last_seq, write.chain, write.due_at};
    }
    return {};
}

Result<void> apply_keys(MemoryState& state, const std::vector<KeyRow>& keys, Undo& undo) {
    for (size_t i = 0; i < keys.size(); ++i) {
        if (!state.keys.emplace(keys[i].key, keys[i]).second) return key_exists(i);
        undo.keys.push_back(keys[i].key);
    }
    return {};
}

Result<void> apply_programmes(MemoryState& state, const std::vector<ProgrammeVersion>& programmes, Undo& undo) {
    for (size_t i = 0; i < programmes.size(); ++i) {
        const std::pair key(programmes[i].id, programmes[i].version);
        if (!state.programmes.emplace(key, programmes[i]).second) return programme_exists(i, programmes[i]);
        undo.programmes.push_back(key);
    }
    return {};
}

}  // namespace

Aggregates& MemoryState::of(AggregateKind kind) {
    switch (kind) {
        case AggregateKind::customer: return customers;
        case AggregateKind::order: return orders;
        case AggregateKind::tally: return tallies;
        case AggregateKind::code: return codes;
        case AggregateKind::product: break;
    }
    return products;
}
const Aggregates& MemoryState::of(AggregateKind kind) const { return const_cast<MemoryState*>(this)->of(kind); }

const Loaded* MemoryState::find(AggregateKey key) const {
    const Aggregates& aggregates = of(key.kind);
    const auto found = aggregates.find(key.id);
    return found == aggregates.end() ? nullptr : &found->second;
}

Result<void> MemoryState::check_records(const Batch& batch) const {
    for (size_t i = 0; i < batch.records.size(); ++i) {
        const uint64_t expected = journal.size() + 1 + i;
        if (batch.records[i].seq != expected) return wrong_sequence(i, batch.records[i].seq, expected);
    }
    return {};
}

Result<void> MemoryState::apply(const Batch& batch) {
    if (auto checked = check_records(batch); !checked) return checked;
    Undo undo;
    if (auto applied = apply_writes(*this, batch.writes, undo); !applied)
        return undo.take_back(*this, applied.fault());
    if (auto applied = apply_keys(*this, batch.keys, undo); !applied) return undo.take_back(*this, applied.fault());
    if (auto applied = apply_programmes(*this, batch.programmes, undo); !applied)
        return undo.take_back(*this, applied.fault());

    // nothing below can be refused
    journal.insert(journal.end(), batch.records.begin(), batch.records.end());
    for (const ApiKey& key : batch.api_keys) api_keys[key.id] = key;
    for (const Setting& setting : batch.settings) {
        if (setting.value)
            settings[setting.name] = *setting.value;
        else
            settings.erase(setting.name);
    }
    return {};
}

}  // namespace habitue::store
