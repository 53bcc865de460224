#include "loyalty/programme/reader.h"

#include <algorithm>

#include "loyalty/earning/plan.h"
#include "loyalty/offers/offer_index.h"
#include "loyalty/programme/reading.h"

namespace habitue::loyalty {
namespace {

void read_format(Reading& reading, const Place& document) {
    const auto format = reading.required(document, "habitue", "the format of the document, 1, is expected");
    if (format && !(format->node->kind == Node::Kind::number && format->node->scalar == "1"))
        reading.expected(*format, "1, the format of the document");
}

bool is_language(std::string_view text) {
    const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const std::string_view language = text.substr(0, text.find('-'));
    const std::string_view region = text.substr(language.size());
    if (language.size() < 2 || language.size() > 3 || !std::all_of(language.begin(), language.end(), lower))
        return false;
    return region.empty() || (region.size() == 3 && upper(region[1]) && upper(region[2]));
}

void read_languages(Reading& reading, const Place& document) {
    auto& languages = reading.programme.languages;
    if (const auto place = Reading::child(document, "languages"))
        for (const Place& one : reading.one_or_more(*place)) {
            const std::string& language = one.node->scalar;
            if (one.node->kind != Node::Kind::text || !is_language(language))
                reading.expected(one, "a language such as fr or pt-BR");
            else if (std::find(languages.begin(), languages.end(), language) != languages.end())
                reading.problem(one, "the language \"" + language + "\" stands here a second time");
            else
                languages.push_back(language);
        }
    if (languages.empty()) languages = {"fr"};
}

void read_identity(Reading& reading, const Place& document) {
    Programme& programme = reading.programme;
    if (const auto id = reading.required(document, "id", "the programme's own id, such as cercle-lavande"))
        programme.id = reading.id(*id).value_or("");
    read_languages(reading, document);
    reading.required(document, "name", "what customers call the programme");
    programme.name = reading.name(document, programme.id);
    if (const auto currency = reading.required(document, "currency", "a currency such as EUR")) {
        const auto parsed = parse_currency(currency->node->scalar);
        if (parsed)
            programme.currency = *parsed;
        else
            reading.expected(*currency, "a currency such as EUR: three capital letters");
    }
    if (const auto zone = reading.required(document, "time_zone", "a time zone such as Europe/Paris")) {
        const auto found = TimeZone::find(zone->node->scalar);
        if (found)
            programme.zone = *found;
        else
            reading.expected(*zone, "a time zone such as Europe/Paris");
    }
    const auto identity = Reading::child(document, "identity");
    if (identity && !identity->node->is_map()) reading.expected(*identity, "keys and values");
    if (const auto enrolment = Reading::child(document, "enrolment"))
        programme.everyone_is_member =
            reading.choice<bool>(*enrolment, {{"automatic", true}, {"explicit", false}}).value_or(true);
}

void read_basis(Reading& reading, const Place& document) {
    EarningBasis& basis = reading.programme.basis;
    const auto place = Reading::child(document, "earning_basis");
    if (place && reading.map(*place, {"tax", "delivery", "gift_cards", "points_paid"})) {
        const auto part = [&](std::string_view key, bool& included) {
            if (const auto one = Reading::child(*place, key))
                included = reading.choice<bool>(*one, {{"included", true}, {"excluded", false}}).value_or(included);
        };
        part("tax", basis.tax);
        part("delivery", basis.delivery);
        part("gift_cards", basis.gift_cards);
        part("points_paid", basis.points_paid);
    }
    if (const auto multipliers = Reading::child(document, "multipliers"))
        reading.programme.multipliers = reading
                                            .choice<Combine>(*multipliers, {{"highest", Combine::highest},
                                                                            {"product", Combine::product},
                                                                            {"sum", Combine::sum}})
                                            .value_or(Combine::highest);
}

void read_periods(Reading& reading, const Place& document) {
    Programme& programme = reading.programme;
    const auto merge = Reading::child(document, "merge");
    if (merge && reading.map(*merge, {"reversible"}))
        if (const auto reversible = Reading::child(*merge, "reversible"))
            programme.merge_reversible = reading.period(*reversible).value_or(programme.merge_reversible);
    if (const auto grace = Reading::child(document, "refund_grace"))
        programme.refund_grace = reading.period(*grace).value_or(programme.refund_grace);
}

}  // namespace

Result<Programme> read_programme(const Node& document) {
    Reading reading;
    const Place root{&document, ""};
    if (reading.map(root,
                    {"habitue",   "id",      "name",          "currency",    "time_zone", "languages",  "identity",
                     "enrolment", "wallets", "earning_basis", "multipliers", "tiers",     "segments",   "earning",
                     "rewards",   "offers",  "vouchers",      "budgets",     "stacking",  "gift_cards", "gifts",
                     "prices",    "margin",  "merge",         "refund_grace"})) {
        read_format(reading, root);
        read_identity(reading, root);
        read_basis(reading, root);
        read_wallets(reading, root);
        read_tiers(reading, root);
        if (reading.programme.tiers)
            for (const TierLevel& level : reading.programme.tiers->levels) reading.level_ids.push_back(level.id);
        read_segments(reading, root);
        read_earning(reading, root);
        read_rewards(reading, root);
        read_prices(reading, root);
        read_budgets(reading, root);
        read_stacking(reading, root);
        read_offers(reading, root);
        read_gift_cards(reading, root);
        read_gifts(reading, root);
        read_periods(reading, root);
    }
    if (!reading.problems.empty()) return Fault{FaultKind::invalid, std::move(reading.problems)};
    reading.programme.offer_index = index_offers(reading.programme);
    reading.programme.plan = std::make_shared<const EarningPlan>(plan_earning(reading.programme.earning));
    reading.programme.document = to_json(document);
    reading.programme.hash = hash256(reading.programme.document);
    return std::move(reading.programme);
}

}  // namespace habitue::loyalty
