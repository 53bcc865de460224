// The aggregates of the store, decoded and cached for the decider, and the batch that its decisions add up to. Many
// commands on one customer, order, code, tally or product cost one row in the batch.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "loyalty/engine.h"
#include "service/kept_code.h"
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
    T& put(uint64_t id, T value) { return young_.insert_or_assign(id, std::move(value)).first->second; }
    void erase(uint64_t id) {
        young_.erase(id);
        old_.erase(id);
    }
    // Call between batches only: nothing that is not written may be dropped.
    void collect() {
        if (young_.size() < most_) return;
        old_ = std::move(young_);
        young_ = {};
    }

  private:
    size_t most_;
    std::unordered_map<uint64_t, T> young_, old_;
};

class CachedAggregates : public loyalty::Aggregates {
  public:
    CachedAggregates(store::Store&, size_t customers_cached, size_t orders_cached);

    const loyalty::Customer* customer(CustomerId) override;
    const loyalty::Order* order(const OrderId&) override;
    const loyalty::Tally* tally(std::string_view name) override;
    const loyalty::Code* code(loyalty::CodeId) override;
    const loyalty::Product* product(std::string_view sku) override;
    void put(const loyalty::Record&, loyalty::State&& after) override;

    // Told whenever a customer's due instant changes to another one.
    std::function<void(CustomerId, Instant)> on_due;
    // When the records that follow were received.
    Instant received_at{};

    bool clean() const { return records_.empty(); }
    uint64_t next_seq() const { return next_seq_; }
    // The batch of everything put since the last one, to be followed by committed() or forget(). Keys are the
    // caller's to add.
    store::Batch batch();
    void committed();  // the batch is durable
    void forget();     // it is not: what it changed is loaded anew

    // A trial: what is put from here on is only seen until end_trial.
    void begin_trial();
    void end_trial();

  private:
    template <class T>
    struct Kept {
        T value{};
        bool exists = false;
        uint64_t version = 0;
        uint64_t last_seq = 0;
        Hash256 chain{};
        bool dirty = false;
    };
    using Customers = Generations<Kept<loyalty::Customer>>;
    using Orders = Generations<Kept<loyalty::Order>>;
    using Tallies = Generations<Kept<loyalty::Tally>>;
    using Codes = Generations<Kept<KeptCode>>;
    using Products = Generations<Kept<loyalty::Product>>;

    Kept<loyalty::Customer>& customer_kept(CustomerId);
    Kept<loyalty::Order>& order_kept(const OrderId&);
    Kept<loyalty::Tally>& tally_kept(std::string_view name);
    Kept<KeptCode>& code_kept(loyalty::CodeId);
    Kept<loyalty::Product>& product_kept(std::string_view sku);
    void put_tallies(const store::JournalRecord&, std::vector<loyalty::Tally>&&);
    void put_codes(const store::JournalRecord&, std::vector<loyalty::Code>&&);
    void put_products(const store::JournalRecord&, std::vector<loyalty::Product>&&);
    template <class T>
    Kept<T> load(store::AggregateKey);
    template <class T>
    static store::Write write_of(store::AggregateKey, const Kept<T>&);

    store::Store& store_;
    Customers customers_;
    Orders orders_;
    Tallies tallies_;
    Codes codes_;
    Products products_;
    uint64_t next_seq_;
    std::vector<store::JournalRecord> records_;
    std::vector<uint64_t> dirty_customers_, dirty_orders_, dirty_tallies_, dirty_codes_, dirty_products_;
    std::unique_ptr<loyalty::MemoryAggregates> trial_;
};

}  // namespace habitue::service
