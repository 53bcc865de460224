// What offers and vouchers say, in French and English, for the difference of two versions and the warnings. A part
// of a sentence each, without a capital or a full stop.
#pragma once

#include "loyalty/programme/words.h"

namespace habitue::loyalty {

// "10 % de remise sur la commande", "5 € de remise", "la livraison offerte", "1 article offert pour 2 achetés"
std::string benefit_text(const Words&, const Benefit&, Target);
// With its steps: "5 % de remise dès 50 €, 10 % de remise dès 100 €"; a voucher's falling value too.
std::string gives_text(const Words&, const Offer&);
std::string opened_by_text(const Words&, const Offer&);  // "le code « NOEL10 »", "rien : elle s'applique seule"
std::string days_text(const Words&, const Offer&);       // "samedi, dimanche"
std::string hours_text(const Words&, const Offer&);      // "de 10:00 à 18:00"
std::string bounds_text(const Words&, const std::vector<Limit>&);  // limits in uses and money
std::string cap_text(const Words&, const std::optional<ContributionCap>&);
std::string issue_text(const Words&, const Issue&);
std::string nudge_text(const Words&, const Offer&);
std::string listed(const Words&, const std::vector<std::string>&);  // "a, b et c"; "aucun" for none
std::string units_text(const Words&, int64_t);                      // "1 article", "3 articles"
std::string noun_of(const Words&, const Offer&);                    // "L'offre « Noël »", "Le bon « Retour »"

}  // namespace habitue::loyalty
