// Parts of sentences about a programme, in French and English: amounts, points, periods, rules. For the difference
// of two versions, the warnings, and whoever explains a programme to people. French typography: a no-break space
// before € and %, a comma in numbers, a narrow no-break space between thousands.
#pragma once

#include <string>

#include "loyalty/programme/programme.h"

namespace habitue::loyalty {

enum class Language : uint8_t { fr, en };
inline Language language_of(std::string_view code) {
    return code.substr(0, 2) == "fr" ? Language::fr : Language::en;
}
inline std::string_view code_of(Language language) { return language == Language::fr ? "fr" : "en"; }

struct Words {
    const Programme& programme;
    Language language;

    std::string either(std::string_view fr, std::string_view en) const;
    std::string number(int64_t scaled, int decimals, int at_least = 0) const;  // "1 284,5", "1,284.5"
    std::string money(Amount) const;                                           // "200 €", "€200"
    std::string money(Money) const;
    std::string price(Money) const;                         // with all decimals: "10,00 €", "€10.00"
    std::string points(Points, const WalletRule&) const;    // "20 brins", "1.5 sprigs", "5 €" of a money wallet
    std::string factor(Rate) const;                         // "x1,5"
    std::string share(Rate) const;                          // "50 %"
    std::string period(Period) const;                       // "12 mois", "30 days"
    std::string last(Period) const;                         // "les 12 derniers mois", "the last 12 months"
    std::string instead_of(const std::string& noun) const;  // " au lieu du 1er", " instead of the first"
    std::string date(Instant) const;                        // of its local day: "21/11/2026", "21 Nov 2026"
    std::string last_date(Instant until) const;             // the last local day before `until`
    std::string quoted(std::string_view text) const;        // « brin », "sprig"
    std::string name(const LocalTexts& texts) const { return std::string(text_in(texts, code_of(language))); }
    std::string plural(const LocalTexts& texts) const { return std::string(text_in(texts, code_of(language), 2)); }

    std::string trigger(const Trigger&) const;    // "au paiement de la commande"
    std::string given(const EarningRule&) const;  // "1 brin par 1 €"
    std::string limit(const Limit&, const WalletRule&) const;
    std::string limits(const std::vector<Limit>&, const WalletRule&) const;
    std::string pending(const PendingRule&) const;  // "14 jours après la livraison"
    std::string expiry(const ExpiryRule&) const;    // "12 mois, à la fin du mois"
    std::string overdraw(Overdraw) const;
    std::string measure(const TierRule&) const;
    std::string window(const TierRule&) const;
    std::string threshold(const TierRule&, int64_t from) const;  // "200 €", "5 commandes"
    std::string crossing(const Crossing&) const;
};

}  // namespace habitue::loyalty
