// A shop's past run through a programme, in memory, with the clock: what the programme would have cost. The engine
// is the one that serves the shop; only the aggregates are kept in memory.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "insight/entry_sums.h"
#include "insight/history.h"
#include "insight/offer_sums.h"
#include "loyalty/engine.h"
#include "loyalty/programme/reader.h"

namespace habitue::insight {

// What the past does not say about offers, and is decided.
struct ReplayAssumptions {
    bool apply_offers = true;  // the offers are taken off the prices of the file
    // Of the vouchers whose holder orders again in time, so many are used, with the first order that they hold for.
    // Without it those are used that an order of the file names.
    std::optional<Rate> voucher_use;
};
// What of it matters to this programme, in words.
std::vector<Remark> remarks_of(const ReplayAssumptions&, const loyalty::Programme&);

struct WalletFigures {
    std::string id;
    PointFlows flows;
    Points pending;
    Points active;
    Points held;
    Points deficit;
    // What the points are worth, rounded down; nothing when the wallet states no value.
    std::optional<Money> cost;  // earned less taken back
    std::optional<Money> spent;
    std::optional<Money> liability;  // active and held
    std::optional<Money> pending_worth;
};

struct LevelFigures {
    std::string id;  // empty: below the first level
    uint64_t customers = 0;
};

struct TopMember {
    std::string external_id;
    uint64_t orders = 0;
    Amount spend;
    std::string level;
    Points earned;  // less taken back, in the programme's first wallet
    Points active;
};

struct ReplayFigures {
    std::shared_ptr<const loyalty::Programme> programme;
    uint64_t orders = 0;   // that were taken in, returns among them
    uint64_t returns = 0;  // goods that came back and name no order
    uint64_t guest_orders = 0;
    uint64_t activities = 0;
    uint64_t customers = 0;
    uint64_t members = 0;
    Amount spend;                                      // of all customers, less refunds
    std::map<std::string, uint64_t> refused_rows;      // lines of orders that the engine refused, by refusal
    std::map<std::string, uint64_t> refused_commands;  // other commands, by refusal
    uint64_t codes_left_out = 0;                       // of recorded orders, that this programme does not accept
    std::vector<OfferFigures> offers;
    std::vector<LimitFigures> limits;  // of offers and budgets, that all customers share
    std::vector<WalletFigures> wallets;
    std::vector<LevelFigures> levels;  // lowest first
    std::vector<TopMember> top;
    std::map<LocalDate, MonthOfEntries> months;
    Instant from = kNever;   // the first event
    Instant until = kNever;  // where the clock stopped
    uint64_t records = 0;
    uint64_t entries = 0;
    // Where the wallets and the sums of the entries differ; empty, or the engine has a bug.
    std::vector<std::string> differences;

    std::optional<Money> cost() const;  // over all wallets that state a value
    std::optional<Money> liability() const;
};

class Replay {
  public:
    explicit Replay(loyalty::Programme, ReplayAssumptions = {});
    ~Replay();
    Replay(const Replay&) = delete;
    Replay& operator=(const Replay&) = delete;

    // Takes events that are sorted by time, then moves every customer's clock to `until` (the last event when
    // absent).
    void run(const History&, std::optional<Instant> until = {});
    ReplayFigures figures();

  private:
    struct Rep;
    std::unique_ptr<Rep> rep_;
};

// Limits and budgets that the orders would have used up, as `programme check` tells them: where, when, and that it
// is so by a replay.
std::vector<loyalty::Warning> exhausted_limits(const ReplayFigures&);

}  // namespace habitue::insight
