// Offers in words for people, French and English.
#pragma once

#include <string>
#include <string_view>

#include "loyalty/offers/pricing.h"

namespace habitue {

std::string price_text(Money, const Currency&, std::string_view language);  // "10,00 €", "€10.00"
std::string worth_text(const loyalty::Benefit&, const Currency&, std::string_view language);  // "-15 %"
// "Plus que 10,00 € pour profiter de la livraison gratuite."
std::string sentence_of(const loyalty::Programme&, const loyalty::Nudge&, std::string_view language);

}  // namespace habitue
