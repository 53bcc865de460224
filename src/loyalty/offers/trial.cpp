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

int64_t Trial::real_of(const Picked& picked, std::vector<Taken>* taken, int64_t above) {
    left_.lines.clear();
    left_.lines.reserve(matches_.cart.lines.size());
    for (const PricedCart::Line& line : matches_.cart.lines) left_.lines.push_back(line.amount);
    left_.delivery = matches_.cart.delivery;
    if (taken != nullptr) taken->resize(picked.matches.size());
    int64_t real = 0, most = picked.sum;
    for (size_t i = 0; i < picked.matches.size() && most > above; ++i) {
        const Taker& next = taker(picked.matches[i]);
        const bool is_last = i + 1 == picked.matches.size();  // what he leaves is nobody's
        const int64_t sum = taken != nullptr ? next.take(left_, {INT64_MAX}, &(*taken)[i]).minor
                            : is_last        ? next.worth(left_, {INT64_MAX}).minor
                                             : next.take(left_, {INT64_MAX}).minor;
        if (sum == 0) return 0;
        real += sum;
        most -= worth(picked.matches[i]) - sum;
    }
    return real;
}

void Trial::play(const Picked& picked, std::vector<Taken>* taken) {
    const int64_t real = real_of(picked, taken, best_.real);
    if (real > best_.real) best_ = {picked, real};
}

}  // namespace habitue::loyalty
