// The numbered SQL files of this folder, compiled in. Number n brings a database from version n - 1 to version n; a
// file that was released is never changed again.
#pragma once

#include <string_view>
#include <vector>

namespace habitue::store {

const std::vector<std::string_view>& sqlite_migrations();

}  // namespace habitue::store
