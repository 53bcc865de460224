#include "service/cached_aggregates.h"

#include <algorithm>

#include "service/aggregate_keys.h"

namespace habitue::service {
namespace {

[[noreturn]] void trouble(FaultKind kind, std::string what) {
    throw loyalty::StoreTrouble{Fault::of(kind, std::move(what))};
}

}  // namespace

CachedAggregates::CachedAggregates(store::Store& store, size_t customers_cached, size_t orders_cached)
    : store_(store),
      customers_(customers_cached),
      orders_(orders_cached),
      tallies_(100'000),
      codes_(orders_cached),
      products_(100'000),
      next_seq_(store.last_seq() + 1) {}

template <class T>
CachedAggregates::Kept<T> CachedAggregates::load(store::AggregateKey key) {
    auto loaded = store_.load(key);
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
        trouble(FaultKind::corrupt, "a stored " + std::string(store::name_of(key.kind)) + " cannot be read");
    kept.value = std::move(*value);
    kept.exists = true;
    return kept;
}

CachedAggregates::Kept<loyalty::Customer>& CachedAggregates::customer_kept(CustomerId id) {
    if (auto* kept = customers_.find(id.value)) return *kept;
    return customers_.put(id.value, load<loyalty::Customer>(key_of_customer(id)));
}

CachedAggregates::Kept<loyalty::Order>& CachedAggregates::order_kept(const OrderId& id) {
    const uint64_t key = order_key(id);
    auto* kept = orders_.find(key);
    if (kept == nullptr) kept = &orders_.put(key, load<loyalty::Order>(key_of_order(id)));
    if (kept->exists && kept->value.id != id)
        trouble(FaultKind::conflict, "another order has the same key as " + id.value);
    return *kept;
}

CachedAggregates::Kept<loyalty::Tally>& CachedAggregates::tally_kept(std::string_view name) {
    const uint64_t key = tally_key(name);
    auto* kept = tallies_.find(key);
    if (kept == nullptr) kept = &tallies_.put(key, load<loyalty::Tally>(key_of_tally(name)));
    if (kept->exists && kept->value.name != name)
        trouble(FaultKind::conflict, "another tally has the same key as " + std::string(name));
    return *kept;
}

CachedAggregates::Kept<KeptCode>& CachedAggregates::code_kept(loyalty::CodeId id) {
    if (auto* kept = codes_.find(id.value)) return *kept;
    return codes_.put(id.value, load<KeptCode>(key_of_code(id)));
}

CachedAggregates::Kept<loyalty::Product>& CachedAggregates::product_kept(std::string_view sku) {
    const uint64_t key = product_key(sku);
    auto* kept = products_.find(key);
    if (kept == nullptr) kept = &products_.put(key, load<loyalty::Product>(key_of_product(sku)));
    if (kept->exists && kept->value.sku != sku)
        trouble(FaultKind::conflict, "another product has the same key as " + std::string(sku));
    return *kept;
}

const loyalty::Customer* CachedAggregates::customer(CustomerId id) {
    if (trial_)
        if (const auto* tried = trial_->customer(id)) return tried;
    const auto& kept = customer_kept(id);
    return kept.exists ? &kept.value : nullptr;
}

const loyalty::Order* CachedAggregates::order(const OrderId& id) {
    if (trial_)
        if (const auto* tried = trial_->order(id)) return tried;
    const auto& kept = order_kept(id);
    return kept.exists ? &kept.value : nullptr;
}

const loyalty::Tally* CachedAggregates::tally(std::string_view name) {
    if (trial_)
        if (const auto* tried = trial_->tally(name)) return tried;
    const auto& kept = tally_kept(name);
    return kept.exists ? &kept.value : nullptr;
}

const loyalty::Code* CachedAggregates::code(loyalty::CodeId id) {
    if (trial_)
        if (const auto* tried = trial_->code(id)) return tried;
    const auto& kept = code_kept(id);
    return kept.exists ? &kept.value.code : nullptr;
}

const loyalty::Product* CachedAggregates::product(std::string_view sku) {
    if (trial_)
        if (const auto* tried = trial_->product(sku)) return tried;
    const auto& kept = product_kept(sku);
    return kept.exists ? &kept.value : nullptr;
}

void CachedAggregates::put(const loyalty::Record& record, loyalty::State&& after) {
    if (trial_) return trial_->put(record, std::move(after));
    Kept<loyalty::Customer>& customer = customer_kept(record.customer);
    store::JournalRecord row;
    row.seq = next_seq_++;
    row.customer = record.customer.value;
    row.previous_seq = customer.last_seq;
    row.at = record.at;
    row.received_at = received_at;
    row.bytes = to_bytes(record);
    row.chain = store::chain_of(customer.chain, row.bytes);

    customer.last_seq = row.seq;
    customer.chain = row.chain;
    if (record.customer) {
        const Instant due_before = customer.exists ? customer.value.due_at : kNever;
        customer.value = std::move(after.customer);
        customer.exists = true;
        const Instant due_at = customer.value.due_at;
        if (on_due && due_at != kNever && due_at != due_before) on_due(record.customer, due_at);
    }
    if (!customer.dirty) dirty_customers_.push_back(record.customer.value);
    customer.dirty = true;

    if (record.order) {
        Kept<loyalty::Order>& order = order_kept(record.order);
        order.value = std::move(after.order);
        order.exists = true;
        order.last_seq = row.seq;
        order.chain = row.chain;
        if (!order.dirty) dirty_orders_.push_back(order_key(record.order));
        order.dirty = true;
    }
    put_tallies(row, std::move(after.tallies));
    put_codes(row, std::move(after.codes));
    put_products(row, std::move(after.products));
    records_.push_back(std::move(row));
}

void CachedAggregates::put_tallies(const store::JournalRecord& row, std::vector<loyalty::Tally>&& tallies) {
    for (loyalty::Tally& changed : tallies) {
        Kept<loyalty::Tally>& tally = tally_kept(changed.name);
        if (tally.exists && tally.value == changed) continue;
        if (!tally.exists && changed == loyalty::Tally{changed.name, 0, {}, {}, {}}) continue;
        const uint64_t key = tally_key(changed.name);
        tally.value = std::move(changed);
        tally.exists = true;
        tally.last_seq = row.seq;
        tally.chain = row.chain;
        if (!tally.dirty) dirty_tallies_.push_back(key);
        tally.dirty = true;
    }
}

void CachedAggregates::put_codes(const store::JournalRecord& row, std::vector<loyalty::Code>&& codes) {
    for (loyalty::Code& changed : codes) {
        Kept<KeptCode>& code = code_kept(changed.id);
        if (code.exists && code.value.code == changed) continue;
        if (changed.form != loyalty::CodeForm::batch) code.value.records.push_back(row.seq);
        code.value.code = std::move(changed);
        code.exists = true;
        code.last_seq = row.seq;
        code.chain = row.chain;
        if (!code.dirty) dirty_codes_.push_back(code.value.code.id.value);
        code.dirty = true;
    }
}

void CachedAggregates::put_products(const store::JournalRecord& row, std::vector<loyalty::Product>&& products) {
    for (loyalty::Product& changed : products) {
        Kept<loyalty::Product>& product = product_kept(changed.sku);
        if (product.exists && product.value == changed) continue;
        const uint64_t key = product_key(changed.sku);
        product.value = std::move(changed);
        product.exists = true;
        product.last_seq = row.seq;
        product.chain = row.chain;
        if (!product.dirty) dirty_products_.push_back(key);
        product.dirty = true;
    }
}

template <class T>
store::Write CachedAggregates::write_of(store::AggregateKey key, const Kept<T>& kept) {
    store::Write write;
    write.key = key;
    write.version_before = kept.version;
    if (kept.exists) write.bytes = to_bytes(kept.value);
    write.last_seq = kept.last_seq;
    write.chain = kept.chain;
    return write;
}

store::Batch CachedAggregates::batch() {
    store::Batch batch;
    batch.records = std::move(records_);
    batch.writes.reserve(dirty_customers_.size() + dirty_orders_.size() + dirty_tallies_.size() +
                         dirty_codes_.size() + dirty_products_.size());
    for (const uint64_t id : dirty_customers_) {
        const auto& kept = *customers_.find(id);
        store::Write write = write_of({store::AggregateKind::customer, id}, kept);
        if (kept.exists) write.due_at = kept.value.due_at;
        batch.writes.push_back(std::move(write));
    }
    for (const uint64_t id : dirty_orders_)
        batch.writes.push_back(write_of({store::AggregateKind::order, id}, *orders_.find(id)));
    for (const uint64_t id : dirty_tallies_)
        batch.writes.push_back(write_of({store::AggregateKind::tally, id}, *tallies_.find(id)));
    std::sort(dirty_codes_.begin(), dirty_codes_.end());  // hashes: neighbours share pages
    for (const uint64_t id : dirty_codes_) {
        const auto& kept = *codes_.find(id);
        store::Write write = write_of({store::AggregateKind::code, id}, kept);
        write.due_at = waits_since(kept.value.code);
        batch.writes.push_back(std::move(write));
    }
    for (const uint64_t id : dirty_products_)
        batch.writes.push_back(write_of({store::AggregateKind::product, id}, *products_.find(id)));
    return batch;
}

void CachedAggregates::committed() {
    const auto settle = [](auto& generations, std::vector<uint64_t>& ids) {
        for (const uint64_t id : ids) {
            auto& kept = *generations.find(id);
            kept.dirty = false;
            ++kept.version;
        }
        ids.clear();
        generations.collect();
    };
    settle(customers_, dirty_customers_);
    settle(orders_, dirty_orders_);
    settle(tallies_, dirty_tallies_);
    settle(codes_, dirty_codes_);
    settle(products_, dirty_products_);
    records_.clear();
}

void CachedAggregates::forget() {
    for (const uint64_t id : dirty_customers_) customers_.erase(id);
    for (const uint64_t id : dirty_orders_) orders_.erase(id);
    for (const uint64_t id : dirty_tallies_) tallies_.erase(id);
    for (const uint64_t id : dirty_codes_) codes_.erase(id);
    for (const uint64_t id : dirty_products_) products_.erase(id);
    dirty_customers_.clear();
    dirty_orders_.clear();
    dirty_tallies_.clear();
    dirty_codes_.clear();
    dirty_products_.clear();
    records_.clear();
    next_seq_ = store_.last_seq() + 1;
}

void CachedAggregates::begin_trial() { trial_ = std::make_unique<loyalty::MemoryAggregates>(); }
void CachedAggregates::end_trial() {
    trial_.reset();
    if (dirty_products_.empty()) products_.collect();  // carts ask for many, and no batch may follow
}

}  // namespace habitue::service
