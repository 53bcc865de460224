#include "service/cached_aggregates.h"

#include "service/aggregate_keys.h"

namespace habitue::service {
namespace {

using store::AggregateKind;

[[noreturn]] void same_key(const char* noun, std::string_view name) {
    throw loyalty::StoreTrouble{Fault::of(
        FaultKind::conflict, "another " + std::string(noun) + " has the same key as " + std::string(name))};
}

template <class T>
const T* existing(const Kept<T>& kept) {
    return kept.exists ? &kept.value : nullptr;
}

template <class T>
std::optional<const T*> existing(const Kept<T>* kept) {
    if (kept == nullptr) return std::nullopt;
    return existing(*kept);
}

}  // namespace

CachedAggregates::CachedAggregates(store::Reader& reader, uint64_t last_seq, size_t customers_cached,
                                   size_t orders_cached)
    : reader_(reader),
      customers_(AggregateKind::customer, customers_cached),
      orders_(AggregateKind::order, orders_cached),
      tallies_(AggregateKind::tally, 100'000),
      codes_(AggregateKind::code, orders_cached),
      products_(AggregateKind::product, 100'000),
      next_seq_(last_seq + 1) {}

uint64_t CachedAggregates::key_of(const OrderId& id) {
    if (id != last_order_) {
        last_order_ = id;
        last_order_key_ = order_key(id);
    }
    return last_order_key_;
}

Kept<loyalty::Order>& CachedAggregates::order_kept(const OrderId& id) {
    Kept<loyalty::Order>& kept = orders_.at(key_of(id), reader_);
    if (kept.exists && kept.value.id != id) same_key("order", id.value);
    return kept;
}

Kept<loyalty::Tally>& CachedAggregates::tally_kept(std::string_view name) {
    Kept<loyalty::Tally>& kept = tallies_.at(tally_key(name), reader_);
    if (kept.exists && kept.value.name != name) same_key("tally", name);
    return kept;
}

Kept<loyalty::Product>& CachedAggregates::product_kept(std::string_view sku) {
    Kept<loyalty::Product>& kept = products_.at(product_key(sku), reader_);
    if (kept.exists && kept.value.sku != sku) same_key("product", sku);
    return kept;
}

const loyalty::Customer* CachedAggregates::customer(CustomerId id) {
    return existing(customers_.at(id.value, reader_));
}
const loyalty::Order* CachedAggregates::order(const OrderId& id) { return existing(order_kept(id)); }
const loyalty::Tally* CachedAggregates::tally(std::string_view name) { return existing(tally_kept(name)); }
const loyalty::Code* CachedAggregates::code(loyalty::CodeId id) {
    const Kept<KeptCode>& kept = codes_.at(id.value, reader_);
    return kept.exists ? &kept.value.code : nullptr;
}
const loyalty::Product* CachedAggregates::product(std::string_view sku) { return existing(product_kept(sku)); }

// Two names of one key are the decider's to complain about.
std::optional<const loyalty::Customer*> CachedAggregates::AtHand::customer(CustomerId id) const {
    return existing(of.customers_.at_hand(id.value));
}
std::optional<const loyalty::Order*> CachedAggregates::AtHand::order(const OrderId& id) const {
    auto found = existing(of.orders_.at_hand(order_key(id)));
    if (found && *found != nullptr && (*found)->id != id) return std::nullopt;
    return found;
}
std::optional<const loyalty::Tally*> CachedAggregates::AtHand::tally(std::string_view name) const {
    auto found = existing(of.tallies_.at_hand(tally_key(name)));
    if (found && *found != nullptr && (*found)->name != name) return std::nullopt;
    return found;
}
std::optional<const loyalty::Code*> CachedAggregates::AtHand::code(loyalty::CodeId id) const {
    const Kept<KeptCode>* kept = of.codes_.at_hand(id.value);
    if (kept == nullptr) return std::nullopt;
    return kept->exists ? &kept->value.code : nullptr;
}
std::optional<const loyalty::Product*> CachedAggregates::AtHand::product(std::string_view sku) const {
    auto found = existing(of.products_.at_hand(product_key(sku)));
    if (found && *found != nullptr && (*found)->sku != sku) return std::nullopt;
    return found;
}

void CachedAggregates::put(const loyalty::Record& record, loyalty::State&& after) {
    Kept<loyalty::Customer>& customer = customers_.at(record.customer.value, reader_);
    store::JournalRecord row;
    row.seq = next_seq_++;
    row.customer = record.customer.value;
    row.previous_seq = customer.last_seq;
    row.at = record.at;
    row.received_at = received_at;
    row.bytes = to_bytes(record);
    row.chain = store::chain_of(customer.chain, row.bytes);

    if (record.customer) {
        const Instant due_before = customer.exists ? customer.value.due_at : kNever;
        customer.value = std::move(after.customer);
        customer.exists = true;
        const Instant due_at = customer.value.due_at;
        if (on_due && due_at != kNever && due_at != due_before) on_due(record.customer, due_at);
    }
    customers_.changed(record.customer.value, customer, row);
    if (record.order) put_order(record.order, row, std::move(after.order));
    put_tallies(row, std::move(after.tallies));
    put_codes(row, std::move(after.codes));
    put_products(row, std::move(after.products));
    records_.push_back(std::move(row));
}

void CachedAggregates::put_order(const OrderId& id, const store::JournalRecord& row, loyalty::Order&& changed) {
    Kept<loyalty::Order>& order = order_kept(id);
    order.value = std::move(changed);
    order.exists = true;
    orders_.changed(key_of(id), order, row);
}

void CachedAggregates::put_tallies(const store::JournalRecord& row, std::vector<loyalty::Tally>&& tallies) {
    for (loyalty::Tally& changed : tallies) {
        Kept<loyalty::Tally>& tally = tally_kept(changed.name);
        if (tally.exists && tally.value == changed) continue;
        if (!tally.exists && changed == loyalty::Tally{changed.name, 0, {}, {}, {}}) continue;
        tally.value = std::move(changed);
        tally.exists = true;
        tallies_.changed(tally_key(tally.value.name), tally, row);
    }
}

void CachedAggregates::put_codes(const store::JournalRecord& row, std::vector<loyalty::Code>&& codes) {
    for (loyalty::Code& changed : codes) {
        Kept<KeptCode>& code = codes_.at(changed.id.value, reader_);
        if (code.exists && code.value.code == changed) continue;
        if (changed.form != loyalty::CodeForm::batch) code.value.records.push_back(row.seq);
        code.value.code = std::move(changed);
        code.exists = true;
        codes_.changed(code.value.code.id.value, code, row);
    }
}

void CachedAggregates::put_products(const store::JournalRecord& row, std::vector<loyalty::Product>&& products) {
    for (loyalty::Product& changed : products) {
        Kept<loyalty::Product>& product = product_kept(changed.sku);
        if (product.exists && product.value == changed) continue;
        product.value = std::move(changed);
        product.exists = true;
        products_.changed(product_key(product.value.sku), product, row);
    }
}

store::Batch CachedAggregates::batch() {
    const auto never = [](const auto&) { return kNever; };
    store::Batch batch;
    batch.records = std::move(records_);
    records_.clear();
    customers_.seal(batch.writes, [](const loyalty::Customer& customer) { return customer.due_at; });
    orders_.seal(batch.writes, never);
    tallies_.seal(batch.writes, never);
    codes_.seal(batch.writes, [](const KeptCode& kept) { return waits_since(kept.code); });
    products_.seal(batch.writes, never);
    return batch;
}

void CachedAggregates::committed() {
    customers_.settle();
    orders_.settle();
    tallies_.settle();
    codes_.settle();
    products_.settle();
}

void CachedAggregates::forget(uint64_t last_seq) {
    customers_.forget();
    orders_.forget();
    tallies_.forget();
    codes_.forget();
    products_.forget();
    records_.clear();
    next_seq_ = last_seq + 1;
}

void CachedAggregates::trim() {
    if (products_.clean()) products_.settle();
}

}  // namespace habitue::service
