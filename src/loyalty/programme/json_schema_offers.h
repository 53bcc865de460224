// The part of the JSON Schema that speaks of offers and gift cards; programme_schema() (reader.h) puts it in place.
#pragma once

#include <string>

namespace habitue::loyalty {

const char* offer_sections_schema();     // properties of the document, each with its comma
std::string offer_definitions_schema();  // under $defs, each with its comma

}  // namespace habitue::loyalty
