// When the log's pages move into the database, on the one connection that writes.
//
// Small passive steps keep each stop short; once a step has moved everything and no reader needs the log, SQLite
// starts it again from its beginning, so it stays small.
#pragma once

#include "base/result.h"

struct sqlite3;

namespace habitue::store {

class Checkpoints {
  public:
    // Counts the log's pages after every commit of this connection, in place of SQLite's own checkpoints. Stays
    // where it is as long as the connection lives.
    void watch(sqlite3*);
    // One step if at least this many pages gathered since the last.
    Result<void> step_if(int gathered_pages);

  private:
    static int on_commit(void* self, sqlite3*, const char* database, int pages_in_log);

    sqlite3* raw_ = nullptr;
    int pages_ = 0;    // in the log
    int covered_ = 0;  // of them, in the log when the last step was made
};

}  // namespace habitue::store
