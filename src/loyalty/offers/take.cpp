#include <algorithm>
#include <cassert>

#include "base/rate.h"
#include "base/split.h"
#include "loyalty/offers/taker.h"

namespace habitue::loyalty {
namespace {

using Kind = Benefit::Kind;

int64_t share_of(int64_t base, const Rate& share) {
    const auto part = scale(base, share, Rounding::down);
    return part ? std::clamp<int64_t>(*part, 0, base) : base;
}

// The units of `amount` differ by one minor unit at most: this is the sum of the `units` cheapest.
int64_t cheapest_units(int64_t amount, int64_t quantity, int64_t units) {
    const int64_t lower = quantity - amount % quantity;  // so many are at the lower price
    return amount / quantity * units + std::max<int64_t>(0, units - lower);
}

int64_t least_unit(int64_t amount, int64_t quantity) { return amount / quantity; }
int64_t largest_unit(int64_t amount, int64_t quantity) { return (amount + quantity - 1) / quantity; }

// One split after another uses this memory; a split is read before the next is made.
struct Scratch {
    std::vector<int64_t> weights, parts, given;
};

Scratch& scratch() {
    static thread_local Scratch mine;
    return mine;
}

}  // namespace

Terms terms_of(const Offer& offer, const Benefit& benefit, int64_t uses, Money room, Money cap) {
    return {.kind = benefit.kind,
            .target = offer.target,
            .after_others = offer.after_others,
            .share = benefit.share,
            .money = benefit.money,
            .buy = benefit.buy,
            .get = benefit.get,
            .most = uses > 0 ? room : Money{},
            .cap = cap};
}

Taker::Taker(const PricedCart& cart, const Candidate& candidate)
    : Taker(cart,
            terms_of(*candidate.offer, candidate.benefit, candidate.room.uses, candidate.room.money, candidate.cap),
            candidate.lines) {}

Taker::Taker(const PricedCart& cart, const Terms& terms, std::span<const uint32_t> lines)
    : cart_(cart), terms_(terms), best_only_(terms.kind == Kind::free_product) {
    if (of_delivery()) return;
    slots_.reserve(lines.size());
    lines_.reserve(lines.size());
    for (const uint32_t index : lines) {
        const PricedCart::Line& line = cart.lines[index];
        if (line.quantity <= 0 || line.amount.minor <= 0) continue;
        slots_.push_back({.line = index,
                          .quantity = line.quantity,
                          .units = line.quantity,
                          .amount = line.amount.minor,
                          .floor = std::max<int64_t>(line.floor.minor, 0)});
        base_ += line.amount.minor;
    }
    const Target target = terms_.target;
    if (terms_.kind == Kind::buy_get)
        pick_bundles();
    else if (!best_only_ && (target == Target::cheapest || target == Target::dearest))
        pick_one_unit();
    else
        of_order_ = !best_only_ && target == Target::order && terms_.kind != Kind::price;
    for (Slot& slot : slots_) {
        if (best_only_) slot.units = std::min(slot.quantity, std::max<int64_t>(terms_.get, 0));
        if (!of_order_) slot.wish = wish_of(slot, slot.amount);
        lines_.push_back(slot.line);
    }
}

void Taker::pick_one_unit() {
    if (slots_.empty()) return;
    dearest_ = terms_.target == Target::dearest;
    const auto picked = std::min_element(slots_.begin(), slots_.end(), [this](const Slot& a, const Slot& b) {
        if (dearest_) return largest_unit(a.amount, a.quantity) > largest_unit(b.amount, b.quantity);
        return least_unit(a.amount, a.quantity) < least_unit(b.amount, b.quantity);
    });
    const Slot one = *picked;
    slots_.assign(1, one);
    slots_[0].units = 1;
}

// Of all units together, sorted by price and then by line, the cheapest that the bundles give.
void Taker::pick_bundles() {
    struct Units {
        int64_t price = 0;
        size_t slot = 0;
        int64_t count = 0;
    };
    std::vector<Units> units;
    int64_t all = 0;
    for (size_t i = 0; i < slots_.size(); ++i) {
        Slot& slot = slots_[i];
        const int64_t higher = slot.amount % slot.quantity;
        units.push_back({slot.amount / slot.quantity, i, slot.quantity - higher});
        if (higher > 0) units.push_back({slot.amount / slot.quantity + 1, i, higher});
        slot.units = 0;
        all += slot.quantity;
    }
    std::sort(units.begin(), units.end(), [](const Units& a, const Units& b) {
        return a.price != b.price ? a.price < b.price : a.slot < b.slot;
    });
    const int64_t bundle = terms_.buy + terms_.get;
    int64_t given = bundle > 0 && terms_.get > 0 ? all / bundle * terms_.get : 0;
    for (const Units& each : units) {
        const int64_t count = std::min(given, each.count);
        slots_[each.slot].units += count;
        given -= count;
    }
    std::erase_if(slots_, [](const Slot& slot) { return slot.units == 0; });
}

int64_t Taker::wish_of(const Slot& slot, int64_t base) const {
    int64_t worth = base;
    if (slot.units < slot.quantity)
        worth = dearest_ ? base - cheapest_units(base, slot.quantity, slot.quantity - slot.units)
                         : cheapest_units(base, slot.quantity, slot.units);
    if (terms_.kind == Kind::amount) return std::clamp<int64_t>(terms_.money.minor, 0, worth);
    if (terms_.kind != Kind::price) return share_of(worth, terms_.share);
    const Int128 less = static_cast<Int128>(terms_.money.minor) * slot.units;
    return static_cast<int64_t>(std::clamp<Int128>(worth - less, 0, worth));
}

int64_t Taker::wish_of_all(int64_t base) const {
    if (terms_.kind == Kind::amount) return std::clamp<int64_t>(terms_.money.minor, 0, base);
    return share_of(base, terms_.share);
}

int64_t Taker::possible_of(const Slot& slot, const Remaining& left) const {
    const int64_t kept = left.lines[slot.line].minor;
    const int64_t wish = terms_.after_others ? wish_of(slot, kept) : slot.wish;
    return std::min(wish, std::max<int64_t>(0, kept - slot.floor));
}

Taker::Sums Taker::sums_of(const Remaining& left) const {
    if (of_delivery()) {
        const int64_t kept = left.delivery.minor;
        const int64_t wish =
            share_of(terms_.after_others ? kept : std::max<int64_t>(cart_.delivery.minor, 0), terms_.share);
        return {std::min(wish, kept), std::min(wish, kept), 0};
    }
    if (of_order_) return sums_of_order(left);
    Sums sums;
    for (size_t i = 0; i < slots_.size(); ++i) {
        const Slot& slot = slots_[i];
        const int64_t kept = left.lines[slot.line].minor;
        const int64_t wished = terms_.after_others ? wish_of(slot, kept) : std::min(slot.wish, kept);
        const int64_t possible = std::min(wished, std::max<int64_t>(0, kept - slot.floor));
        if (!best_only_) {
            sums.wished += wished;
            sums.possible += possible;
            continue;
        }
        sums.wished = std::max(sums.wished, wished);
        if (possible <= sums.possible) continue;
        sums.possible = possible;
        sums.best = i;
    }
    return sums;
}

Taker::Sums Taker::sums_of_order(const Remaining& left) const {
    int64_t kept = 0, above_floors = 0;
    for (const Slot& slot : slots_) {
        const int64_t of_line = left.lines[slot.line].minor;
        kept += of_line;
        above_floors += std::max<int64_t>(0, of_line - slot.floor);
    }
    const int64_t wish = std::min(wish_of_all(terms_.after_others ? kept : base_), kept);
    return {wish, std::min(wish, above_floors), 0};
}

int64_t Taker::limited(const Sums& sums, const Remaining& left, int64_t most, const char** shrunk_by) const {
    int64_t sum = sums.possible;
    const char* why = sum < sums.wished ? "floor" : "";
    const auto limit = [&](int64_t to, const char* by) {
        if (sum <= to) return;
        sum = std::max<int64_t>(to, 0);
        why = by;
    };
    if (!of_delivery() && cart_.order_floor.minor > 0) {
        int64_t goods = -cart_.order_floor.minor;
        for (const Money line : left.lines) goods += line.minor;
        limit(goods, "floor");
    }
    limit(std::min(terms_.most.minor, most), "room");
    limit(terms_.cap.minor, "cap");
    if (shrunk_by != nullptr) *shrunk_by = why;
    return sum;
}

// In proportion to what is left; a line that may not give its part gives what it may, and the others the rest.
std::span<const int64_t> Taker::parts_of_order(int64_t sum, const Remaining& left) const {
    auto& [weights, parts, given] = scratch();
    weights.clear();
    for (const Slot& slot : slots_) weights.push_back(left.lines[slot.line].minor);
    given.assign(slots_.size(), -1);
    parts.resize(slots_.size());
    while (true) {
        split_by_largest_remainder(sum, weights, parts);
        bool fits = true;
        for (size_t i = 0; i < slots_.size(); ++i) {
            const int64_t most = std::max<int64_t>(0, left.lines[slots_[i].line].minor - slots_[i].floor);
            if (given[i] >= 0 || parts[i] <= most) continue;
            fits = false;
            given[i] = most;
            weights[i] = 0;
            sum -= most;
        }
        if (!fits) continue;
        for (size_t i = 0; i < slots_.size(); ++i)
            if (given[i] >= 0) parts[i] = given[i];
        return parts;
    }
}

std::span<const int64_t> Taker::parts_of(int64_t sum, const Sums& sums, const Remaining& left) const {
    if (of_order_) return parts_of_order(sum, left);
    auto& [wishes, parts, given] = scratch();
    parts.assign(slots_.size(), 0);
    if (best_only_) {
        parts[sums.best] = sum;
        return parts;
    }
    for (size_t i = 0; i < slots_.size(); ++i) parts[i] = possible_of(slots_[i], left);
    if (sum == sums.possible) return parts;
    wishes = parts;
    split_by_largest_remainder(sum, wishes, parts);
    return parts;
}

void Taker::most_by_line(const Remaining& left, std::vector<int64_t>& by_line) const {
    by_line.resize(cart_.lines.size());
    for (const Slot& slot : slots_)
        by_line[slot.line] = line_by_line() ? possible_of(slot, left)
                                            : std::max<int64_t>(0, left.lines[slot.line].minor - slot.floor);
}

Rate Taker::most_share() const {
    const bool by_share = terms_.kind != Kind::amount && terms_.kind != Kind::price;
    const bool proper = terms_.share.numerator >= 0 && terms_.share.numerator <= terms_.share.denominator;
    return by_share && proper && terms_.after_others ? terms_.share : Rate{1, 1};
}

Money Taker::worth(const Remaining& left, Money most) const {
    return {limited(sums_of(left), left, most.minor, nullptr)};
}

Money Taker::take(Remaining& left, Money most, Taken* taken) const {
    const Sums sums = sums_of(left);
    const char* shrunk_by = "";
    const int64_t sum = limited(sums, left, most.minor, &shrunk_by);
    if (taken != nullptr) {
        taken->lines.assign(cart_.lines.size(), Money{});
        taken->delivery = {};
        taken->sum = {sum};
        taken->shrunk_by = shrunk_by;
    }
    if (sum == 0) return {};
    if (of_delivery()) {
        left.delivery.minor -= sum;
        if (taken != nullptr) taken->delivery = {sum};
        return {sum};
    }
    const std::span<const int64_t> parts = parts_of(sum, sums, left);
    for (size_t i = 0; i < slots_.size(); ++i) {
        int64_t& kept = left.lines[slots_[i].line].minor;
        kept -= parts[i];
        assert(kept >= 0 && "a discount beyond what is left of a line");
        if (taken != nullptr) taken->lines[slots_[i].line] = {parts[i]};
    }
    return {sum};
}

Money take(const PricedCart& cart, const Candidate& candidate, Remaining& left, Taken* taken, Money most) {
    return Taker(cart, candidate).take(left, most, taken);
}

}  // namespace habitue::loyalty
