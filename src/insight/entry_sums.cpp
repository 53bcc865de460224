#include "insight/entry_sums.h"

#include <cassert>

namespace habitue::insight {

using loyalty::Account;

namespace {

// One side of an entry: `points` went into the account (or left it, below zero).
void count(PointFlows& flows, Account account, Points points) {
    switch (account) {
        case Account::issuance: flows.earned -= points; return;
        case Account::recovery: flows.taken_back += points; return;
        case Account::redemption: flows.spent += points; return;
        case Account::expiry: flows.expired += points; return;
        case Account::adjustment: flows.adjusted -= points; return;
        case Account::transfer: flows.transferred -= points; return;
        case Account::pending:
        case Account::active:
        case Account::held:
        case Account::deficit: return;
    }
}

}  // namespace

EntrySums::EntrySums(const loyalty::Programme& programme)
    : programme_(programme), balances_(programme.wallets.size()) {}

MonthOfEntries& EntrySums::month_of(Instant at) {
    if (month_ && month_begins_ <= at && at <= month_ends_) return *month_;
    LocalDate first = programme_.zone.date_of(at);
    first.day = 1;
    month_begins_ = programme_.zone.start_of(first);
    month_ends_ = programme_.zone.end_of(end_of_month(first));
    month_ = &months_[first];
    month_->wallets.resize(programme_.wallets.size());
    return *month_;
}

void EntrySums::add(const loyalty::Record& record) {
    ++records_;
    MonthOfEntries& month = month_of(record.at);
    for (const loyalty::Effect& effect : record.effects) {
        if (const auto* posted = std::get_if<loyalty::EntryPosted>(&effect))
            add(posted->entry, month);
        else if (std::holds_alternative<loyalty::OrderRecorded>(effect))
            ++month.orders;
    }
}

void EntrySums::add(const loyalty::Entry& entry, MonthOfEntries& month) {
    size_t wallet = 0;
    while (wallet < programme_.wallets.size() && programme_.wallets[wallet].id != entry.wallet) ++wallet;
    assert(wallet < programme_.wallets.size() && "an entry of a wallet that the programme has");
    ++entries_;
    balances_[wallet][static_cast<size_t>(entry.from)] -= entry.points;
    balances_[wallet][static_cast<size_t>(entry.to)] += entry.points;
    count(month.wallets[wallet], entry.from, -entry.points);
    count(month.wallets[wallet], entry.to, entry.points);
}

PointFlows EntrySums::flows(size_t wallet) const {
    PointFlows flows;
    for (size_t account = 0; account < kAccounts; ++account)
        count(flows, static_cast<Account>(account), balances_[wallet][account]);
    return flows;
}

Points EntrySums::balance(size_t wallet, Account account) const {
    return balances_[wallet][static_cast<size_t>(account)];
}

}  // namespace habitue::insight
