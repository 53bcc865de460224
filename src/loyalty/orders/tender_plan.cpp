#include "loyalty/orders/tender_plan.h"

#include <algorithm>
#include <numeric>

namespace habitue::loyalty {
namespace {

using Set = std::vector<char>;  // by purse: in it or not

class Planner {
  public:
    Planner(const std::vector<Money>& owed, const std::vector<Purse>& purses) : owed_(owed), purses_(purses) {
        for (const Money& money : owed) total_ += money.minor;
    }

    TenderPlan plan() {
        std::vector<size_t> sequence(purses_.size());
        std::iota(sequence.begin(), sequence.end(), size_t{0});
        most_ = covered(Set(purses_.size(), 1));
        best_.pays = in_sequence(sequence);
        least_lost_ = lost(best_.pays);
        for (const size_t i : sequence) (is_cheque(i) ? cheques_ : cards_).push_back(i);
        Set chosen(purses_.size(), 1);
        for (const size_t i : cheques_) chosen[i] = 0;
        decide(0, {}, chosen, 0);
        return std::move(best_);
    }

  private:
    bool is_cheque(size_t i) const { return purses_[i].worth > Money{}; }

    // How much these purses can pay together: what is bound first, for nothing else can use it.
    int64_t covered(const Set& set) const {
        std::vector<int64_t> bound(owed_.size(), 0);
        int64_t open = 0, sum = 0;
        for (size_t i = 0; i < purses_.size(); ++i)
            if (set[i])
                (purses_[i].owed == Purse::kAny ? open : bound[purses_[i].owed]) += purses_[i].available.minor;
        for (size_t seller = 0; seller < owed_.size(); ++seller)
            sum += std::min(owed_[seller].minor, bound[seller]);
        return std::min(total_, sum + open);
    }

    // Each pays by how much more is covered with it than without. That all can be paid so at once, and no sequence
    // covers less than another, is what makes the sum the most there is.
    std::vector<Money> in_sequence(const std::vector<size_t>& sequence) const {
        std::vector<Money> pays(purses_.size());
        Set before(purses_.size(), 0);
        int64_t paid = 0;
        for (const size_t i : sequence) {
            before[i] = 1;
            const int64_t with = covered(before);
            pays[i] = {with - paid};
            paid = with;
        }
        return pays;
    }

    int64_t lost(const std::vector<Money>& pays) const {
        int64_t sum = 0;
        for (size_t i = 0; i < purses_.size(); ++i)
            if (is_cheque(i) && pays[i] > Money{}) sum += purses_[i].worth.minor - pays[i].minor;
        return sum;
    }

    // `used` are the cheques taken so far, `chosen` these and all cards. One more cheque never loses less in all.
    void decide(size_t next, std::vector<size_t> used, Set& chosen, int64_t worth) {
        if (least_lost_ == 0 || !best_.proven) return;
        if (++steps_ > kMostTenderSteps) {
            best_.proven = false;
            return;
        }
        Set only(purses_.size(), 0);
        for (const size_t i : used) only[i] = 1;
        if (worth - covered(only) >= least_lost_) return;
        Set reachable = chosen;
        for (size_t i = next; i < cheques_.size(); ++i) reachable[cheques_[i]] = 1;
        if (covered(reachable) < most_) return;
        if (next == cheques_.size()) return take(std::move(used));
        const size_t cheque = cheques_[next];
        chosen[cheque] = 1;
        std::vector<size_t> with = used;
        with.push_back(cheque);
        decide(next + 1, std::move(with), chosen, worth + purses_[cheque].worth.minor);
        chosen[cheque] = 0;
        decide(next + 1, std::move(used), chosen, worth);
    }

    void take(std::vector<size_t> sequence) {
        sequence.insert(sequence.end(), cards_.begin(), cards_.end());
        std::vector<Money> pays = in_sequence(sequence);
        const int64_t loses = lost(pays);
        if (loses >= least_lost_) return;
        best_.pays = std::move(pays);
        least_lost_ = loses;
    }

    const std::vector<Money>& owed_;
    const std::vector<Purse>& purses_;
    std::vector<size_t> cheques_, cards_;
    TenderPlan best_;
    int64_t total_ = 0;
    int64_t most_ = 0;  // that all purses cover
    int64_t least_lost_ = 0;
    int steps_ = 0;
};

}  // namespace

TenderPlan plan_tenders(const std::vector<Money>& owed, const std::vector<Purse>& purses) {
    return Planner(owed, purses).plan();
}

}  // namespace habitue::loyalty
