// What is nearly within reach, and what was not granted, in sentences for the customer: "Plus que 10 € pour
// profiter de la livraison gratuite." French or English; another language is answered in English.
#pragma once

#include <string>
#include <string_view>

#include "loyalty/offers/pricing.h"

namespace habitue::loyalty {

// "10 %", "5 €", "la livraison gratuite", as it stands behind "profiter de" and "for".
std::string benefit_words(const Programme&, const Offer&, const Benefit&, std::string_view language);

std::string sentence(const Programme&, const Nudge&, std::string_view language);
// A code that is not valid says no more than that.
std::string sentence(const Programme&, const NotApplied&, std::string_view language);

}  // namespace habitue::loyalty
