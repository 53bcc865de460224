// Names of the files in a data folder, the lock of the writing process, and writes that reach the disk.
#pragma once

#include <string>

#include "base/result.h"

namespace habitue::store {

std::string database_file(const std::string& folder);
std::string lock_file(const std::string& folder);

Result<void> make_folder(const std::string& folder);  // with its parents, durably
Result<void> sync_path(const std::string& file_or_folder);
std::string parent_of(const std::string& path);

// Held from take() to the end of its life; the system lets go of it when the process dies.
class FolderLock {
  public:
    static Result<FolderLock> take(const std::string& folder);
    FolderLock() = default;
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

  private:
    int descriptor_ = -1;
};

}  // namespace habitue::store
