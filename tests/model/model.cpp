#include "model/model.h"

#include <algorithm>

namespace habitue::model {

namespace {

int64_t sum(const Heap& heap) {
    int64_t points = 0;
    for (const auto& [ends, some] : heap) points += some;
    return points;
}

}  // namespace

int64_t Account::pending_points() const {
    int64_t points = 0;
    for (const auto& [dates, some] : pending) points += some;
    return points;
}
int64_t Account::active_points() const { return sum(active); }
int64_t Account::held_points() const {
    int64_t points = 0;
    for (const auto& [number, one] : held) points += sum(one.second);
    return points;
}

std::string Rules::in_words() const {
    std::string words;
    if (pending == Pending::after_paid) words += "pending: " + std::to_string(wait_days) + " days after paid, ";
    if (pending == Pending::after_delivered)
        words += "pending: " + std::to_string(wait_days) + " days after delivered, ";
    words += "expiry: ";
    if (expiry == Expiry::never) words += "never";
    if (expiry == Expiry::after) {
        words += "{after: " + to_text(life);
        if (anchor == Anchor::end_of_month) words += ", at: end of month";
        if (anchor == Anchor::end_of_quarter) words += ", at: end of quarter";
        if (anchor == Anchor::end_of_year) words += ", at: end of year";
        words += "}";
    }
    if (expiry == Expiry::fixed_day) {
        const std::string date = to_text(LocalDate{2026, static_cast<uint8_t>(month), static_cast<uint8_t>(day)});
        words += "{on: \"" + date.substr(5) + "\", at_least: " + to_text(life) + "}";
    }
    words += ", overdraw: ";
    words += overdraw == Overdraw::repay ? "repay" : overdraw == Overdraw::forgive ? "forgive" : "pending only";
    return words + ", transfer: true";
}

std::string Rules::document() const {
    return "  habitue: 1\n  id: shop\n  name: The Shop\n  currency: EUR\n  time_zone: Europe/Paris\n  languages: "
           "[en]\n"
           "  wallets:\n    points: {" +
           in_words() +
           "}\n"
           "  earning:\n    - {id: base, on: order_paid, points: 1 per 1 EUR}\n"
           "  rewards:\n    - {id: penny, cost: 1}\n"
           "  refund_grace: " +
           std::to_string(grace_days) + " days\n";
}

Model::Model(Rules rules, TimeZone zone) : rules_(rules), zone_(std::move(zone)) {}

Heap Model::take(Heap& from, int64_t points) {
    Heap taken;
    while (points > 0) {
        const auto first = from.begin();
        const int64_t some = std::min(points, first->second);
        taken[first->first] += some;
        points -= some;
        first->second -= some;
        if (first->second == 0) from.erase(first);
    }
    return taken;
}

void Model::pour(const Heap& from, Heap& into) {
    for (const auto& [ends, points] : from) into[ends] += points;
}

void Model::put_back(const Heap& heap, Account& account, Instant now, Instant for_the_dead) {
    for (const auto& [ends, points] : heap) account.active[ends <= now ? for_the_dead : ends] += points;
}

Instant Model::end_of_points_from(Instant active) const {
    switch (rules_.expiry) {
        case Rules::Expiry::never: return kNever;
        case Rules::Expiry::after: return anchor(add(active, rules_.life, zone_), rules_.anchor, zone_);
        case Rules::Expiry::fixed_day: break;
    }
    LocalDate day = zone_.date_of(add(active, rules_.life, zone_));
    while (day.month != rules_.month || day.day != rules_.day) day = add_days(day, 1);
    return zone_.end_of(day);
}

// One due instant after another, so that what happens at each sees what happened before.
void Model::happen_until(Account& account, Instant now) {
    for (;;) {
        Instant next = kNever;
        for (const auto& [dates, points] : account.pending) next = std::min(next, dates.first);
        for (const auto& [ends, points] : account.active) next = std::min(next, ends);
        for (const auto& [number, hold] : account.held) next = std::min(next, hold.first);
        if (next > now || next == kNever) return;
        settle(account, next);
    }
}

void Model::settle(Account& account, Instant now) {
    std::erase_if(account.held, [&](const auto& one) {
        if (one.second.first > now) return false;
        pour(one.second.second, account.active);
        return true;
    });
    std::erase_if(account.pending, [&](const auto& lot) {
        if (lot.first.first > now) return false;
        account.active[lot.first.second] += lot.second;
        return true;
    });
    std::erase_if(account.active, [&](const auto& heap) {
        if (heap.first > now) return false;
        account.expired += heap.second;
        return true;
    });
    const int64_t repaid = std::min(account.owed, account.active_points());
    take(account.active, repaid);
    account.owed -= repaid;
}

void Model::pass_time(Instant now) {
    for (auto& [name, account] : accounts_) happen_until(account, now);
}

std::string Model::order(const std::string& id, const std::string& customer, const std::vector<Bought>& lines,
                         bool paid, Instant now) {
    accounts_[customer];
    pass_time(now);
    Sale sale;
    sale.customer = customer;
    sale.lines = lines;
    for (const Bought& line : lines) sale.kept.push_back(line.quantity);
    sales_[id] = sale;
    return paid ? pay(id, now) : "";
}

std::string Model::pay(const std::string& order, Instant now) {
    pass_time(now);
    Sale& sale = sales_.at(order);
    if (sale.paid != kNever) return "";
    if (sale.cancelled) return "order_cancelled";
    sale.paid = now;
    keep_only(sale, now);
    return "";
}

std::string Model::deliver(const std::string& order, Instant now) {
    pass_time(now);
    Sale& sale = sales_.at(order);
    if (sale.delivered != kNever) return "";
    if (sale.cancelled) return "order_cancelled";
    sale.delivered = now;
    if (rules_.pending == Rules::Pending::after_delivered && sale.granted > 0) date_the_points(sale, now);
    return "";
}

// The points of the order wait for a day that is now known.
void Model::date_the_points(Sale& sale, Instant now) {
    Account& account = accounts_.at(sale.customer);
    int64_t& waiting = account.pending.at({sale.available, sale.ends});
    waiting -= sale.granted;
    if (waiting == 0) account.pending.erase({sale.available, sale.ends});
    const LocalDate day = add_days(zone_.date_of(sale.delivered), rules_.wait_days);
    sale.available = std::max(zone_.start_of(day), now);
    if (rules_.wait_days == 0) sale.available = now;
    sale.ends = end_of_points_from(sale.available);
    account.pending[{sale.available, sale.ends}] += sale.granted;
    settle(account, now);
}

std::string Model::cancel(const std::string& order, Instant now) {
    pass_time(now);
    Sale& sale = sales_.at(order);
    if (sale.cancelled) return "";
    sale.cancelled = true;
    for (int64_t& kept : sale.kept) kept = 0;
    keep_only(sale, now);
    return "";
}

std::string Model::refund(const std::string& order, const std::vector<GivenBack>& goods, Instant now) {
    pass_time(now);
    Sale& sale = sales_.at(order);
    if (sale.cancelled) return "order_cancelled";
    std::vector<int64_t> kept = sale.kept;
    for (const GivenBack& one : goods) {
        kept[one.line] -= one.quantity;
        if (kept[one.line] < 0) return "refunded_more_than_bought";
    }
    sale.kept = kept;
    keep_only(sale, now);
    return "";
}

// A paid order has one point for each whole euro of what is kept: grants what is missing, takes back what is too
// much.
void Model::keep_only(Sale& sale, Instant now) {
    if (sale.paid == kNever) return;
    Account& account = accounts_.at(sale.customer);
    int64_t cents = 0;
    for (size_t i = 0; i < sale.lines.size(); ++i) cents += sale.kept[i] * sale.lines[i].cents;
    const int64_t deserved = cents / 100;
    if (deserved > sale.granted) {  // only when it is paid: nothing is bought afterwards
        const Instant reached = rules_.pending == Rules::Pending::after_delivered ? sale.delivered : sale.paid;
        if (rules_.pending == Rules::Pending::none || (reached != kNever && rules_.wait_days == 0))
            sale.available = now;
        else if (reached == kNever)
            sale.available = kNever;
        else
            sale.available = std::max(now, zone_.start_of(add_days(zone_.date_of(reached), rules_.wait_days)));
        sale.ends = sale.available == kNever ? kNever : end_of_points_from(sale.available);
        account.earned += deserved;
        account.pending[{sale.available, sale.ends}] += deserved;
        sale.granted = deserved;
    }
    int64_t too_much = sale.granted - deserved;
    sale.granted = deserved;
    const auto waiting = account.pending.find({sale.available, sale.ends});
    if (too_much > 0 && waiting != account.pending.end()) {
        waiting->second -= too_much;
        account.earned -= too_much;
        if (waiting->second == 0) account.pending.erase(waiting);
        too_much = 0;
    }
    if (rules_.overdraw != Rules::Overdraw::pending_only && too_much > 0) {
        // its own points first, then those that end first, then what is missing
        int64_t& own = account.active[sale.ends];
        const int64_t from_own = std::min(own, too_much);
        own -= from_own;
        if (own == 0) account.active.erase(sale.ends);
        const int64_t from_others = std::min(too_much - from_own, account.active_points());
        take(account.active, from_others);
        const int64_t missing = too_much - from_own - from_others;
        account.taken_back += from_own + from_others;
        if (rules_.overdraw == Rules::Overdraw::repay) {
            account.owed += missing;
            account.taken_back += missing;
        }
    }
    settle(account, now);
}

std::string Model::redeem(const std::string& customer, int64_t points, Instant now) {
    pass_time(now);
    if (!accounts_.count(customer)) return "customer_not_found";
    Account& account = accounts_.at(customer);
    if (points > account.active_points()) return "not_enough_points";
    account.redemptions.push_back({take(account.active, points), false});
    account.redeemed += points;
    return "";
}

std::string Model::give_back(const std::string& customer, int redemption, Instant now) {
    pass_time(now);
    if (!accounts_.count(customer)) return "customer_not_found";
    Account& account = accounts_.at(customer);
    if (redemption < 1 || redemption > static_cast<int>(account.redemptions.size())) return "redemption_not_found";
    auto& [paid, returned] = account.redemptions[static_cast<size_t>(redemption - 1)];
    if (returned) return "already_refunded";
    returned = true;
    account.redeemed -= sum(paid);
    put_back(paid, account, now, zone_.end_of(add_days(zone_.date_of(now), rules_.grace_days)));
    settle(account, now);
    return "";
}

std::string Model::hold(const std::string& customer, int64_t points, Instant until, Instant now) {
    pass_time(now);
    if (!accounts_.count(customer)) return "customer_not_found";
    Account& account = accounts_.at(customer);
    if (points > account.active_points()) return "not_enough_points";
    account.held[++account.holds] = {until, take(account.active, points)};
    return "";
}

std::string Model::capture(const std::string& customer, int hold, int64_t points, Instant now) {
    pass_time(now);
    if (!accounts_.count(customer)) return "customer_not_found";
    Account& account = accounts_.at(customer);
    const auto open = account.held.find(hold);
    if (open == account.held.end()) return hold >= 1 && hold <= account.holds ? "hold_closed" : "hold_not_found";
    Heap heap = open->second.second;
    if (points > sum(heap)) return "above_maximum";
    account.held.erase(open);
    const int64_t captured = points == 0 ? sum(heap) : points;
    take(heap, captured);
    account.redeemed += captured;
    pour(heap, account.active);
    settle(account, now);
    return "";
}

std::string Model::release(const std::string& customer, int hold, Instant now) {
    pass_time(now);
    if (!accounts_.count(customer)) return "customer_not_found";
    Account& account = accounts_.at(customer);
    const auto open = account.held.find(hold);
    if (open == account.held.end()) return hold >= 1 && hold <= account.holds ? "hold_closed" : "hold_not_found";
    pour(open->second.second, account.active);
    account.held.erase(open);
    settle(account, now);
    return "";
}

std::string Model::adjust(const std::string& customer, int64_t points, Instant now) {
    pass_time(now);
    if (!accounts_.count(customer)) return "customer_not_found";
    Account& account = accounts_.at(customer);
    if (-points > account.active_points()) return "not_enough_points";
    account.adjusted += points;
    if (points < 0)
        take(account.active, -points);
    else
        account.active[end_of_points_from(now)] += points;
    settle(account, now);
    return "";
}

std::string Model::transfer(const std::string& from, const std::string& to, int64_t points, Instant now) {
    pass_time(now);
    if (!accounts_.count(from) || !accounts_.count(to)) return "customer_not_found";
    if (from == to) return "same_customer";
    Account& giver = accounts_.at(from);
    if (points > giver.active_points()) return "not_enough_points";
    Account& taker = accounts_.at(to);
    pour(take(giver.active, points), taker.active);
    giver.transferred -= points;
    taker.transferred += points;
    settle(taker, now);
    return "";
}

}  // namespace habitue::model
