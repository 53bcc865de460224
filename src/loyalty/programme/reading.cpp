#include "loyalty/programme/reading.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/decimal.h"
#include "rules/text.h"

namespace habitue::loyalty {
namespace {

constexpr size_t kLongestId = 64;
constexpr size_t kShown = 60;  // of a text in a message

std::string found(const Node& node) {
    switch (node.kind) {
        case Node::Kind::null: return "nothing";
        case Node::Kind::boolean:
        case Node::Kind::number: return node.scalar;
        case Node::Kind::text:
            if (node.scalar.size() <= kShown) return '"' + node.scalar + '"';
            return '"' + node.scalar.substr(0, kShown) + "...\"";
        case Node::Kind::list: return "a list";
        case Node::Kind::map: return "keys and values";
    }
    return "";
}

bool is_scalar_text(const Node& node) { return node.kind == Node::Kind::text || node.kind == Node::Kind::number; }

// JSON pointers write ~ and / of a key as ~0 and ~1.
std::string escaped(std::string_view key) {
    std::string out;
    for (const char c : key) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

bool is_id(std::string_view text) {
    const auto alphanumeric = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (text.empty() || text.size() > kLongestId || !alphanumeric(text[0])) return false;
    return std::all_of(text.begin(), text.end(), [&](char c) { return alphanumeric(c) || c == '-' || c == '_'; });
}

Rate fraction(int64_t numerator, int64_t denominator) {
    const int64_t common = std::gcd(numerator, denominator);
    return {numerator / common, denominator / common};
}

// "12.5" of "12.5 %"
std::optional<std::string_view> before_percent(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

bool is_calendar_unit(Period::Unit unit) { return unit != Period::Unit::hours && unit != Period::Unit::minutes; }

}  // namespace

void Reading::problem(const Place& place, std::string what) {
    problems.push_back({position_text(*place.node, place.path), std::move(what)});
}

void Reading::expected(const Place& place, std::string_view what) {
    problem(place, "expected " + std::string(what) + "; found " + found(*place.node));
}

bool Reading::map(const Place& place, std::initializer_list<std::string_view> known_keys) {
    if (!place.node->is_map()) {
        expected(place, "keys and values");
        return false;
    }
    for (size_t i = 0; i < place.node->keys.size(); ++i) {
        const std::string& key = place.node->keys[i];
        if (std::find(known_keys.begin(), known_keys.end(), key) != known_keys.end()) continue;
        rules::NearestName nearest(key);
        std::string known;
        for (const std::string_view name : known_keys) {
            nearest.offer(name);
            known += (known.empty() ? "" : ", ") + std::string(name);
        }
        const Place at{&place.node->elements[i], place.path + "/" + escaped(key)};
        problem(at, "unknown key \"" + key.substr(0, kShown) + '"' + nearest.hint() + "; known here: " + known);
    }
    return true;
}

std::optional<Place> Reading::child(const Place& map, std::string_view key) {
    const Node* node = map.node->find(key);
    if (!node || node->kind == Node::Kind::null) return std::nullopt;
    return Place{node, map.path + "/" + escaped(key)};
}

std::optional<Place> Reading::required(const Place& map, std::string_view key, std::string_view what) {
    auto place = child(map, key);
    if (!place) problem(map, "the key \"" + std::string(key) + "\" is missing: " + std::string(what));
    return place;
}

std::vector<Place> Reading::elements(const Place& list) {
    std::vector<Place> out;
    if (!list.node->is_list()) {
        expected(list, "a list");
        return out;
    }
    for (size_t i = 0; i < list.node->elements.size(); ++i)
        out.push_back({&list.node->elements[i], list.path + "/" + std::to_string(i)});
    return out;
}

std::vector<Place> Reading::one_or_more(const Place& place) {
    if (place.node->is_list()) return elements(place);
    return {place};
}

std::vector<std::pair<std::string, Place>> Reading::entries(const Place& map) {
    std::vector<std::pair<std::string, Place>> out;
    if (!map.node->is_map()) {
        expected(map, "keys and values");
        return out;
    }
    for (size_t i = 0; i < map.node->keys.size(); ++i)
        out.push_back({map.node->keys[i], {&map.node->elements[i], map.path + "/" + escaped(map.node->keys[i])}});
    return out;
}

std::optional<std::string> Reading::text(const Place& place, std::string_view what) {
    if (is_scalar_text(*place.node)) return place.node->scalar;
    expected(place, what);
    return std::nullopt;
}

std::optional<bool> Reading::truth(const Place& place) {
    if (place.node->kind == Node::Kind::boolean) return place.node->scalar == "true";
    expected(place, "true or false");
    return std::nullopt;
}

std::optional<int64_t> Reading::whole(const Place& place, int64_t least, int64_t most) {
    int64_t value = 0;
    const std::string& digits = place.node->scalar;
    const auto end = digits.data() + digits.size();
    const bool number = place.node->kind == Node::Kind::number;
    const auto [stopped, error] = std::from_chars(digits.data(), end, value);
    if (number && error == std::errc() && stopped == end && value >= least && value <= most) return value;
    expected(place, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
}

std::optional<std::string> Reading::key_id(const std::string& key, const Place& place) {
    if (is_id(key)) return key;
    problem(
        place,
        "\"" + key.substr(0, kShown) +
            "\" is not an id: letters a to z, digits, - and _ are expected, at most 64, a letter or digit first");
    return std::nullopt;
}

std::optional<std::string> Reading::id(const Place& place) {
    const auto written = text(place, "an id");
    return written ? key_id(*written, place) : std::nullopt;
}

std::optional<LocalText> Reading::one_name(const Place& place, const std::string& language) {
    std::vector<std::string> forms;
    for (const Place& form : one_or_more(place)) {
        const auto written = text(form, "a name");
        if (!written) return std::nullopt;
        if (written->empty() || written->size() > kLongestText) {
            expected(form, "a name of 1 to 256 bytes");
            return std::nullopt;
        }
        forms.push_back(*written);
    }
    if (forms.empty() || forms.size() > 2) {
        problem(place, "expected a name, or two forms: [singular, plural]");
        return std::nullopt;
    }
    return LocalText{language, forms.front(), forms.back()};
}

LocalTexts Reading::name(const Place& map, const std::string& otherwise) {
    LocalTexts texts;
    const auto place = child(map, "name");
    if (place && !place->node->is_map()) {
        if (auto name = one_name(*place, programme.languages.front())) texts.push_back(std::move(*name));
    } else if (place) {
        for (const auto& [language, there] : entries(*place))
            if (std::find(programme.languages.begin(), programme.languages.end(), language) ==
                programme.languages.end())
                problem(there, "\"" + language.substr(0, kShown) + "\" is not one of the programme's languages");
        for (const std::string& language : programme.languages)
            if (const auto there = child(*place, language))
                if (auto name = one_name(*there, language)) texts.push_back(std::move(*name));
    }
    if (texts.empty()) texts.push_back({programme.languages.front(), otherwise, otherwise});
    return texts;
}

std::optional<Points> Reading::points(const Place& place, const WalletRule& wallet) {
    const auto written = text(place, "a number of points");
    if (!written) return std::nullopt;
    const auto points = points_in(*written, wallet, programme.currency);
    if (points) return *points;
    problem(place, points.fault().problems.front().what);
    return std::nullopt;
}

std::optional<Amount> Reading::amount(const Place& place) {
    const auto written =
        text(place, "an amount with its currency, such as 60 " + std::string(programme.currency.text()));
    if (!written) return std::nullopt;
    const auto amount = amount_in(*written, programme.currency);
    if (amount) return *amount;
    problem(place, amount.fault().problems.front().what);
    return std::nullopt;
}

std::optional<Money> Reading::money(const Place& place) {
    const auto written =
        text(place, "an amount with its currency, such as 60 " + std::string(programme.currency.text()));
    if (!written) return std::nullopt;
    const auto money = money_in(*written, programme.currency);
    if (money) return *money;
    problem(place, money.fault().problems.front().what);
    return std::nullopt;
}

std::optional<Period> Reading::period(const Place& place) {
    const auto written = text(place, "a period such as 30 days or 12 months");
    if (!written) return std::nullopt;
    const auto period = calendar_period_in(*written);
    if (period) return *period;
    problem(place, period.fault().problems.front().what);
    return std::nullopt;
}

std::optional<Rate> Reading::factor(const Place& place) {
    if (is_scalar_text(*place.node)) {
        std::string_view digits = place.node->scalar;
        if (!starts_with(digits, "x")) starts_with(digits, "\u00D7");  // the sign of multiplication
        const auto rate = rate_in(digits);
        if (rate && rate->numerator / rate->denominator < 1000) return *rate;
    }
    expected(place, "a factor such as x1.5, above 0 and below 1000, with at most 6 decimals");
    return std::nullopt;
}

std::optional<Rate> Reading::share(const Place& place) {
    const bool written = place.node->kind == Node::Kind::text;
    const auto share = written ? share_in(place.node->scalar) : std::nullopt;
    if (!share) expected(place, "a share such as 50 %, above 0 and at most 100 %");
    return share;
}

std::optional<Rate> Reading::percentage(const Place& place, int64_t most) {
    const auto digits = place.node->kind == Node::Kind::text ? before_percent(place.node->scalar) : std::nullopt;
    if (digits)
        if (const auto millionths = parse_decimal(*digits, 6);
            millionths && *millionths >= 0 && *millionths <= most * power_of_ten(6))
            return fraction(*millionths, 100 * power_of_ten(6));
    expected(place, "a percentage from 0 % to " + std::to_string(most) + " %");
    return std::nullopt;
}

std::optional<Instant> Reading::moment(const Place& place, Edge edge) {
    const auto written = text(place, "a date such as 2026-11-21");
    if (!written) return std::nullopt;
    if (const auto date = parse_date(*written)) {
        const LocalDate day = edge == Edge::end ? add_days(*date, 1) : *date;
        const Instant at = programme.zone.start_of(day);
        if (at >= kEarliest && at <= kLatest) return at;
    } else if (const auto at = parse_instant(*written)) {
        return *at;
    }
    expected(place, "a date such as 2026-11-21 or an instant such as 2026-11-21T09:30:00+01:00, from 1900 to 2099");
    return std::nullopt;
}

std::optional<size_t> Reading::wallet(const Place& map) {
    const auto place = child(map, "wallet");
    if (!place) return programme.wallets.empty() ? std::nullopt : std::optional<size_t>(0);
    const auto written = text(*place, "the id of a wallet");
    if (!written) return std::nullopt;
    rules::NearestName nearest(*written);
    for (size_t i = 0; i < programme.wallets.size(); ++i) {
        if (programme.wallets[i].id == *written) return i;
        nearest.offer(programme.wallets[i].id);
    }
    problem(*place, "there is no wallet \"" + written->substr(0, kShown) + '"' + nearest.hint());
    return std::nullopt;
}

std::string read_id(Reading& reading, const Place& map, std::string_view noun, std::vector<std::string>& seen) {
    const auto place = reading.required(map, "id", "every " + std::string(noun) + " has an id");
    std::string id = place ? reading.id(*place).value_or("") : "";
    if (id.empty()) return id;
    if (std::find(seen.begin(), seen.end(), id) != seen.end())
        reading.problem(*place, "the " + std::string(noun) + " \"" + id + "\" stands here a second time");
    else
        seen.push_back(id);
    return id;
}

Result<Rate> rate_in(std::string_view decimal) {
    const auto millionths = parse_decimal(decimal, 6);
    if (!millionths) return millionths.fault();
    if (*millionths <= 0) return Fault::invalid("", "must be above zero");
    return fraction(*millionths, power_of_ten(6));
}

std::optional<Rate> share_in(std::string_view text) {
    const auto digits = before_percent(text);
    const auto percent = digits ? rate_in(*digits) : Fault::invalid("", "no share");
    if (!percent || percent->numerator > 100 * percent->denominator) return std::nullopt;
    return fraction(percent->numerator, percent->denominator * 100);
}

Result<Points> points_in(std::string_view text, const WalletRule& wallet, const Currency& currency) {
    if (wallet.money && text.find(' ') != std::string_view::npos) {
        const auto money = money_in(text, currency);
        if (!money) return money.fault();
        if (money->minor <= 0) return Fault::invalid("", "\"" + std::string(text) + "\" must be above zero");
        return Points{money->minor};
    }
    const auto points = parse_decimal(text, wallet.decimals);
    if (!points) {
        std::string what = points.fault().problems.front().what;
        if (parse_decimal(text, 6).ok())
            what += ": the wallet \"" + wallet.id + "\" counts in " +
                    (wallet.decimals == 0 ? "whole points" : std::to_string(wallet.decimals) + " decimals");
        return Fault::invalid("", std::move(what));
    }
    if (*points <= 0 || *points > kMostPoints.value)
        return Fault::invalid("", "\"" + std::string(text) + "\" is not a number of points above zero and within " +
                                      decimal_text(kMostPoints.value, wallet.decimals));
    return Points{*points};
}

Result<Amount> amount_in(std::string_view text, const Currency& currency) {
    const auto amount = parse_currency_amount(text);
    if (!amount) return amount.fault();
    if (!(amount->currency == currency))
        return Fault::invalid("", "\"" + std::string(text) + "\" is not in the programme's currency, " +
                                      std::string(currency.text()));
    if (amount->amount < Amount{}) return Fault::invalid("", "\"" + std::string(text) + "\" is below zero");
    return amount->amount;
}

Result<Money> money_in(std::string_view text, const Currency& currency) {
    const auto amount = amount_in(text, currency);
    if (!amount) return amount.fault();
    const Money money = round_down(*amount, currency);
    if (amount_of(money, currency) != *amount)
        return Fault::invalid("", "\"" + std::string(text) + "\" has more than the " +
                                      std::to_string(currency.decimals) + " decimals of " +
                                      std::string(currency.text()));
    return money;
}

Result<Period> calendar_period_in(std::string_view text) {
    const auto period = parse_period(text);
    if (!period) return period.fault();
    if (!is_calendar_unit(period->unit))
        return Fault::invalid("", "\"" + std::string(text) + "\": days, weeks, months or years are expected here");
    return *period;
}

std::optional<std::pair<std::string_view, std::string_view>> split_at_word(std::string_view text,
                                                                           std::string_view word) {
    const std::string between = " " + std::string(word) + " ";
    const size_t at = text.find(between);
    if (at == std::string_view::npos) return std::nullopt;
    return std::pair{text.substr(0, at), text.substr(at + between.size())};
}

bool starts_with(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

std::optional<std::string> activity_in(std::string_view text) {
    if (starts_with(text, "activity(\"") && text.ends_with("\")"))
        text.remove_suffix(2);
    else if (!starts_with(text, "activity "))
        return std::nullopt;
    if (text.empty() || text.size() > kLongestText || text.find('"') != std::string_view::npos) return std::nullopt;
    return std::string(text);
}

}  // namespace habitue::loyalty
