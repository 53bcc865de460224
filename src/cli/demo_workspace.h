// The workspace of `serve --demo`: a programme and the past of a made-up shop, up to now.
#pragma once

#include <string>
#include <string_view>

#include "cli/session.h"

namespace habitue::cli {

std::string_view demo_programme();  // programmes/cercle-lavande.yaml

// Fills an empty workspace; one that has a programme already is left as it is. False when the session has failed.
bool fill_demo_workspace(const std::string& folder, Instant now, Session&);

}  // namespace habitue::cli
