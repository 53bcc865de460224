#include <charconv>
#include <set>

#include "loyalty/programme/reading.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kMostStock = 1'000'000'000;
constexpr std::string_view kLimitForms =
    "a limit such as \"1 per order\", \"3 per month\", \"500 points per month\" or \"10000 points in total\"";

std::optional<LimitPer> per_in(std::string_view word) {
    for (const LimitPer per :
         {LimitPer::order, LimitPer::customer, LimitPer::day, LimitPer::week, LimitPer::month, LimitPer::year})
        if (name_of(per) == word) return per;
    return std::nullopt;
}

// "3", "500 points", "50 EUR"
bool read_quantity(std::string_view text, const WalletRule& wallet, const Currency& currency, Limit& limit) {
    if (text.ends_with(" points") || text.ends_with(" point")) {
        const auto points = points_in(text.substr(0, text.rfind(' ')), wallet, currency);
        if (points) limit.points = *points;
        return points.ok();
    }
    if (text.find(' ') != std::string_view::npos) {
        const auto points = points_in(text, wallet, currency);
        if (points && wallet.money) limit.points = *points;
        return limit.points.has_value();
    }
    int64_t uses = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), uses);
    if (error != std::errc() || stopped != text.data() + text.size() || uses <= 0 || uses > kMostStock)
        return false;
    limit.uses = uses;
    return true;
}

std::optional<Limit> limit_in(std::string_view text, const WalletRule& wallet, const Currency& currency) {
    Limit limit;
    std::string_view quantity = text;
    if (text.ends_with(" in total")) {
        limit.per = LimitPer::total;
        quantity = text.substr(0, text.size() - std::string_view(" in total").size());
    } else {
        const auto halves = split_at_word(text, "per");
        const auto per = halves ? per_in(halves->second) : std::nullopt;
        if (!per) return std::nullopt;
        limit.per = *per;
        quantity = halves->first;
    }
    if (!read_quantity(quantity, wallet, currency, limit)) return std::nullopt;
    return limit;
}

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

std::vector<Limit> read_limits(Reading& reading, const Place& rule, const WalletRule& wallet) {
    std::vector<Limit> limits;
    const auto place = Reading::child(rule, "limit");
    if (!place) return limits;
    for (const Place& one : reading.one_or_more(*place)) {
        const auto limit = one.node->kind == Node::Kind::text
                               ? limit_in(one.node->scalar, wallet, reading.programme.currency)
                               : std::nullopt;
        if (limit)
            limits.push_back(*limit);
        else
            reading.expected(one, kLimitForms);
    }
    return limits;
}

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
