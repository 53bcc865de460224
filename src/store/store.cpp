#include "store/store.h"

namespace habitue::store {

std::string_view name_of(AggregateKind kind) {
    switch (kind) {
        case AggregateKind::customer: return "customer";
        case AggregateKind::order: return "order";
        case AggregateKind::tally: return "tally";
        case AggregateKind::code: return "code";
        case AggregateKind::product: return "product";
    }
    return "unknown";
}

Hash256 chain_of(const Hash256& before, std::string_view bytes) { return hash256(bytes_of(before), bytes); }

Result<std::vector<JournalRecord>> Reader::history(uint64_t customer, uint64_t before_seq, size_t limit) {
    uint64_t next = 0;
    if (before_seq == kNewest) {
        auto head = load({AggregateKind::customer, customer});
        if (!head) return head.fault();
        if (*head) next = (*head)->last_seq;
    } else {
        auto newer = record(before_seq);
        if (!newer) return newer.fault();
        if (!*newer || (*newer)->customer != customer)
            return Fault::invalid("", "record " + std::to_string(before_seq) + " is not one of this customer's");
        next = (*newer)->previous_seq;
    }

    std::vector<JournalRecord> records;
    while (next != 0 && records.size() < limit) {
        auto found = record(next);
        if (!found) return found.fault();
        // a pointer forward, to nothing or to another customer would otherwise lead astray or round in circles
        if (!*found || (*found)->customer != customer || (*found)->previous_seq >= next)
            return Fault::of(FaultKind::corrupt, "the history of customer " + std::to_string(customer) +
                                                     " is broken at record " + std::to_string(next));
        next = (*found)->previous_seq;
        records.push_back(std::move(**found));
    }
    return records;
}

Result<void> Store::publish_programme(ProgrammeVersion programme) {
    Batch batch;
    batch.programmes.push_back(std::move(programme));
    return commit(batch);
}

Result<void> Store::put_api_key(ApiKey key) {
    Batch batch;
    batch.api_keys.push_back(std::move(key));
    return commit(batch);
}

Result<void> Store::revoke_api_key(std::string_view id, Instant at) {
    auto looking = reader();
    if (!looking) return looking.fault();
    auto keys = (*looking)->api_keys();
    if (!keys) return keys.fault();
    for (ApiKey& key : *keys) {
        if (key.id != id) continue;
        if (key.revoked_at != kNever) return {};
        key.revoked_at = at;
        return put_api_key(std::move(key));
    }
    return Fault::of(FaultKind::not_found, "there is no API key \"" + std::string(id) + "\"");
}

Result<void> Store::put_setting(std::string name, std::optional<std::string> value) {
    Batch batch;
    batch.settings.push_back({std::move(name), std::move(value)});
    return commit(batch);
}

}  // namespace habitue::store
