#include "insight/rhythm.h"

#include <algorithm>

#include "base/rate.h"

namespace habitue::insight {

using loyalty::Customer;
using loyalty::Day;

namespace {

constexpr size_t kFewestGaps = 2;

std::optional<int32_t> last_order_day(const Customer& customer) {
    for (auto day = customer.days.rbegin(); day != customer.days.rend(); ++day)
        if (day->orders > 0) return day->day;
    return std::nullopt;
}

int64_t parts_of(int64_t of, int64_t count, int64_t all) {
    return static_cast<int64_t>(divide(Int128{of} * count, all, Rounding::down));
}

std::vector<ChanceOfDay> own_chances(std::vector<int32_t> gaps, int32_t waited) {
    std::erase_if(gaps, [waited](int32_t gap) { return gap <= waited; });
    std::sort(gaps.begin(), gaps.end());
    std::vector<ChanceOfDay> chances;
    for (size_t i = 0; i < gaps.size();) {
        const size_t next = static_cast<size_t>(std::upper_bound(gaps.begin(), gaps.end(), gaps[i]) - gaps.begin());
        chances.push_back({gaps[i] - waited,
                           parts_of(kCertain, static_cast<int64_t>(next - i), static_cast<int64_t>(gaps.size()))});
        i = next;
    }
    return chances;
}

int64_t sum_of(std::map<int32_t, int64_t>::const_iterator from, std::map<int32_t, int64_t>::const_iterator to) {
    int64_t sum = 0;
    for (; from != to; ++from) sum += from->second;
    return sum;
}

}  // namespace

std::vector<int32_t> gaps_of(const Customer& customer) {
    std::vector<int32_t> gaps;
    std::optional<int32_t> before;
    for (const Day& day : customer.days) {
        if (day.orders <= 0) continue;
        if (before) gaps.push_back(day.day - *before);
        before = day.day;
    }
    return gaps;
}

void Rhythms::learn(const Customer& customer, int32_t today) {
    for (const int32_t gap : gaps_of(customer)) ++ended_[gap];
    if (const auto last = last_order_day(customer)) ++open_[today - *last];
}

Rhythms::NextOrder Rhythms::next_order(const Customer* customer, int32_t since, int32_t today) const {
    const auto last = customer == nullptr ? std::nullopt : last_order_day(*customer);
    const int32_t waited = today - last.value_or(since);
    if (customer != nullptr) {
        const std::vector<int32_t> gaps = gaps_of(*customer);
        std::vector<ChanceOfDay> own =
            gaps.size() < kFewestGaps ? std::vector<ChanceOfDay>{} : own_chances(gaps, waited);
        if (!own.empty()) return {std::move(own), true};
    }
    NextOrder next;
    int64_t nobody_yet = kCertain;
    // those who wait at least so long
    int64_t waiting =
        sum_of(ended_.upper_bound(waited), ended_.end()) + sum_of(open_.upper_bound(waited), open_.end());
    auto left = open_.upper_bound(waited);
    for (auto gap = ended_.upper_bound(waited); gap != ended_.end(); ++gap) {
        for (; left != open_.end() && left->first < gap->first; ++left) waiting -= left->second;
        const int64_t parts = parts_of(nobody_yet, gap->second, waiting);
        if (parts > 0) next.chances.push_back({gap->first - waited, parts});
        nobody_yet -= parts;
        waiting -= gap->second;
    }
    return next;
}

}  // namespace habitue::insight
