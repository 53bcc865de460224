#include "service/verify.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/difference.h"
#include "loyalty/apply.h"
#include "loyalty/ledger/entry.h"
#include "service/aggregate_keys.h"
#include "service/kept_code.h"

namespace habitue::service {
namespace {

using loyalty::Account;
using loyalty::Customer;
using loyalty::Order;
using loyalty::Tally;

// What the journal says of one aggregate.
template <class T>
struct Rebuilt {
    T value{};
    uint64_t last_seq = 0;
    Hash256 chain{};
    bool exists = false;
    bool seen = false;  // in the store
};

// What one customer's entries in one wallet add up to, account by account: computed from both sides of each entry
// and from nothing else.
using Accounts = std::map<Account, int64_t>;

class Books {
  public:
    explicit Books(Verification& result) : result_(result) {}

    // Folds one record in; false at the first difference.
    bool read(const store::JournalRecord& row) {
        if (row.seq != result_.records + 1)
            return differs("record " + std::to_string(result_.records + 1) +
                           " is missing: " + std::to_string(row.seq) + " follows");
        ++result_.records;
        const std::string name = "record " + std::to_string(row.seq);
        Rebuilt<Customer>& customer = customers_[row.customer];
        if (row.previous_seq != customer.last_seq)
            return differs(name + ": previous_seq is " + std::to_string(row.previous_seq) + ", not " +
                           std::to_string(customer.last_seq));
        if (row.chain != store::chain_of(customer.chain, row.bytes))
            return differs(name + ": the hash chain is broken");
        const auto record = loyalty::read_record(row.bytes);
        if (!record) return differs(name + ": " + record.fault().text());
        if (to_bytes(*record) != row.bytes) return differs(name + ": its bytes are not in canonical form");
        if (record->customer.value != row.customer || record->at != row.at)
            return differs(name + ": customer or instant differ from its row");
        customer.last_seq = row.seq;
        customer.chain = row.chain;
        return fold(name, *record, row);
    }

    bool compare(store::Reader& reader, Result<void>& trouble) {
        return compare_all<Customer>(reader, store::AggregateKind::customer, customers_, trouble) &&
               compare_all<Order>(reader, store::AggregateKind::order, orders_, trouble) &&
               compare_all<Tally>(reader, store::AggregateKind::tally, tallies_, trouble) &&
               compare_all<KeptCode>(reader, store::AggregateKind::code, codes_, trouble) &&
               compare_all<loyalty::Product>(reader, store::AggregateKind::product, products_, trouble);
    }

  private:
    bool differs(std::string what) {
        result_.difference = std::move(what);
        return false;
    }

    bool fold(const std::string& name, const loyalty::Record& record, const store::JournalRecord& row) {
        Rebuilt<Customer>& customer = customers_[row.customer];
        loyalty::State state;
        state.customer = std::move(customer.value);
        Rebuilt<Order>* order = record.order ? &orders_[order_key(record.order)] : nullptr;
        if (order != nullptr) state.order = std::move(order->value);
        std::set<std::string> tallies;
        std::set<uint64_t> codes;
        for (const loyalty::Effect& effect : record.effects) {
            if (const auto* counted = std::get_if<loyalty::TallyCounted>(&effect))
                tallies.insert(counted->tally.name);
            if (const auto* held = std::get_if<loyalty::TallyHeld>(&effect)) tallies.insert(held->name);
            if (const auto* changed = std::get_if<loyalty::CodeChanged>(&effect))
                codes.insert(changed->code.id.value);
            if (const auto* used = std::get_if<loyalty::CodeUsed>(&effect)) codes.insert(used->code.value);
            if (const auto* price = std::get_if<loyalty::PriceRecorded>(&effect))
                if (const auto known = products_.find(product_key(price->sku)); known != products_.end())
                    state.product(price->sku) = known->second.value;
        }
        for (const std::string& tally : tallies) {
            loyalty::Tally before = tallies_[tally_key(tally)].value;
            before.name = tally;  // one that is new has none yet
            state.tally(tally) = std::move(before);
        }
        for (const uint64_t code : codes)
            if (const auto known = codes_.find(code); known != codes_.end())
                state.codes.push_back(std::move(known->second.value.code));
        const std::vector<Tally> tallies_before = state.tallies;
        const std::vector<loyalty::Code> codes_before = state.codes;
        if (!loyalty::apply(state, record)) return differs(name + ": its effects contradict what came before");
        if (!add_up(name, record, state.customer)) return false;
        customer.value = std::move(state.customer);
        customer.exists = customer.value.exists();
        if (order != nullptr) {
            order->value = std::move(state.order);
            order->exists = true;
            order->last_seq = row.seq;
            order->chain = row.chain;
        }
        // what came out as it was is not written by the writer either
        const auto as_before = [](const auto& all, const auto& one) {
            return std::find(all.begin(), all.end(), one) != all.end();
        };
        std::erase_if(state.tallies, [&](const Tally& tally) { return as_before(tallies_before, tally); });
        std::erase_if(state.codes, [&](const loyalty::Code& code) { return as_before(codes_before, code); });
        for (const loyalty::Code& code : codes_before)
            if (state.code(code.id) == nullptr) codes_[code.id.value].value.code = code;
        for (Tally& tally : state.tallies) {
            Rebuilt<Tally>& kept = tallies_[tally_key(tally.name)];
            kept.value = std::move(tally);
            kept.exists = true;
            kept.last_seq = row.seq;
            kept.chain = row.chain;
        }
        keep_products(std::move(state.products), row);
        return keep_codes(name, std::move(state.codes), row);
    }

    void keep_products(std::vector<loyalty::Product>&& products, const store::JournalRecord& row) {
        for (loyalty::Product& product : products) {
            Rebuilt<loyalty::Product>& kept = products_[product_key(product.sku)];
            if (kept.exists && kept.value == product) continue;
            kept.value = std::move(product);
            kept.exists = true;
            kept.last_seq = row.seq;
            kept.chain = row.chain;
        }
    }

    // What orders have of a gift card and what it has left is what it was issued with; a cheque's rest is lost.
    bool keep_codes(const std::string& name, std::vector<loyalty::Code>&& codes, const store::JournalRecord& row) {
        for (loyalty::Code& code : codes) {
            Money sum = code.balance;
            for (const loyalty::CodeUse& use : code.uses)
                if (use.held_until == kNever) sum.minor += use.amount.minor;
            if (code.form == loyalty::CodeForm::gift_card &&
                (code.most_uses == 0 ? sum != code.initial : sum > code.initial))
                return differs(name + ": what gift card " + std::to_string(code.id.value) +
                               " paid and has left is not what it was issued with");
            Rebuilt<KeptCode>& kept = codes_[code.id.value];
            if (code.form != loyalty::CodeForm::batch) kept.value.records.push_back(row.seq);
            kept.value.code = std::move(code);
            kept.exists = true;
            kept.last_seq = row.seq;
            kept.chain = row.chain;
        }
        return true;
    }

    // The entries of the record, added to the accounts by both their sides, must leave what the wallets say.
    bool add_up(const std::string& name, const loyalty::Record& record, const Customer& customer) {
        bool moved = false;
        for (const loyalty::Effect& effect : record.effects) {
            const auto* posted = std::get_if<loyalty::EntryPosted>(&effect);
            if (posted == nullptr) continue;
            moved = true;
            ++result_.entries;
            const loyalty::Entry& entry = posted->entry;
            if (entry.points <= Points{})
                return differs(name + ": entry " + std::to_string(entry.id) + " moves nothing");
            Accounts& accounts = accounts_[{customer.id.value, entry.wallet}];
            accounts[entry.from] -= entry.points.value;
            accounts[entry.to] += entry.points.value;
        }
        if (!moved) return true;
        for (const loyalty::Wallet& wallet : customer.wallets) {
            Accounts& accounts = accounts_[{customer.id.value, wallet.id}];
            int64_t sum = 0;
            for (const auto& [account, points] : accounts) sum += points;
            const bool balanced = sum == 0 && accounts[Account::pending] == wallet.pending().value &&
                                  accounts[Account::active] == wallet.active().value &&
                                  accounts[Account::held] == wallet.held().value &&
                                  accounts[Account::deficit] == -wallet.deficit.value &&
                                  accounts[Account::expiry] == wallet.totals.expired.value &&
                                  accounts[Account::redemption] == wallet.totals.redeemed.value &&
                                  accounts[Account::recovery] == wallet.totals.taken_back.value &&
                                  -accounts[Account::issuance] == wallet.totals.earned.value;
            if (!balanced)
                return differs(name + ": the entries of wallet " + wallet.id + " do not add up to its balances");
        }
        return true;
    }

    template <class T>
    bool compare_all(store::Reader& reader, store::AggregateKind kind,
                     std::unordered_map<uint64_t, Rebuilt<T>>& rebuilt, Result<void>& trouble) {
        const std::string noun(store::name_of(kind));
        trouble = reader.each_aggregate(kind, 0, [&](uint64_t id, const store::Loaded& stored) {
            const std::string name =
                noun + " " +
                (kind == store::AggregateKind::customer ? to_text(CustomerId{id}) : std::to_string(id));
            const auto found = rebuilt.find(id);
            if (found == rebuilt.end()) return differs(name + " is stored, and no record speaks of it");
            found->second.seen = true;
            return compare_one(name, found->second, stored);
        });
        if (!trouble || result_.difference) return false;
        for (const auto& [id, kept] : rebuilt) {
            if (!kept.seen && kept.last_seq != 0)
                return differs(noun + " " + std::to_string(id) + " is in the journal and not stored");
            if (!kept.exists) continue;
            if (kind == store::AggregateKind::customer) ++result_.customers;
            if (kind == store::AggregateKind::order) ++result_.orders;
            if (kind == store::AggregateKind::tally) ++result_.tallies;
            if (kind == store::AggregateKind::code) ++result_.codes;
            if (kind == store::AggregateKind::product) ++result_.products;
        }
        return true;
    }

    template <class T>
    bool compare_one(const std::string& name, const Rebuilt<T>& kept, const store::Loaded& stored) {
        if (stored.last_seq != kept.last_seq)
            return differs(name + ".last_seq: " + std::to_string(stored.last_seq) + ", not " +
                           std::to_string(kept.last_seq));
        if (stored.chain != kept.chain) return differs(name + ".chain differs from the journal's");
        if (!kept.exists) return stored.bytes.empty() || differs(name + " has content, and no record gave it any");
        const auto value = from_bytes<T>(stored.bytes);
        if (!value) return differs(name + " cannot be read");
        if (auto difference = first_difference(kept.value, *value)) return differs(name + "." + *difference);
        if constexpr (std::is_same_v<T, Customer>)
            if (stored.due_at != kept.value.due_at) return differs(name + ".due_at differs from the row's");
        if constexpr (std::is_same_v<T, KeptCode>)
            if (stored.due_at != waits_since(kept.value.code))
                return differs(name + ".due_at differs from the row's");
        return true;
    }

    Verification& result_;
    std::unordered_map<uint64_t, Rebuilt<Customer>> customers_;
    std::unordered_map<uint64_t, Rebuilt<Order>> orders_;
    std::unordered_map<uint64_t, Rebuilt<Tally>> tallies_;
    std::unordered_map<uint64_t, Rebuilt<KeptCode>> codes_;
    std::unordered_map<uint64_t, Rebuilt<loyalty::Product>> products_;
    std::map<std::pair<uint64_t, std::string>, Accounts> accounts_;
};

}  // namespace

Result<Verification> verify(store::Store& store, const std::function<void(uint64_t)>& progress) {
    auto opened = store.reader();
    if (!opened) return opened.fault();
    store::Reader& reader = **opened;
    Verification result;
    if (auto storage = reader.check_storage(); !storage) {
        result.difference = storage.fault().text();
        return result;
    }
    if (auto held = reader.hold_snapshot(); !held) return held.fault();
    Books books(result);
    auto read = reader.each_record(1, [&](const store::JournalRecord& row) {
        if (progress && row.seq % 10'000 == 0) progress(row.seq);
        return books.read(row);
    });
    if (!read) return read.fault();
    if (result.difference) return result;
    Result<void> trouble;
    books.compare(reader, trouble);
    reader.release_snapshot();
    if (!trouble) return trouble.fault();
    return result;
}

}  // namespace habitue::service
