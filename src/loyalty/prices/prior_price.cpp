#include "loyalty/prices/prior_price.h"

#include <algorithm>
#include <array>

namespace habitue::loyalty {
namespace {

constexpr Period kKept{60, Period::Unit::days};

// Behind the last price that began at or before `at`.
size_t count_until(const PriceHistory& prices, Instant at) {
    const auto end = std::upper_bound(prices.begin(), prices.end(), at,
                                      [](Instant wanted, const PublicPrice& one) { return wanted < one.at; });
    return static_cast<size_t>(end - prices.begin());
}

// Without the prices that are those before them said again.
PriceHistory changes(const PriceHistory& prices) {
    PriceHistory out;
    for (const PublicPrice& one : prices)
        if (out.empty() || out.back().price != one.price) out.push_back(one);
    return out;
}

bool is_fall(const PriceHistory& prices, size_t i) { return i > 0 && prices[i].price < prices[i - 1].price; }

// The reduction that holds at `at`: when it began, and whether in several steps.
struct Run {
    Instant began;
    bool in_steps = false;
};

Run run_at(const PriceHistory& prices, Instant at, std::optional<Instant> reduced_since, const TimeZone& zone) {
    size_t behind = count_until(prices, at);  // the falls before this one may belong to the run
    Run run{at};
    if (reduced_since && *reduced_since <= at) {
        run.began = *reduced_since;
        const size_t end = behind;
        behind = count_until(prices, run.began);
        for (size_t i = behind; i < end; ++i) run.in_steps = run.in_steps || is_fall(prices, i);
    } else if (behind > 0 && is_fall(prices, behind - 1)) {
        run.began = prices[--behind].at;
    } else {
        return run;
    }
    while (behind > 0 && is_fall(prices, behind - 1) &&
           prices[behind - 1].at > subtract(run.began, kPriorPriceDays, zone)) {
        const Instant fall = prices[--behind].at;
        run.in_steps = run.in_steps || fall < run.began;
        run.began = fall;
    }
    return run;
}

// The lowest price that held in [from, until); the latest of equal ones.
std::optional<PublicPrice> lowest(const PriceHistory& prices, Instant from, Instant until) {
    std::optional<PublicPrice> found;
    for (size_t i = 0; i < prices.size() && prices[i].at < until; ++i) {
        const Instant end = i + 1 < prices.size() ? prices[i + 1].at : kNever;
        if (end <= from) continue;
        if (!found || prices[i].price <= found->price) found = prices[i];
    }
    return found;
}

std::string date_in_words(Instant at, const TimeZone& zone, bool french) {
    constexpr std::array<const char*, 12> kFrench{"janvier",   "février", "mars",     "avril",
                                                  "mai",       "juin",    "juillet",  "août",
                                                  "septembre", "octobre", "novembre", "décembre"};
    constexpr std::array<const char*, 12> kEnglish{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
    const LocalDate date = zone.date_of(at);
    const std::string day = std::to_string(date.day) + (french && date.day == 1 ? "er" : "");
    return day + " " + (french ? kFrench : kEnglish)[date.month - 1U] + " " + std::to_string(date.year);
}

std::string money_in_words(Money money, const Currency& currency, bool french) {
    std::string text = to_text(money, currency);
    if (french) std::replace(text.begin(), text.end(), '.', ',');
    return text + " " + (french && currency.text() == "EUR" ? "€" : std::string(currency.text()));
}

}  // namespace

std::string_view name_of(PriorPrice::Reason reason) {
    switch (reason) {
        case PriorPrice::Reason::lowest: return "lowest";
        case PriorPrice::Reason::since_on_sale: return "since_on_sale";
        case PriorPrice::Reason::progressive: return "progressive";
        case PriorPrice::Reason::no_price: return "no_price";
    }
    return "";
}

void record(PriceHistory& prices, PublicPrice added) {
    size_t at = count_until(prices, added.at);
    if (at > 0 && prices[at - 1].at == added.at)
        prices[--at] = added;
    else
        prices.insert(prices.begin() + static_cast<std::ptrdiff_t>(at), added);
}

void forget(PriceHistory& prices, Instant now, const TimeZone& zone, std::optional<Instant> reduced_since) {
    const Run run = run_at(changes(prices), now, reduced_since, zone);
    const Instant keep = std::min(subtract(now, kKept, zone), subtract(run.began, kPriorPriceDays, zone));
    const size_t begun = count_until(prices, keep);  // the last of these still held then
    if (begun > 1) prices.erase(prices.begin(), prices.begin() + static_cast<std::ptrdiff_t>(begun - 1));
}

PriorPrice prior_price(const PriceHistory& history, Instant at, const TimeZone& zone,
                       std::optional<Instant> reduced_since) {
    using Reason = PriorPrice::Reason;
    const PriceHistory prices = changes(history);
    const Run run = run_at(prices, at, reduced_since, zone);
    const Instant from = subtract(run.began, kPriorPriceDays, zone);
    const auto found = lowest(prices, from, run.began);
    if (!found) return {Reason::no_price, std::nullopt, run.began, kNever};
    const Reason reason = run.in_steps               ? Reason::progressive
                          : prices.front().at > from ? Reason::since_on_sale
                                                     : Reason::lowest;
    return {reason, found->price, run.began, found->at};
}

bool is_reduced(const PriorPrice& prior, Money reduced) { return prior.price && reduced < *prior.price; }

bool is_public_reduction(const Offer& offer) {
    return offer.is_public && !offer.who &&
           (offer.source == Offer::Source::everybody || offer.source == Offer::Source::word);
}

Remark sentence(const PriorPrice& prior, const Currency& currency, const TimeZone& zone) {
    using Reason = PriorPrice::Reason;
    Remark remark{std::string(name_of(prior.reason)), {}, {}};
    const auto words = [&](bool french) {
        const std::string began = date_in_words(prior.began, zone, french);
        const std::string price = prior.price ? money_in_words(*prior.price, currency, french) : "";
        switch (prior.reason) {
            case Reason::lowest:
                return french ? "Prix le plus bas des 30 jours avant la réduction du " + began + " : " + price + "."
                              : "The lowest price of the 30 days before the reduction of " + began + ": " + price +
                                    ".";
            case Reason::since_on_sale:
                return french ? "Prix le plus bas depuis la mise en vente, avant la réduction du " + began + " : " +
                                    price + "."
                              : "The lowest price since it is on sale, before the reduction of " + began + ": " +
                                    price + ".";
            case Reason::progressive:
                return french ? "Prix le plus bas des 30 jours avant la première des réductions successives, le " +
                                    began + " : " + price + "."
                              : "The lowest price of the 30 days before the first of successive reductions, on " +
                                    began + ": " + price + ".";
            case Reason::no_price: break;
        }
        return french ? std::string("Aucun prix n’est connu avant cette réduction : rien à afficher.")
                      : std::string("No price is known before this reduction: there is none to show.");
    };
    remark.en = words(false);
    remark.fr = words(true);
    return remark;
}

}  // namespace habitue::loyalty
