// Prices and benefits as a sheet or a countdown shows them, French and English; sentences are the kernel's
// (loyalty/offers/sentences.h).
#pragma once

#include <string>
#include <string_view>

#include "loyalty/offers/offer.h"

namespace habitue {

std::string price_text(Money, const Currency&, std::string_view language);  // "10,00 €", "€10.00"
std::string worth_text(const loyalty::Benefit&, const Currency&, std::string_view language);  // "-15 %"

}  // namespace habitue
