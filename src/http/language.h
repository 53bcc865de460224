// The language people are spoken to in. Ours are French and English.
#pragma once

#include <string_view>

#include "http/request.h"

namespace habitue {

// "fr" or "en": the one that Accept-Language prefers, French when it names neither or says nothing.
std::string_view language_of(const Request&);

}  // namespace habitue
