#include <charconv>

#include "loyalty/programme/reading.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kMostUses = 1'000'000'000;
constexpr std::string_view kPointForms =
    "a limit such as \"1 per order\", \"3 per month\", \"500 points per month\" or \"10000 points in total\"";

std::optional<LimitPer> per_in(std::string_view word) {
    for (const LimitPer per :
         {LimitPer::order, LimitPer::customer, LimitPer::day, LimitPer::week, LimitPer::month, LimitPer::year})
        if (name_of(per) == word) return per;
    return std::nullopt;
}

// What is limited, besides uses: the points of a wallet, or money.
struct Units {
    const WalletRule* wallet;  // null: money
    const Currency& currency;
};

bool read_points(std::string_view text, const Units& units, Limit& limit) {
    if (text.ends_with(" points") || text.ends_with(" point")) {
        const auto points = points_in(text.substr(0, text.rfind(' ')), *units.wallet, units.currency);
        if (points) limit.points = *points;
        return points.ok();
    }
    const auto points = points_in(text, *units.wallet, units.currency);
    if (points && units.wallet->money) limit.points = *points;
    return limit.points.has_value();
}

bool read_money(std::string_view text, const Currency& currency, Limit& limit) {
    const auto money = money_in(text, currency);
    if (money && money->minor > 0) limit.money = *money;
    return limit.money.has_value();
}

// "3", "500 points", "50 EUR"
bool read_quantity(std::string_view text, const Units& units, Limit& limit) {
    if (text.find(' ') != std::string_view::npos)
        return units.wallet ? read_points(text, units, limit) : read_money(text, units.currency, limit);
    int64_t uses = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), uses);
    if (error != std::errc() || stopped != text.data() + text.size() || uses <= 0 || uses > kMostUses) return false;
    limit.uses = uses;
    return true;
}

std::optional<Limit> limit_in(std::string_view text, const Units& units) {
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
    if (!read_quantity(quantity, units, limit)) return std::nullopt;
    return limit;
}

std::vector<Limit> read(Reading& reading, const Place& rule, const Units& units, std::string_view forms) {
    std::vector<Limit> limits;
    const auto place = Reading::child(rule, "limit");
    if (!place) return limits;
    for (const Place& one : reading.one_or_more(*place)) {
        const auto limit = one.node->kind == Node::Kind::text ? limit_in(one.node->scalar, units) : std::nullopt;
        if (limit)
            limits.push_back(*limit);
        else
            reading.expected(one, forms);
    }
    return limits;
}

}  // namespace

std::vector<Limit> read_limits(Reading& reading, const Place& rule, const WalletRule& wallet) {
    return read(reading, rule, {&wallet, reading.programme.currency}, kPointForms);
}

std::vector<Limit> read_money_limits(Reading& reading, const Place& rule) {
    const std::string currency(reading.programme.currency.text());
    return read(reading, rule, {nullptr, reading.programme.currency},
                "a limit such as \"1 per customer\", \"500 in total\" or \"300 " + currency + " per month\"");
}

}  // namespace habitue::loyalty
