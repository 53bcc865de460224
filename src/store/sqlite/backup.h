// Copies of a whole database: out of a running one, and back into an empty folder.
#pragma once

#include <string>

#include "base/result.h"

namespace habitue::store {

// One commit of the database at `file`, whole, as a new file. The copy has its name only once it is complete and
// synced.
Result<void> backup_sqlite(const std::string& file, const std::string& target);

}  // namespace habitue::store
