#include "store/sqlite/checkpoints.h"

#include <sqlite3.h>

#include "store/sqlite/connection.h"

namespace habitue::store {

void Checkpoints::watch(sqlite3* raw) {
    raw_ = raw;
    sqlite3_wal_hook(raw, &Checkpoints::on_commit, this);
}

int Checkpoints::on_commit(void* self, sqlite3*, const char*, int pages_in_log) {
    auto& checkpoints = *static_cast<Checkpoints*>(self);
    if (pages_in_log < checkpoints.pages_) checkpoints.covered_ = 0;  // the log began again
    checkpoints.pages_ = pages_in_log;
    return SQLITE_OK;
}

Result<void> Checkpoints::step_if(int gathered_pages) {
    if (pages_ - covered_ < gathered_pages) return {};
    int in_log = 0;
    int moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(raw_, "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
    // where a reader holds pages back the step moves what it can; the next one comes after as many new pages again
    covered_ = pages_;
    if (code != SQLITE_OK && code != SQLITE_BUSY) return sqlite_fault(raw_);
    return {};
}

}  // namespace habitue::store
