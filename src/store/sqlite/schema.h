// Is this file ours, and of which version? The application_id says the first, user_version the second.
#pragma once

#include <string_view>
#include <vector>

#include "store/sqlite/connection.h"

namespace habitue::store {

inline constexpr int64_t kApplicationId = 0x48424e55;  // "HBNU"

// Empty, or made by this program in some version.
Result<void> check_ours(Connection&);

// Brings a new or older database to the last of the migrations, in one transaction; refuses a newer one.
Result<void> migrate(Connection&, const std::vector<std::string_view>& migrations);

// Ours, and exactly of this version: for connections that cannot migrate.
Result<void> check_version(Connection&, int64_t version);

}  // namespace habitue::store
