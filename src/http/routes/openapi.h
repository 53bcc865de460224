// The description of the API, openapi/openapi.json, compiled in.
#pragma once

#include <string_view>

namespace habitue {

std::string_view openapi_document();

}  // namespace habitue
