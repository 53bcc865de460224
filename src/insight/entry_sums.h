// The books by account, added up from the entries alone as they are written, without looking at any customer. The
// replay compares them with what the customers' wallets say.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "loyalty/decision.h"
#include "loyalty/programme/programme.h"

namespace habitue::insight {

// Points by what happened to them; `earned` is without what was cancelled while pending.
struct PointFlows {
    Points earned;
    Points taken_back;
    Points spent;
    Points expired;
    Points adjusted;     // signed
    Points transferred;  // in less out
    bool operator==(const PointFlows&) const = default;
};

struct MonthOfEntries {
    uint64_t orders = 0;
    std::vector<PointFlows> wallets;  // as in Programme::wallets
};

class EntrySums {
  public:
    explicit EntrySums(const loyalty::Programme&);
    void add(const loyalty::Record&);

    uint64_t records() const { return records_; }
    uint64_t entries() const { return entries_; }
    PointFlows flows(size_t wallet) const;
    // What went into an account less what left it.
    Points balance(size_t wallet, loyalty::Account) const;
    // By the first day of the local month; months without anything are left out.
    const std::map<LocalDate, MonthOfEntries>& months() const { return months_; }

  private:
    static constexpr size_t kAccounts = 16;
    using Balances = std::array<Points, kAccounts>;

    void add(const loyalty::Entry&, MonthOfEntries&);
    MonthOfEntries& month_of(Instant);

    const loyalty::Programme& programme_;
    std::vector<Balances> balances_;
    std::map<LocalDate, MonthOfEntries> months_;
    MonthOfEntries* month_ = nullptr;  // of the last record
    Instant month_begins_ = kNever;
    Instant month_ends_ = kEarliest;
    uint64_t records_ = 0;
    uint64_t entries_ = 0;
};

}  // namespace habitue::insight
