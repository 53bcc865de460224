#include <set>

#include "loyalty/programme/reading.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kMostStock = 1'000'000'000;

void read_reward(Reading& reading, const Place& place, std::set<std::string>& seen) {
    if (!reading.map(place, {"id", "name", "cost", "wallet", "value", "minimum_order", "stock", "limit", "when",
                             "from", "until"}))
        return;
    Reward reward;
    if (const auto id = reading.required(place, "id", "every reward has an id")) {
        reward.id = reading.id(*id).value_or("");
        if (!reward.id.empty() && !seen.insert(reward.id).second)
            reading.problem(*id, "the reward \"" + reward.id + "\" stands here a second time");
    }
    reward.name = reading.name(place, reward.id);
    reward.wallet = reading.wallet(place).value_or(0);
    if (reward.wallet < reading.programme.wallets.size()) {
        const WalletRule& wallet = reading.programme.wallets[reward.wallet];
        if (const auto cost = reading.required(place, "cost", "what the reward costs in points"))
            reward.cost = reading.points(*cost, wallet).value_or(Points{1});
        reward.limits = read_limits(reading, place, wallet);
    }
    if (const auto value = Reading::child(place, "value")) reward.value = reading.money(*value);
    if (const auto minimum = Reading::child(place, "minimum_order"))
        reward.minimum_order = reading.amount(*minimum).value_or(Amount{});
    if (const auto stock = Reading::child(place, "stock")) reward.stock = reading.whole(*stock, 0, kMostStock);
    if (const auto when = Reading::child(place, "when"))
        reward.when = reading.condition(*when, ConditionScope::customer);
    read_dates(reading, place, reward.from, reward.until);
    reading.programme.rewards.push_back(std::move(reward));
}

}  // namespace

void read_dates(Reading& reading, const Place& rule, Instant& from, Instant& until) {
    const auto begin = Reading::child(rule, "from"), end = Reading::child(rule, "until");
    if (begin) from = reading.moment(*begin, Reading::Edge::start).value_or(kEarliest);
    if (end) until = reading.moment(*end, Reading::Edge::end).value_or(kNever);
    if (end && until <= from) reading.problem(*end, "ends before it begins");
}

void read_rewards(Reading& reading, const Place& document) {
    const auto rewards = Reading::child(document, "rewards");
    if (!rewards) return;
    std::set<std::string> seen;
    for (const Place& reward : reading.elements(*rewards)) read_reward(reading, reward, seen);
}

}  // namespace habitue::loyalty
