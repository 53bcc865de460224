#include "loyalty/offers/trial.h"

#include <algorithm>

namespace habitue::loyalty {

bool Picked::beats(const Picked& other) const {
    if (sum != other.sum) return sum > other.sum;
    if (matches.size() != other.matches.size()) return matches.size() > other.matches.size();
    return matches < other.matches;
}

const Taker& Trial::taker(size_t match) {
    taker_of_.resize(worth_.size());
    std::unique_ptr<const Taker>& known = taker_of_[match];
    if (!known) known = std::make_unique<const Taker>(taker_of(matches_, matches_.all[match]));
    return *known;
}

// A budget has at least the room that any of its offers has.
bool Trial::budgets_suffice(const Picked& picked) const {
    for (size_t budget = 0; budget < programme_.budgets.size(); ++budget) {
        int64_t uses = 0, most_uses = 0, money = 0, most_money = 0;
        for (const size_t match : picked.matches) {
            if (!plan(match).has_budgets) continue;
            const std::vector<size_t>& budgets = matches_.all[match].offer->budgets;
            if (std::find(budgets.begin(), budgets.end(), budget) == budgets.end()) continue;
            ++uses;
            money += worth(match);
            most_uses = std::max(most_uses, matches_.all[match].uses);
            most_money = std::max(most_money, matches_.all[match].money.minor);
        }
        if (uses > 1 && (uses > most_uses || money > most_money)) return false;
    }
    return true;
}

int64_t Trial::real_of(const Picked& picked, std::vector<Taken>* taken) {
    left_.lines.clear();
    for (const PricedCart::Line& line : matches_.cart.lines) left_.lines.push_back(line.amount);
    left_.delivery = matches_.cart.delivery;
    if (taken != nullptr) taken->resize(picked.matches.size());
    int64_t real = 0;
    for (size_t i = 0; i < picked.matches.size(); ++i) {
        Taken* const told = taken != nullptr ? &(*taken)[i] : nullptr;
        const int64_t sum = taker(picked.matches[i]).take(left_, {INT64_MAX}, told).minor;
        if (sum == 0) return 0;
        real += sum;
    }
    return real;
}

void Trial::play(const Picked& picked, std::vector<Taken>* taken) {
    const int64_t real = real_of(picked, taken);
    if (real > best_.real) best_ = {picked.matches, real};
}

}  // namespace habitue::loyalty
