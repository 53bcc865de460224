#include "service/customer_history.h"

#include <algorithm>

#include "loyalty/apply.h"
#include "loyalty/engine.h"

namespace habitue::service {
namespace {

using loyalty::Customer;
using loyalty::Record;

constexpr size_t kPage = 200;  // records read at a time

Fault damaged(uint64_t seq, const Fault& fault) {
    return Fault::of(FaultKind::corrupt, "record " + std::to_string(seq) + " cannot be read: " + fault.text());
}

// What concerns orders, tallies and codes is left aside: their earlier effects may stand in other customers'
// records.
bool folds_into_customer(const loyalty::Effect& effect) {
    return !std::holds_alternative<loyalty::OrderGranted>(effect) &&
           !std::holds_alternative<loyalty::TallyCounted>(effect) &&
           !std::holds_alternative<loyalty::TallyHeld>(effect) &&
           !std::holds_alternative<loyalty::AdvantageGranted>(effect) &&
           !std::holds_alternative<loyalty::OrderPaidWithCard>(effect) &&
           !std::holds_alternative<loyalty::CodeChanged>(effect) &&
           !std::holds_alternative<loyalty::CodeUsed>(effect) &&
           !std::holds_alternative<loyalty::PriceRecorded>(effect);
}

bool fold(Customer& customer, const Record& record) {
    loyalty::State state;
    state.customer = std::move(customer);
    for (const loyalty::Effect& effect : record.effects)
        if (folds_into_customer(effect) && !loyalty::apply(state, record.command, effect, record.at)) return false;
    customer = std::move(state.customer);
    if (customer.exists()) customer.clock = std::max(customer.clock, record.at);
    return true;
}

// One customer and nobody else: all that a tick looks at.
class Alone : public loyalty::Aggregates {
  public:
    explicit Alone(Customer customer) : customer_(std::move(customer)) {}
    const Customer* customer(CustomerId id) override { return id == customer_.id ? &customer_ : nullptr; }
    const loyalty::Order* order(const OrderId&) override { return nullptr; }
    const loyalty::Tally* tally(std::string_view) override { return nullptr; }
    const loyalty::Code* code(loyalty::CodeId) override { return nullptr; }
    const loyalty::Product* product(std::string_view) override { return nullptr; }
    void put(const Record&, loyalty::State&& after) override { customer_ = std::move(after.customer); }
    Customer take() { return std::move(customer_); }

  private:
    Customer customer_;
};

}  // namespace

Result<std::optional<Customer>> customer_as_of(store::Reader& reader, const loyalty::Programmes& programmes,
                                               CustomerId id, Instant at) {
    std::vector<Record> records;  // newest first
    for (uint64_t before = store::kNewest;;) {
        auto page = reader.history(id.value, before, kPage);
        if (!page) return page.fault();
        for (const store::JournalRecord& row : *page) {
            if (row.at > at) continue;
            auto record = loyalty::read_record(row.bytes);
            if (!record) return damaged(row.seq, record.fault());
            records.push_back(std::move(*record));
        }
        if (page->size() < kPage) break;
        before = page->back().seq;
    }
    Customer customer;
    for (auto record = records.rbegin(); record != records.rend(); ++record)
        if (!fold(customer, *record))
            return Fault::of(FaultKind::corrupt, "the history of " + to_text(id) + " does not add up");
    if (!customer.exists()) return std::optional<Customer>();
    Alone alone(std::move(customer));
    if (!programmes.empty()) loyalty::Engine(programmes, alone).advance(id, at);
    return std::optional<Customer>(alone.take());
}

namespace {

// The entries of one record that are asked for, newest first; false when the page is full before the last of them.
bool take_entries(const Record& record, uint64_t seq, const EntriesAsked& asked, PastEntries& found) {
    for (auto effect = record.effects.rbegin(); effect != record.effects.rend(); ++effect) {
        const auto* posted = std::get_if<loyalty::EntryPosted>(&*effect);
        if (posted == nullptr || posted->entry.id >= asked.below_entry) continue;
        if (!asked.wallet.empty() && posted->entry.wallet != asked.wallet) continue;
        if (found.entries.size() == asked.limit) return false;
        found.entries.push_back({posted->entry, record.at, seq, record.programme_version,
                                 std::string(loyalty::name_of(record.command))});
    }
    return true;
}

}  // namespace

Result<PastEntries> past_entries(store::Reader& reader, CustomerId id, const EntriesAsked& asked) {
    PastEntries found;
    uint64_t before = asked.before_seq;
    for (;;) {
        auto page = reader.history(id.value, before, kPage);
        if (!page) return page.fault();
        for (const store::JournalRecord& row : *page) {
            if (row.at <= asked.until) {
                const auto record = loyalty::read_record(row.bytes);
                if (!record) return damaged(row.seq, record.fault());
                if (!take_entries(*record, row.seq, asked, found)) {
                    found.more = true;
                    found.next_before_seq = before;
                    return found;
                }
            }
            before = row.seq;
        }
        if (page->size() < kPage) return found;
    }
}

}  // namespace habitue::service
