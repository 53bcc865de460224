#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>

#include "loyalty/engine.h"

namespace habitue::loyalty {
namespace {

// Aggregates by key. The big ones lie still in a deque; only their numbers move when the table grows.
template <class Key, class T, class Hash>
class Table {
  public:
    template <class Asked>
    const T* find(const Asked& key) const {
        const auto found = numbers_.find(key);
        return found == numbers_.end() ? nullptr : &all_[found->second];
    }
    // Swaps rather than moves where there was one: the engine has use for its room.
    void put(const Key& key, T&& aggregate) {
        const auto [place, added] = numbers_.try_emplace(key, static_cast<uint32_t>(all_.size()));
        if (added)
            all_.push_back(std::move(aggregate));
        else
            std::swap(all_[place->second], aggregate);
    }
    const std::deque<T>& all() const { return all_; }

  private:
    boost::unordered_flat_map<Key, uint32_t, Hash, std::equal_to<>> numbers_;
    std::deque<T> all_;
};

struct HashOfText {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

}  // namespace

struct MemoryAggregates::Rep {
    Table<CustomerId, Customer, std::hash<CustomerId>> customers;
    Table<std::string, Order, HashOfText> orders;
    Table<std::string, Tally, HashOfText> tallies;
    Table<CodeId, Code, std::hash<CodeId>> codes;
    Table<std::string, Product, HashOfText> products;
};

MemoryAggregates::MemoryAggregates() : rep_(std::make_unique<Rep>()) {}
MemoryAggregates::~MemoryAggregates() = default;

const Customer* MemoryAggregates::customer(CustomerId id) { return rep_->customers.find(id); }

const Order* MemoryAggregates::order(const OrderId& id) { return rep_->orders.find(id.value); }

const Tally* MemoryAggregates::tally(std::string_view name) { return rep_->tallies.find(name); }

const Code* MemoryAggregates::code(CodeId id) { return rep_->codes.find(id); }

const Product* MemoryAggregates::product(std::string_view sku) { return rep_->products.find(sku); }

void MemoryAggregates::put(const Record& record, State&& after) {
    for (Tally& tally : after.tallies) rep_->tallies.put(tally.name, std::move(tally));
    for (Code& code : after.codes) rep_->codes.put(code.id, std::move(code));
    for (Product& product : after.products) rep_->products.put(product.sku, std::move(product));
    if (after.order.id) rep_->orders.put(after.order.id.value, std::move(after.order));
    if (after.customer.id) rep_->customers.put(after.customer.id, std::move(after.customer));
    if (on_record) on_record(record);
}

std::vector<CustomerId> MemoryAggregates::customers() const {
    std::vector<CustomerId> ids;
    ids.reserve(rep_->customers.all().size());
    for (const Customer& customer : rep_->customers.all()) ids.push_back(customer.id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

}  // namespace habitue::loyalty
