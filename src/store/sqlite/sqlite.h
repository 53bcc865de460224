// The default store: one SQLite database, <folder>/habitue.db, in WAL mode with full synchronisation.
//
// One connection does all writes and all checkpoints, every other one is read-only: versions of SQLite
// before 3.51.3 can damage a WAL database when two connections write or checkpoint at the same moment.
// <folder>/habitue.lock keeps a second writing process out. Readers of other processes are welcome (read_only).
//
// After an error of the disk, or damage found while writing, the store refuses every further commit until it is
// opened anew: a sync that failed once may seem to succeed the next time without having written anything.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "store/store.h"

namespace habitue::store {

struct SqliteOptions {
    bool create = true;      // the folder and the database, where they are missing
    bool read_only = false;  // takes no lock and refuses commits; the database must exist and be of this version
    int page_size = 4096;    // bytes; of a new database
    // Pages that gather before tidy() moves them from the log into the database, in one step of a few milliseconds
    // for which the next commit waits: fewer make shorter waits and write more. Commits do it themselves at four
    // times as many.
    int checkpoint_pages = 125;
    // Small on purpose: at the end of a commit that split pages SQLite may look through the whole of it, and what
    // falls out is still in the system's own cache.
    int writer_cache_mib = 4;
};

Result<std::unique_ptr<Store>> open_sqlite(const std::string& folder, const SqliteOptions& = {});

// Checks a backup's storage and puts it into a folder that is missing or empty.
Result<void> restore_sqlite(const std::string& backup_file, const std::string& target_folder);

}  // namespace habitue::store
