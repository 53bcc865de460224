// A read-only connection as a Reader.
#pragma once

#include <memory>
#include <string>

#include "store/store.h"

namespace habitue::store {

// Of a database that is of this program's version.
Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& file);

}  // namespace habitue::store
