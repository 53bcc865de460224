#include "insight/offer_bench.h"

#include <algorithm>

namespace habitue::insight {
namespace {

using namespace loyalty;

const Instant kAt{1'795'255'200'000};  // 2026-11-21

// Every limit and budget has room.
class OpenRooms : public Rooms {
  public:
    OfferRoom room(const Offer& offer) const override {
        OfferRoom room;
        if (!offer.limits.empty()) room.uses = 400;
        if (!offer.budgets.empty()) room.money = {2'000'000};
        return room;
    }
};

// One workload, ready to be priced cart by cart.
class Run {
  public:
    Run(OfferWorkload workload, int promos, int lines)
        : workload_(workload),
          programme_(offer_bench_programme(workload, promos)),
          carts_(offer_bench_carts(workload, lines, workload == OfferWorkload::search ? 200 : kOfferBenchCarts)) {
        const bool full = workload == OfferWorkload::full;
        for (OfferBenchCart& cart : carts_) {
            cart.standing.at = kAt;
            PricingFacts& facts = facts_.emplace_back();
            facts.programme = &programme_;
            facts.standing = &cart.standing;
            facts.order = &cart.order;
            facts.at = kAt;
            facts.words.assign(cart.words.begin(), cart.words.end());
            facts.rooms = full ? &rooms_ : nullptr;
            facts.nudges = facts.explain = full;
            // the reference asks for the sum of each offer, not for its share of each line
            facts.line_shares = full || workload == OfferWorkload::search;
        }
    }

    size_t size() const { return facts_.size(); }
    const Pricing& price(size_t cart) {
        loyalty::price(facts_[cart], pricing_);
        return pricing_;
    }

    OfferBenchFigures sums(int promos, int lines) {
        OfferBenchFigures figures;
        figures.workload = workload_;
        figures.promos = promos;
        figures.lines = lines;
        for (size_t i = 0; i < size(); ++i) {
            const Pricing& pricing = price(i);
            figures.applied += static_cast<int64_t>(pricing.applied.size());
            figures.discount += pricing.discount.minor;
            figures.unproven += pricing.proven ? 0 : 1;
        }
        return figures;
    }

  private:
    OfferWorkload workload_;
    Programme programme_;
    std::vector<OfferBenchCart> carts_;
    std::vector<PricingFacts> facts_;
    OpenRooms rooms_;
    Pricing pricing_;
};

}  // namespace

OfferBenchFigures sum_offers(OfferWorkload workload, int promos, int lines) {
    return Run(workload, promos, lines).sums(promos, lines);
}

OfferBenchFigures measure_offers(OfferWorkload workload, int promos, int lines, const std::function<int64_t()>& now,
                                 int64_t nanoseconds) {
    Run run(workload, promos, lines);
    OfferBenchFigures figures = run.sums(promos, lines);
    std::vector<int64_t> each;
    int64_t all = 0;
    while (all < nanoseconds) {
        for (size_t i = 0; i < run.size(); ++i) {
            const int64_t start = now();
            run.price(i);
            each.push_back(now() - start);
            all += each.back();
        }
    }
    std::sort(each.begin(), each.end());
    figures.p50_nanoseconds = each[each.size() / 2];
    figures.p99_nanoseconds = each[each.size() * 99 / 100];
    figures.evaluations_per_second =
        static_cast<int64_t>(static_cast<Int128>(each.size()) * 1'000'000'000 / std::max<int64_t>(1, all));
    return figures;
}

}  // namespace habitue::insight
