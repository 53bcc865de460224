// The difference of two programmes in what is taken off carts.
#include "loyalty/programme/versions.h"
#include "loyalty/programme/words_offers.h"

namespace habitue::loyalty {
namespace {

std::string subject_of(const Words& words, const Offer& offer) {
    const bool voucher = offer.source == Offer::Source::voucher;
    return words.either(voucher ? "Bon " : "Offre ", voucher ? "Voucher " : "Offer ") +
           words.quoted(words.name(offer.name));
}

std::string budgets_text(const Words& words, const Offer& offer) {
    std::vector<std::string> names;
    for (const size_t budget : offer.budgets)
        names.push_back(words.quoted(words.name(words.programme.budgets[budget].name)));
    return listed(words, names);
}

std::string group_text(const Words& words, const Offer& offer) {
    return offer.group == SIZE_MAX ? words.either("aucun", "none")
                                   : words.programme.stacking.groups[offer.group].id;
}

std::string lines_text(const Words& words, const Offer& offer) {
    switch (offer.on) {
        case Offer::On::all_lines: return words.either("toutes", "all");
        case Offer::On::regular_lines: return words.either("au prix normal", "at the regular price");
        case Offer::On::reduced_lines: return words.either("déjà remisées", "already reduced");
    }
    return "";
}

std::string minimum_text(const Words& words, const Offer& offer) {
    std::string out = offer.minimum ? words.money(*offer.minimum) : "";
    if (offer.minimum_quantity)
        out += (out.empty() ? "" : words.either(" et ", " and ")) + units_text(words, *offer.minimum_quantity);
    return out.empty() ? words.either("aucun", "none") : out;
}

std::string channels_text(const Words& words, const Offer& offer) {
    return offer.channels.empty() ? words.either("tous", "all") : listed(words, offer.channels);
}

void diff_conditions(Versions& v, const std::string& subject, const Offer& then, const Offer& now) {
    v.property(subject, "ouverture", "opened by", opened_by_text(v.is, now), opened_by_text(v.was, then));
    v.property(subject, "bénéficiaires", "for", condition_text(v.is, now.who), condition_text(v.was, then.who));
    v.property(subject, "condition", "condition", condition_text(v.is, now.when), condition_text(v.was, then.when));
    v.property(subject, "lignes concernées", "its lines", condition_text(v.is, now.of),
               condition_text(v.was, then.of));
    v.property(subject, "prix des lignes", "price of its lines", lines_text(v.is, now), lines_text(v.was, then));
    v.property(subject, "minimum", "minimum", minimum_text(v.is, now), minimum_text(v.was, then));
    v.property(subject, "premier jour", "first day", first_day(v.is, now.from), first_day(v.was, then.from));
    v.property(subject, "dernier jour", "last day", last_day(v.is, now.until), last_day(v.was, then.until));
    v.property(subject, "jours", "days", days_text(v.is, now), days_text(v.was, then));
    v.property(subject, "heures", "hours", hours_text(v.is, now), hours_text(v.was, then));
    v.property(subject, "canaux", "channels", channels_text(v.is, now), channels_text(v.was, then));
}

void diff_bounds(Versions& v, const std::string& subject, const Offer& then, const Offer& now) {
    v.property(subject, "limite", "limit", bounds_text(v.is, now.limits), bounds_text(v.was, then.limits));
    v.property(subject, "budget", "budget", budgets_text(v.is, now), budgets_text(v.was, then));
    v.property(subject, "plafond", "cap", cap_text(v.is, now.cap), cap_text(v.was, then.cap));
    v.property(subject, "groupe", "group", group_text(v.is, now), group_text(v.was, then));
    v.property(subject, "exclusive de toute autre", "never with another", yes_no(v.is, now.exclusive),
               yes_no(v.was, then.exclusive));
    v.property(subject, "priorité", "priority", std::to_string(now.priority), std::to_string(then.priority));
    v.property(subject, "appliquée après les autres", "applied after the others", yes_no(v.is, now.after_others),
               yes_no(v.was, then.after_others));
    v.property(subject, "annoncée", "told", nudge_text(v.is, now), nudge_text(v.was, then));
    v.property(subject, "réduction publique", "public reduction", yes_no(v.is, now.is_public),
               yes_no(v.was, then.is_public));
}

void diff_issue(Versions& v, const std::string& subject, const Offer& then, const Offer& now) {
    const Issue none;
    const Issue& old = then.issue ? *then.issue : none;
    const Issue& issue = now.issue ? *now.issue : none;
    v.property(subject, "émission", "issued", issue_text(v.is, issue), issue_text(v.was, old));
    v.property(subject, "condition d'émission", "condition of its issue", condition_text(v.is, issue.when),
               condition_text(v.was, old.when));
    const auto validity = [](const Words& words, const Issue& one) {
        return one.validity.count == 0 ? words.either("sans fin", "no end") : words.period(one.validity);
    };
    v.property(subject, "validité", "validity", validity(v.is, issue), validity(v.was, old));
    v.property(subject, "glissé dans le colis", "put into the parcel", yes_no(v.is, issue.insert),
               yes_no(v.was, old.insert));
}

void diff_offer(Versions& v, const Offer& then, const Offer& now) {
    const std::string subject = subject_of(v.is, now);
    const bool voucher = now.source == Offer::Source::voucher;
    v.changed(v.either((voucher ? "Le bon " : "L'offre ") + now.id + " s'appelle",
                       (voucher ? "The voucher " : "The offer ") + now.id + " is called"),
              v.is.quoted(v.is.name(now.name)), v.was.quoted(v.was.name(then.name)));
    v.property(subject, "avantage", "gives", gives_text(v.is, now), gives_text(v.was, then));
    diff_conditions(v, subject, then, now);
    diff_bounds(v, subject, then, now);
    if (now.issue || then.issue) diff_issue(v, subject, then, now);
}

void diff_budget(Versions& v, const Budget& then, const Budget& now) {
    v.changed(v.either("Le budget " + now.id + " s'appelle", "The budget " + now.id + " is called"),
              v.is.quoted(v.is.name(now.name)), v.was.quoted(v.was.name(then.name)));
    v.property(v.either("Budget ", "Budget ") + v.is.quoted(v.is.name(now.name)), "limite", "limit",
               bounds_text(v.is, now.limits), bounds_text(v.was, then.limits));
}

std::string excluded_text(const Words& words, const StackGroup& group) {
    std::vector<std::string> ids;
    for (const size_t other : group.not_with) ids.push_back(words.programme.stacking.groups[other].id);
    return listed(words, ids);
}

std::string floor_text(const Words& words, const std::optional<Rate>& floor) {
    return floor ? words.share(*floor) : words.either("aucun", "none");
}

void diff_groups(Versions& v) {
    walk(
        v.before.stacking.groups, v.after.stacking.groups,
        [&](const StackGroup& old) {
            v.say(v.either("Le groupe d'offres ", "The stacking group ") + v.was.quoted(old.id) +
                  v.either(" est supprimé.", " is removed."));
        },
        [&](const StackGroup& now) {
            v.say(v.either("Nouveau groupe d'offres\u00A0: ", "New stacking group: ") + v.is.quoted(now.id) +
                  v.either(", au plus ", ", at most ") + v.is.number(now.at_most, 0) + ".");
        },
        [&](const StackGroup& then, const StackGroup& now) {
            const std::string subject = v.either("Groupe d'offres ", "Stacking group ") + v.is.quoted(now.id);
            v.property(subject, "au plus", "at most", v.is.number(now.at_most, 0), v.was.number(then.at_most, 0));
            v.property(subject, "exclut", "not with", excluded_text(v.is, now), excluded_text(v.was, then));
        });
}

}  // namespace

void diff_offers(Versions& v) {
    walk(
        v.before.offers, v.after.offers,
        [&](const Offer& old) {
            const bool voucher = old.source == Offer::Source::voucher;
            v.say(noun_of(v.was, old) + v.either(voucher ? " est supprimé." : " est supprimée.", " is removed."));
        },
        [&](const Offer& now) {
            const bool voucher = now.source == Offer::Source::voucher;
            v.say(v.either(voucher ? "Nouveau bon " : "Nouvelle offre ", voucher ? "New voucher " : "New offer ") +
                  v.is.quoted(v.is.name(now.name)) + v.either("\u00A0: ", ": ") + gives_text(v.is, now) + ".");
        },
        [&](const Offer& then, const Offer& now) { diff_offer(v, then, now); });
    walk(
        v.before.budgets, v.after.budgets,
        [&](const Budget& old) {
            v.say(v.either("Le budget ", "The budget ") + v.was.quoted(v.was.name(old.name)) +
                  v.either(" est supprimé.", " is removed."));
        },
        [&](const Budget& now) {
            v.say(v.either("Nouveau budget ", "New budget ") + v.is.quoted(v.is.name(now.name)) +
                  v.either("\u00A0: ", ": ") + bounds_text(v.is, now.limits) + ".");
        },
        [&](const Budget& then, const Budget& now) { diff_budget(v, then, now); });
}

void diff_stacking(Versions& v) {
    const Stacking &then = v.before.stacking, &now = v.after.stacking;
    const std::string subject = v.either("Cumul des offres", "Combining offers");
    const auto objective = [](const Words& words, const Stacking& stacking) {
        return stacking.objective == Stacking::Objective::customer
                   ? words.either("le plus avantageux pour le client", "the best for the customer")
                   : words.either("le moins coûteux pour le marchand", "the cheapest for the merchant");
    };
    v.property(subject, "choix", "choice", objective(v.is, now), objective(v.was, then));
    const auto most = [](const Words& words, const Stacking& stacking) {
        return stacking.at_most == 0 ? words.either("sans limite", "no limit") : words.number(stacking.at_most, 0);
    };
    v.property(subject, "offres par panier", "offers on one cart", most(v.is, now), most(v.was, then));
    if (now.each_alone != then.each_alone)
        v.say(now.each_alone
                  ? v.either("Chaque offre est désormais jugée seule.", "Each offer is now judged alone.")
                  : v.either("Les offres ne sont plus jugées chacune seule.",
                             "Offers are no longer judged each alone."));
    v.property(subject, "marge minimale par ligne", "least margin of a line", floor_text(v.is, now.line_floor),
               floor_text(v.was, then.line_floor));
    v.property(subject, "marge minimale par commande", "least margin of an order",
               floor_text(v.is, now.order_floor), floor_text(v.was, then.order_floor));
    v.property(subject, "remise à signaler", "discount to be told of", floor_text(v.is, now.ceiling),
               floor_text(v.was, then.ceiling));
    v.property(subject, "effort de recherche", "work of the search", v.is.number(now.most_work, 0),
               v.was.number(then.most_work, 0));
    diff_groups(v);
}

}  // namespace habitue::loyalty
