// The aggregates of the store, decoded and cached for the decider, and the batches that its decisions add up to.
// Many commands on one customer, order, code, tally or product cost one row in the batch.
//
// While one batch is being made durable the next may be gathered on top of it: reads see both. If the first fails,
// both are forgotten.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "loyalty/engine.h"
#include "service/kept_code.h"
#include "service/shelf.h"
#include "store/store.h"

namespace habitue::service {

class CachedAggregates : public loyalty::Aggregates {
  public:
    // The reader sees whatever is durable; it must outlive this.
    CachedAggregates(store::Reader&, uint64_t last_seq, size_t customers_cached, size_t orders_cached);

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

    bool clean() const { return records_.empty(); }  // nothing was put since the last batch
    uint64_t next_seq() const { return next_seq_; }
    // Everything put since the last one, to be followed by committed() or forget(). Keys are the caller's to add.
    store::Batch batch();
    void committed();  // the batch is durable
    // It is not, or what was put since will not be written: all that is not durable is loaded anew.
    void forget(uint64_t last_seq);
    // Drops products that nobody has used for long: carts ask for many, and no batch may follow.
    void trim();

    // What is in memory, for whoever must not load: nothing (no value) when it is not, null when there is none.
    struct AtHand {
        std::optional<const loyalty::Customer*> customer(CustomerId) const;
        std::optional<const loyalty::Order*> order(const OrderId&) const;
        std::optional<const loyalty::Tally*> tally(std::string_view name) const;
        std::optional<const loyalty::Code*> code(loyalty::CodeId) const;
        std::optional<const loyalty::Product*> product(std::string_view sku) const;
        const CachedAggregates& of;
    };
    AtHand at_hand() const { return {*this}; }

  private:
    uint64_t key_of(const OrderId&);
    Kept<loyalty::Order>& order_kept(const OrderId&);
    Kept<loyalty::Tally>& tally_kept(std::string_view name);
    Kept<loyalty::Product>& product_kept(std::string_view sku);
    void put_order(const OrderId&, const store::JournalRecord&, loyalty::Order&&);
    void put_tallies(const store::JournalRecord&, std::vector<loyalty::Tally>&&);
    void put_codes(const store::JournalRecord&, std::vector<loyalty::Code>&&);
    void put_products(const store::JournalRecord&, std::vector<loyalty::Product>&&);

    store::Reader& reader_;
    Shelf<loyalty::Customer> customers_;
    Shelf<loyalty::Order> orders_;
    Shelf<loyalty::Tally> tallies_;
    Shelf<KeptCode> codes_;
    Shelf<loyalty::Product> products_;
    OrderId last_order_;  // asked for: a decision asks several times
    uint64_t last_order_key_ = order_key({});
    uint64_t next_seq_;
    std::vector<store::JournalRecord> records_;
};

}  // namespace habitue::service
