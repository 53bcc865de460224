#include "loyalty/programme/words.h"

#include <array>

#include "base/decimal.h"

namespace habitue::loyalty {
namespace {

constexpr std::string_view kNoBreak = "\u00A0";
constexpr std::string_view kThousands = "\u202F";

std::string symbol_of(const Currency& currency) {
    if (currency.text() == "EUR") return "€";
    if (currency.text() == "GBP") return "£";
    return std::string(currency.text());
}

struct UnitWords {
    std::string_view fr, fr_plural, en, en_plural;
};
constexpr std::array<UnitWords, 6> kUnits{{{"minute", "minutes", "minute", "minutes"},
                                           {"heure", "heures", "hour", "hours"},
                                           {"jour", "jours", "day", "days"},
                                           {"semaine", "semaines", "week", "weeks"},
                                           {"mois", "mois", "month", "months"},
                                           {"an", "ans", "year", "years"}}};

constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string two_digits(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

}  // namespace

std::string Words::either(std::string_view fr, std::string_view en) const {
    return std::string(language == Language::fr ? fr : en);
}

std::string Words::quoted(std::string_view text) const {
    if (language == Language::en) return '"' + std::string(text) + '"';
    return "«" + std::string(kNoBreak) + std::string(text) + std::string(kNoBreak) + "»";
}

std::string Words::number(int64_t scaled, int decimals, int at_least) const {
    const std::string plain = decimal_text(scaled, decimals, at_least);
    const size_t point = plain.find('.');
    std::string out = plain.substr(0, point);
    const size_t sign = out.starts_with('-') ? 1 : 0;
    for (size_t from_end = 3; out.size() > from_end + sign;) {
        const std::string_view separator = language == Language::fr ? kThousands : ",";
        out.insert(out.size() - from_end, separator);
        from_end += 3 + separator.size();
    }
    if (point != std::string::npos) out += (language == Language::fr ? "," : ".") + plain.substr(point + 1);
    return out;
}

namespace {

std::string with_symbol(const std::string& digits, const Currency& currency, Language language) {
    const std::string symbol = symbol_of(currency);
    if (language == Language::fr) return digits + std::string(kNoBreak) + symbol;
    return symbol.size() == 3 && symbol == currency.text() ? digits + " " + symbol : symbol + digits;
}

}  // namespace

std::string Words::money(Amount amount) const {
    const bool whole = amount.millionths % power_of_ten(6) == 0;
    const std::string digits = number(amount.millionths, 6, whole ? 0 : programme.currency.decimals);
    return with_symbol(digits, programme.currency, language);
}

std::string Words::money(Money amount) const { return money(amount_of(amount, programme.currency)); }

std::string Words::price(Money amount) const {
    const int decimals = programme.currency.decimals;
    return with_symbol(number(amount.minor, decimals, decimals), programme.currency, language);
}

std::string Words::points(Points points, const WalletRule& wallet) const {
    if (wallet.money) return money(Money{points.value});
    const int64_t unit = power_of_ten(wallet.decimals);
    // English says "1.5 points", French "1,5 point"
    const int64_t count = points.value % unit != 0 && language == Language::en ? 2 : points.value / unit;
    return number(points.value, wallet.decimals) + std::string(kNoBreak) +
           std::string(text_in(wallet.name, code_of(language), count));
}

std::string Words::factor(Rate rate) const {
    const auto millionths = scale(power_of_ten(6), rate, Rounding::half_even);
    return "x" + number(millionths.value_or(0), 6);
}

std::string Words::share(Rate rate) const {
    const auto millionths = scale(100 * power_of_ten(6), rate, Rounding::half_even);
    return number(millionths.value_or(0), 6) + (language == Language::fr ? std::string(kNoBreak) : "") + "%";
}

std::string Words::period(Period period) const {
    const UnitWords& unit = kUnits[static_cast<size_t>(period.unit)];
    const bool many = language == Language::fr ? period.count > 1 : period.count != 1;
    const std::string_view word =
        language == Language::fr ? (many ? unit.fr_plural : unit.fr) : (many ? unit.en_plural : unit.en);
    return number(period.count, 0) + std::string(kNoBreak) + std::string(word);
}

// French draws de and the article together.
std::string Words::instead_of(const std::string& noun) const {
    if (language == Language::en) return " instead of " + noun;
    if (noun.starts_with("les ")) return " au lieu des " + noun.substr(4);
    if (noun.starts_with("le ")) return " au lieu du " + noun.substr(3);
    return " au lieu de " + noun;
}

std::string Words::date(Instant at) const {
    const LocalDate day = programme.zone.date_of(at);
    const std::string year = std::to_string(day.year);
    if (language == Language::fr) return two_digits(day.day) + "/" + two_digits(day.month) + "/" + year;
    return std::to_string(day.day) + " " + std::string(kMonths[day.month - 1]) + " " + year;
}

std::string Words::last_date(Instant until) const { return date(Instant{until.milliseconds - 1}); }

std::string Words::trigger(const Trigger& trigger) const {
    if (trigger.kind == Trigger::Kind::activity)
        return either("à chaque activité ", "with each activity ") + quoted(trigger.activity);
    switch (trigger.state) {
        case OrderState::placed: return either("à la commande", "when the order is placed");
        case OrderState::paid: return either("au paiement de la commande", "when the order is paid");
        case OrderState::delivered: return either("à la livraison", "when the order is delivered");
        case OrderState::cancelled: break;
    }
    return "";
}

std::string Words::given(const EarningRule& rule) const {
    const Calculation& calculation = rule.calculation;
    const WalletRule& wallet = programme.wallets[rule.wallet];
    switch (calculation.kind) {
        case Calculation::Kind::multiply: return factor(calculation.factor);
        case Calculation::Kind::fixed: return points(calculation.points, wallet);
        case Calculation::Kind::per_amount:
            if (wallet.money && calculation.per == 100 * power_of_ten(6)) {
                const int64_t unit = power_of_ten(wallet.decimals);
                return share(Rate{calculation.points.value, 100 * unit});
            }
            return points(calculation.points, wallet) + either(" par ", " per ") + money(Amount{calculation.per});
        case Calculation::Kind::per_value: {
            const bool in_money = calculation.value && calculation.value->type().is(rules::Kind::money);
            return points(calculation.points, wallet) + either(" par ", " per ") +
                   (in_money ? money(Amount{calculation.per}) : number(calculation.per, 0)) +
                   either(" de ", " of ") + (calculation.value ? calculation.value->source() : "");
        }
    }
    return "";
}

std::string Words::limit(const Limit& limit, const WalletRule& wallet) const {
    const int64_t uses = limit.uses.value_or(0);
    std::string quantity = limit.points  ? points(*limit.points, wallet)
                           : limit.money ? money(*limit.money)
                                         : number(uses, 0) + either(" fois", uses == 1 ? " time" : " times");
    switch (limit.per) {
        case LimitPer::order: return quantity + either(" par commande", " per order");
        case LimitPer::customer: return quantity + either(" par client", " per customer");
        case LimitPer::day: return quantity + either(" par jour", " per day");
        case LimitPer::week: return quantity + either(" par semaine", " per week");
        case LimitPer::month: return quantity + either(" par mois", " per month");
        case LimitPer::year: return quantity + either(" par an", " per year");
        case LimitPer::total: return quantity + either(" en tout", " in total");
    }
    return quantity;
}

std::string Words::limits(const std::vector<Limit>& limits, const WalletRule& wallet) const {
    if (limits.empty()) return either("aucune", "none");
    std::string out;
    for (const Limit& one : limits) out += (out.empty() ? "" : either(" et ", " and ")) + limit(one, wallet);
    return out;
}

std::string Words::pending(const PendingRule& pending) const {
    switch (pending.kind) {
        case PendingRule::Kind::immediate: return either("tout de suite", "at once");
        case PendingRule::Kind::until_activity:
            return either("à l'activité ", "with the activity ") + quoted(pending.activity);
        case PendingRule::Kind::after_state: break;
    }
    const std::string after = pending.state == OrderState::placed ? either("la commande", "the order")
                              : pending.state == OrderState::paid ? either("le paiement", "payment")
                                                                  : either("la livraison", "delivery");
    return period(pending.wait) + either(" après ", " after ") + after;
}

std::string Words::expiry(const ExpiryRule& expiry) const {
    switch (expiry.kind) {
        case ExpiryRule::Kind::never: return either("jamais", "never");
        case ExpiryRule::Kind::inactivity: return period(expiry.after) + either(" d'inactivité", " of inactivity");
        case ExpiryRule::Kind::on_dates: {
            std::string out;
            for (const auto& date : expiry.dates) {
                const std::string day = language == Language::fr
                                            ? two_digits(date.day) + "/" + two_digits(date.month)
                                            : std::to_string(date.day) + " " + std::string(kMonths[date.month - 1]);
                out += (out.empty() ? either("le ", "on ") : either(" ou le ", " or ")) + day;
            }
            return expiry.after.count == 0
                       ? out
                       : out + either(", au plus tôt après ", ", not before ") + period(expiry.after);
        }
        case ExpiryRule::Kind::after: break;
    }
    switch (expiry.anchor) {
        case Anchor::end_of_month:
            return period(expiry.after) + either(", à la fin du mois", ", at the end of the month");
        case Anchor::end_of_quarter:
            return period(expiry.after) + either(", à la fin du trimestre", ", at the end of the quarter");
        case Anchor::end_of_year:
            return period(expiry.after) + either(", à la fin de l'année", ", at the end of the year");
        case Anchor::none:
        case Anchor::end_of_day: break;
    }
    return period(expiry.after);
}

std::string Words::overdraw(Overdraw overdraw) const {
    switch (overdraw) {
        case Overdraw::repay:
            return either("se rattrape sur les gains suivants", "is repaid by what is earned next");
        case Overdraw::forgive: return either("est abandonné", "is forgiven");
        case Overdraw::pending_only:
            return either("n'est repris que sur les points en attente", "is taken from pending points only");
    }
    return "";
}

std::string Words::measure(const TierRule& tiers) const {
    switch (tiers.measure) {
        case TierMeasure::spend: return either("les achats", "spend");
        case TierMeasure::orders: return either("le nombre de commandes", "the number of orders");
        case TierMeasure::points: break;
    }
    return plural(programme.wallets[tiers.wallet].name) + either(" gagnés", " earned");
}

std::string Words::last(Period period_back) const {
    if (language == Language::en) return "the last " + period(period_back);
    const UnitWords& unit = kUnits[static_cast<size_t>(period_back.unit)];
    const bool feminine = period_back.unit == Period::Unit::weeks, one = period_back.count == 1;
    if (one) return (feminine ? "la dernière " : "le dernier ") + std::string(unit.fr);
    return "les " + number(period_back.count, 0) + (feminine ? " dernières " : " derniers ") +
           std::string(unit.fr_plural);
}

std::string Words::window(const TierRule& tiers) const {
    switch (tiers.window) {
        case TierWindow::rolling: return last(tiers.rolling);
        case TierWindow::calendar_year: return either("l'année civile", "the calendar year");
        case TierWindow::anniversary: return either("l'année d'adhésion", "the membership year");
        case TierWindow::lifetime: return either("toute la relation", "the whole relation");
    }
    return "";
}

std::string Words::threshold(const TierRule& tiers, int64_t from) const {
    switch (tiers.measure) {
        case TierMeasure::spend: return money(Amount{from});
        case TierMeasure::orders:
            return number(from, 0) + std::string(kNoBreak) +
                   (language == Language::fr ? (from > 1 ? "commandes" : "commande")
                                             : (from == 1 ? "order" : "orders"));
        case TierMeasure::points: return points(Points{from}, programme.wallets[tiers.wallet]);
    }
    return "";
}

std::string Words::crossing(const Crossing& crossing) const {
    const std::string at = crossing.measure == CrossedMeasure::spend
                               ? money(Amount{crossing.at}) + either(" d'achats", " of spend")
                               : number(crossing.at, 0) + std::string(kNoBreak) +
                                     (language == Language::fr ? (crossing.at > 1 ? "commandes" : "commande")
                                                               : (crossing.at == 1 ? "order" : "orders"));
    return crossing.window == CrossedWindow::lifetime
               ? at
               : at + either(" dans l'année civile", " in the calendar year");
}

}  // namespace habitue::loyalty
