// The ledger again, slow and obvious: every point lies in a heap with a date on it, and each deed is done the long
// way. Written from the headers of the kernel, sharing nothing with its sources but the calendar. One wallet,
// several customers; whole points at 1 per euro of what is kept of an order.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/calendar.h"

namespace habitue::model {

// The shop's rules in a life.
struct Rules {
    enum class Pending { none, after_paid, after_delivered };
    enum class Expiry { never, after, fixed_day };
    enum class Overdraw { repay, forgive, pending_only };
    Pending pending = Pending::none;
    int wait_days = 0;
    Expiry expiry = Expiry::never;
    Period life;  // after
    Anchor anchor = Anchor::end_of_day;
    int month = 12, day = 31;  // fixed_day, at least `life` away
    Overdraw overdraw = Overdraw::repay;
    int grace_days = 30;  // for points given back whose lot has ended

    std::string document() const;  // the programme that says the same
    std::string in_words() const;
};

struct Bought {
    int64_t quantity = 0;
    int64_t cents = 0;  // a piece
};
struct GivenBack {
    size_t line = 0;
    int64_t quantity = 0;
};

using Heap = std::map<Instant, int64_t>;  // points by the instant they end

struct Account {
    std::map<std::pair<Instant, Instant>, int64_t> pending;  // by the instants they become active and end
    Heap active;
    std::map<int, std::pair<Instant, Heap>> held;  // by the hold's number: when it ends, and what it holds
    int64_t owed = 0;
    int64_t earned = 0, taken_back = 0, redeemed = 0, expired = 0, adjusted = 0, transferred = 0;
    int holds = 0;
    std::vector<std::pair<Heap, bool>> redemptions;  // what paid each, and whether it was given back

    int64_t pending_points() const;
    int64_t active_points() const;
    int64_t held_points() const;
};

class Model {
  public:
    Model(Rules, TimeZone);

    // Each deed first lets everything happen that falls due at or before `now`. The answer is the name of the
    // refusal, empty when it is done.
    void pass_time(Instant now);
    std::string order(const std::string& id, const std::string& customer, const std::vector<Bought>&, bool paid,
                      Instant now);
    std::string pay(const std::string& order, Instant now);
    std::string deliver(const std::string& order, Instant now);
    std::string cancel(const std::string& order, Instant now);
    std::string refund(const std::string& order, const std::vector<GivenBack>&, Instant now);
    std::string redeem(const std::string& customer, int64_t points, Instant now);
    std::string give_back(const std::string& customer, int redemption, Instant now);
    std::string hold(const std::string& customer, int64_t points, Instant until, Instant now);
    std::string capture(const std::string& customer, int hold, int64_t points, Instant now);  // 0: all
    std::string release(const std::string& customer, int hold, Instant now);
    std::string adjust(const std::string& customer, int64_t points, Instant now);
    std::string transfer(const std::string& from, const std::string& to, int64_t points, Instant now);

    const std::map<std::string, Account>& accounts() const { return accounts_; }

  private:
    struct Sale {
        std::string customer;
        std::vector<Bought> lines;
        std::vector<int64_t> kept;
        Instant paid = kNever, delivered = kNever;
        bool cancelled = false;
        int64_t granted = 0;
        Instant available = kNever, ends = kNever;  // of what was granted
    };

    void happen_until(Account&, Instant now);
    void settle(Account&, Instant now);
    void keep_only(Sale&, Instant now);
    void date_the_points(Sale&, Instant now);
    Instant end_of_points_from(Instant) const;
    static Heap take(Heap& from, int64_t points);  // those that end first
    static void pour(const Heap& from, Heap& into);
    static void put_back(const Heap&, Account&, Instant now, Instant for_the_dead);

    Rules rules_;
    TimeZone zone_;
    std::map<std::string, Account> accounts_;
    std::map<std::string, Sale> sales_;
};

}  // namespace habitue::model
