#include "model/life.h"

#include <algorithm>
#include <set>

#include "base/decimal.h"
#include "model/dice.h"
#include "scenario/kernel_world.h"
#include "scenario/sentence.h"

namespace habitue::model {

namespace {

const std::vector<std::string> kNames = {"camille", "hugo", "nina"};

Rules random_rules(Dice& dice) {
    Rules rules;
    rules.pending = static_cast<Rules::Pending>(dice.between(0, 2));
    if (rules.pending != Rules::Pending::none) rules.wait_days = static_cast<int>(dice.between(1, 20));
    rules.expiry = static_cast<Rules::Expiry>(dice.between(0, 2));
    rules.life = dice.one_in(2) ? Period{static_cast<int32_t>(dice.between(5, 90)), Period::Unit::days}
                                : Period{static_cast<int32_t>(dice.between(1, 6)), Period::Unit::months};
    rules.anchor = static_cast<Anchor>(dice.between(1, 4));
    rules.month = static_cast<int>(dice.between(1, 12));
    rules.day = static_cast<int>(dice.between(1, 28));
    rules.overdraw = static_cast<Rules::Overdraw>(dice.between(0, 2));
    rules.grace_days = static_cast<int>(dice.between(1, 40));
    return rules;
}

class Author {
  public:
    explicit Author(uint64_t seed) : dice_(seed) {}

    Life write(size_t deeds) {
        Life life;
        life.rules = random_rules(dice_);
        while (life.deeds.size() < deeds) life.deeds.push_back(deed());
        return life;
    }

  private:
    Deed deed() {
        let_time_pass();
        Deed deed{.date = date_, .minute = minute_, .lines = {}, .goods = {}};
        deed.customer = who();
        const int64_t roll = dice_.between(0, 99);
        if (orders_.empty() || roll < 20) return order(deed);
        deed.order = static_cast<int>(dice_.between(1, static_cast<int64_t>(orders_.size())));
        if (roll < 28)
            deed.kind = Deed::Kind::pay;
        else if (roll < 38)
            deed.kind = Deed::Kind::deliver;
        else if (roll < 41)
            deed.kind = Deed::Kind::cancel;
        else if (roll < 55)
            return refund(deed);
        else if (roll < 65)
            deed.kind = Deed::Kind::redeem;
        else if (roll < 70)
            deed.kind = Deed::Kind::give_back;
        else if (roll < 77)
            return hold(deed);
        else if (roll < 82)
            return capture(deed);
        else if (roll < 86)
            deed.kind = Deed::Kind::release;
        else if (roll < 90)
            deed.kind = Deed::Kind::adjust;
        else if (roll < 95)
            deed.kind = Deed::Kind::transfer;
        deed.points = dice_.between(1, dice_.one_in(4) ? 200 : 30);
        if (deed.kind == Deed::Kind::adjust && dice_.one_in(2)) deed.points = -deed.points;
        deed.other = who();
        deed.number = static_cast<int>(dice_.between(1, 3));
        return deed;
    }

    size_t who() { return dice_.one_in(3) ? static_cast<size_t>(dice_.between(1, 2)) : 0; }

    // Mostly hours and days, sometimes a season; often the very edge of a day.
    void let_time_pass() {
        const int64_t roll = dice_.between(0, 9);
        const int days = roll < 4   ? 0
                         : roll < 8 ? static_cast<int>(dice_.between(1, 9))
                                    : static_cast<int>(dice_.between(10, 80));
        if (days == 0 && minute_ < 23 * 60) {
            minute_ = static_cast<int>(dice_.between(std::max(minute_, 8 * 60), 23 * 60 + 59));
            return;
        }
        date_ = add_days(date_, std::max(1, days));
        minute_ = dice_.one_in(3)   ? 0
                  : dice_.one_in(3) ? 23 * 60 + 59
                                    : static_cast<int>(dice_.between(8 * 60, 22 * 60));
    }

    Deed order(Deed deed) {
        deed.kind = Deed::Kind::order;
        for (int64_t lines = dice_.between(1, 3); lines > 0; --lines)
            deed.lines.push_back({dice_.between(1, 4), dice_.between(1, 3000)});
        orders_.push_back(deed.lines);
        deed.order = static_cast<int>(orders_.size());
        deed.paid = !dice_.one_in(4);
        return deed;
    }

    Deed refund(Deed deed) {
        deed.kind = Deed::Kind::refund;
        deed.number = ++refunds_;
        const auto& lines = orders_[static_cast<size_t>(deed.order - 1)];
        for (size_t i = 0; i < lines.size(); ++i)
            if (deed.goods.empty() || dice_.one_in(2))
                deed.goods.push_back({i, dice_.between(1, lines[i].quantity)});
        return deed;
    }

    Deed hold(Deed deed) {
        deed.kind = Deed::Kind::hold;
        deed.points = dice_.between(1, 40);
        deed.hold_minutes = static_cast<int>(dice_.one_in(2) ? dice_.between(1, 90) : dice_.between(1000, 60000));
        return deed;
    }

    Deed capture(Deed deed) {
        deed.kind = Deed::Kind::capture;
        deed.number = static_cast<int>(dice_.between(1, 4));
        deed.points = dice_.one_in(2) ? 0 : dice_.between(1, 40);
        return deed;
    }

    Dice dice_;
    LocalDate date_{2026, 1, 1};
    int minute_ = 9 * 60;
    std::vector<std::vector<Bought>> orders_;
    int refunds_ = 0;
};

std::string clock_text(LocalDate date, int minute) {
    char text[16];
    std::snprintf(text, sizeof text, " %02d:%02d", minute / 60, minute % 60);
    return to_text(date) + text;
}

std::pair<LocalDate, int> end_of_hold(const Deed& deed) {
    const int end = deed.minute + deed.hold_minutes;
    std::pair<LocalDate, int> at{add_days(deed.date, end / 1440), end % 1440};
    if (at.second >= 60 && at.second < 240) at.second = 300;  // not within a change of the clock
    return at;
}

std::string basket_text(const std::vector<Bought>& lines) {
    std::string text;
    for (const Bought& line : lines)
        text += (text.empty() ? "" : ", ") + std::to_string(line.quantity) + " x thing at " +
                decimal_text(line.cents, 2, 2);
    return text;
}

std::string goods_text(const std::vector<GivenBack>& goods) {
    std::string text;
    for (const GivenBack& one : goods)
        text +=
            (text.empty() ? "" : ", ") + std::to_string(one.quantity) + " of line " + std::to_string(one.line + 1);
    return text;
}

std::string sentence(const Deed& deed) {
    const std::string& who = kNames[deed.customer];
    const std::string order = "A" + std::to_string(deed.order);
    const std::string points = std::to_string(deed.points) + " points";
    const std::string number = std::to_string(deed.number);
    switch (deed.kind) {
        case Deed::Kind::order:
            return who + " orders " + order + ": " + basket_text(deed.lines) + (deed.paid ? "; paid" : "");
        case Deed::Kind::pay: return order + " is paid";
        case Deed::Kind::deliver: return order + " is delivered";
        case Deed::Kind::cancel: return order + " is cancelled";
        case Deed::Kind::refund: return order + " is refunded R" + number + ": " + goods_text(deed.goods);
        case Deed::Kind::redeem: return who + " redeems " + std::to_string(deed.points) + " x penny";
        case Deed::Kind::give_back: return who + " gives back redemption " + number;
        case Deed::Kind::hold: {
            const auto [date, minute] = end_of_hold(deed);
            return who + " holds " + points + " until " + clock_text(date, minute);
        }
        case Deed::Kind::capture:
            return who + " captures " + (deed.points == 0 ? "" : points + " of ") + "hold " + number;
        case Deed::Kind::release: return who + " releases hold " + number;
        case Deed::Kind::adjust: return "marie adjusts " + who + " by " + points + ": \"by hand\"";
        case Deed::Kind::transfer: return who + " gives " + points + " to " + kNames[deed.other];
        case Deed::Kind::clock: return "the clock";
    }
    return "";
}

Instant moment(const Deed& deed, const TimeZone& zone) { return zone.at(deed.date, deed.minute * int64_t{60'000}); }

std::string tell(Model& model, const Deed& deed, const TimeZone& zone) {
    const std::string& who = kNames[deed.customer];
    const std::string order = "A" + std::to_string(deed.order);
    const Instant now = moment(deed, zone);
    switch (deed.kind) {
        case Deed::Kind::order: return model.order(order, who, deed.lines, deed.paid, now);
        case Deed::Kind::pay: return model.pay(order, now);
        case Deed::Kind::deliver: return model.deliver(order, now);
        case Deed::Kind::cancel: return model.cancel(order, now);
        case Deed::Kind::refund: return model.refund(order, deed.goods, now);
        case Deed::Kind::redeem: return model.redeem(who, deed.points, now);
        case Deed::Kind::give_back: return model.give_back(who, deed.number, now);
        case Deed::Kind::hold: {
            const auto [date, minute] = end_of_hold(deed);
            return model.hold(who, deed.points, zone.at(date, minute * int64_t{60'000}), now);
        }
        case Deed::Kind::capture: return model.capture(who, deed.number, deed.points, now);
        case Deed::Kind::release: return model.release(who, deed.number, now);
        case Deed::Kind::adjust: return model.adjust(who, deed.points, now);
        case Deed::Kind::transfer: return model.transfer(who, kNames[deed.other], deed.points, now);
        case Deed::Kind::clock: model.pass_time(now); return "";
    }
    return "";
}

// Points by state, by the instant they end, and the totals, in one line.
std::string picture(const Account& account) {
    std::string text = "pending " + std::to_string(account.pending_points());
    for (const auto& [dates, points] : account.pending)
        text += " [" + std::to_string(dates.first.milliseconds) + ".." + std::to_string(dates.second.milliseconds) +
                ": " + std::to_string(points) + "]";
    text += " active " + std::to_string(account.active_points());
    for (const auto& [ends, points] : account.active)
        text += " [" + std::to_string(ends.milliseconds) + ": " + std::to_string(points) + "]";
    text += " held " + std::to_string(account.held_points()) + " owed " + std::to_string(account.owed);
    text += " earned " + std::to_string(account.earned) + " taken back " + std::to_string(account.taken_back);
    text += " redeemed " + std::to_string(account.redeemed) + " expired " + std::to_string(account.expired);
    text += " adjusted " + std::to_string(account.adjusted) + " transferred " + std::to_string(account.transferred);
    return text;
}

// What the kernel shows, in the model's shape.
Account seen(scenario::World& world, const std::string& customer) {
    const scenario::BalanceSeen balance = world.balance(customer, "points");
    Account account;
    for (const scenario::LotSeen& lot : world.lots(customer, "points")) {
        if (lot.active)
            account.active[lot.key.expires_at] += lot.points.value;
        else
            account.pending[{lot.key.available_at, lot.key.expires_at}] += lot.points.value;
    }
    if (balance.held.value > 0) account.held[1] = {kNever, {{kNever, balance.held.value}}};
    account.owed = balance.deficit.value;
    account.earned = balance.totals.earned.value;
    account.taken_back = balance.totals.taken_back.value;
    account.redeemed = balance.totals.redeemed.value;
    account.expired = balance.totals.expired.value;
    account.adjusted = balance.totals.adjusted.value;
    account.transferred = balance.totals.transferred.value;
    return account;
}

std::string compare(scenario::World& world, const Model& model) {
    for (const std::string& name : kNames) {
        const auto known = model.accounts().find(name);
        const std::string expected = picture(known == model.accounts().end() ? Account{} : known->second);
        const std::string actual = picture(seen(world, name));
        if (expected != actual) return name + "\n  model:  " + expected + "\n  kernel: " + actual;
    }
    return "";
}

std::string compare(const std::string& refusal, const std::optional<scenario::Answer>& answer) {
    const std::vector<std::string> refusals = answer ? answer->refusals : std::vector<std::string>{};
    if (refusal.empty() && refusals.empty()) return "";
    if (std::find(refusals.begin(), refusals.end(), refusal) != refusals.end()) return "";
    return "model:  " + (refusal.empty() ? "accepted" : refusal) +
           "\n  kernel: " + (refusals.empty() ? "accepted" : refusals.front());
}

// Deeds about an order that was left out are left out too.
bool makes_sense(const Deed& deed, const std::set<int>& orders) {
    const bool about_an_order = deed.kind == Deed::Kind::pay || deed.kind == Deed::Kind::deliver ||
                                deed.kind == Deed::Kind::cancel || deed.kind == Deed::Kind::refund;
    return !about_an_order || orders.count(deed.order) > 0;
}

// Leaves out every run of `chunk` deeds without which the life still disagrees.
void leave_out(Life& life, size_t chunk, const std::function<std::optional<Disagreement>(const Life&)>& judge) {
    for (size_t at = 0; at + chunk <= life.deeds.size();) {
        Life shorter = life;
        const auto from = shorter.deeds.begin() + static_cast<ptrdiff_t>(at);
        shorter.deeds.erase(from, from + static_cast<ptrdiff_t>(chunk));
        if (const auto still = judge(shorter)) {
            shorter.deeds.resize(still->deed + 1);
            life = std::move(shorter);
        } else {
            at += chunk;
        }
    }
}

}  // namespace

Life random_life(uint64_t seed, size_t deeds) { return Author(seed).write(deeds); }

std::optional<Disagreement> live(const Life& life) {
    scenario::KernelWorld world;
    if (const auto published = world.publish(life.rules.document(), kEarliest); !published)
        return Disagreement{0, published.fault().text()};
    const TimeZone zone = world.programme().zone;
    Model model(life.rules, zone);
    scenario::Memory memory;
    std::set<int> orders;
    for (size_t i = 0; i < life.deeds.size(); ++i) {
        const Deed& deed = life.deeds[i];
        if (deed.kind == Deed::Kind::order) orders.insert(deed.order);
        if (!makes_sense(deed, orders)) continue;
        const std::string refusal = tell(model, deed, zone);
        const auto answer = scenario::do_sentence(sentence(deed), moment(deed, zone), world, memory);
        if (std::string what = compare(refusal, answer); !what.empty()) return Disagreement{i, std::move(what)};
        world.pass_time_to(moment(deed, zone));
        if (std::string what = compare(world, model); !what.empty()) return Disagreement{i, std::move(what)};
        for (const std::string& broken : world.broken_promises()) return Disagreement{i, broken};
    }
    return std::nullopt;
}

Life shortest(Life life, const std::function<std::optional<Disagreement>(const Life&)>& judge) {
    const auto found = judge(life);
    if (!found) return life;
    life.deeds.resize(found->deed + 1);
    for (size_t before = life.deeds.size() + 1; life.deeds.size() < before;) {
        before = life.deeds.size();
        for (size_t chunk = std::max<size_t>(1, before / 2); chunk >= 1; chunk /= 2) leave_out(life, chunk, judge);
    }
    return life;
}

std::string story_of(const Life& life) {
    std::string text = "programme\n" + life.rules.document() + "end\n";
    const TimeZone zone = *TimeZone::find("Europe/Paris");
    Model model(life.rules, zone);
    std::set<int> orders;
    for (const Deed& deed : life.deeds) {
        if (deed.kind == Deed::Kind::order) orders.insert(deed.order);
        if (!makes_sense(deed, orders)) continue;
        const std::string refusal = tell(model, deed, zone);
        text += clock_text(deed.date, deed.minute) + " " + sentence(deed) + "\n";
        if (!refusal.empty()) text += "  then refused: " + refusal + "\n";
    }
    for (const auto& [name, account] : model.accounts())
        text += "  then " + name + " has " + std::to_string(account.pending_points()) + " pending, " +
                std::to_string(account.active_points()) + " active, " + std::to_string(account.held_points()) +
                " held, " + std::to_string(account.owed) + " owed, " + std::to_string(account.earned) +
                " earned, " + std::to_string(account.taken_back) + " taken back, " +
                std::to_string(account.redeemed) + " redeemed, " + std::to_string(account.expired) +
                " expired points\n";
    return text;
}

}  // namespace habitue::model
