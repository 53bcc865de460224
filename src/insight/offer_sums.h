// What offers cost in a replay, added up from the effects as they are written: advantages by offer, the life of
// their vouchers, and when a budget or a limit for all was used up.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "insight/open_vouchers.h"
#include "loyalty/decision.h"
#include "loyalty/programme/programme.h"

namespace habitue::insight {

struct VoucherFigures {
    uint64_t issued = 0;
    uint64_t used = 0;
    uint64_t expired = 0;  // unused
    uint64_t voided = 0;   // with the order that issued them, mostly
    uint64_t open() const { return issued - used - expired - voided; }
    ExpectedCost expected;  // of the open ones
};

// As the orders stand at the end: what came back with a return or a cancelled order is not in it.
struct OfferFigures {
    std::string id;
    uint64_t uses = 0;
    Money given;
    // Of these, by vouchers that no order of the file names: they rest on the assumption.
    uint64_t assumed_uses = 0;
    Money assumed;
    VoucherFigures vouchers;
};

// A limit that all customers share, and when the orders used it up.
struct LimitFigures {
    struct Exhausted {
        std::optional<LocalDate> period;  // its first day; nothing for a limit in total
        Instant at;
    };
    std::string where;  // "offers/noel/limit/0", "budgets/ete/limit/1"
    loyalty::Limit limit;
    std::vector<Exhausted> exhausted;  // in the order of time
};

class OfferSums {
  public:
    explicit OfferSums(const loyalty::Programme&);
    void add(const loyalty::Record&);

    // In the programme's order.
    std::vector<OfferFigures> offers(Instant until) const;
    // Those that can still be used then, by offer, sorted.
    std::map<std::string, std::vector<loyalty::CodeId>> open_vouchers(Instant until) const;
    const std::vector<LimitFigures>& limits() const { return limits_; }

  private:
    struct Standing {
        Money amount;
        bool assumed = false;
    };
    struct Voucher {
        std::string offer;
        Instant valid_until = kNever;
        int64_t uses = 0;
        bool voided = false;
        bool open(Instant until) const { return uses <= 0 && !voided && valid_until > until; }
    };
    struct Tally {
        int64_t uses = 0;
        Money money;
        std::vector<size_t> reached;  // indices into limits_
    };

    void watch(const std::string& tally, const std::string& where, const std::vector<loyalty::Limit>&,
               bool by_period);
    void count(const loyalty::Tally&, Instant at);
    void add(const loyalty::Record&, const loyalty::AdvantageGranted&);

    const loyalty::Programme& programme_;
    std::map<std::tuple<std::string, std::string, uint64_t>, Standing> standing_;  // order, offer, code
    std::unordered_map<uint64_t, Voucher> vouchers_;
    std::unordered_map<std::string, std::vector<size_t>> watched_;  // by tally, without its period
    std::unordered_map<std::string, Tally> tallies_;
    std::vector<LimitFigures> limits_;
};

}  // namespace habitue::insight
