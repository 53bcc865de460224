// --data, the workspace's folder, alike wherever a command takes it.
#pragma once

#include <memory>
#include <string>

#include "cli/session.h"
#include "store/store.h"

namespace CLI {
class App;
}

namespace habitue::cli {

// Adds --data to the command: ./data when neither it nor HABITUE_DATA is given.
std::shared_ptr<std::string> add_data_option(CLI::App&, const Session&);

// For looking only, also while a server runs on it; null when the session has failed.
std::unique_ptr<store::Store> open_for_reading(const std::string& folder, Session&);

}  // namespace habitue::cli
