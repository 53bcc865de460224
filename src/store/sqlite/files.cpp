#include "store/sqlite/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace habitue::store {
namespace {

Fault file_fault(const std::string& path, std::string_view doing) {
    return {FaultKind::io, {{path, std::string(doing) + ": " + std::strerror(errno)}}};
}

}  // namespace

std::string database_file(const std::string& folder) { return folder + "/habitue.db"; }
std::string lock_file(const std::string& folder) { return folder + "/habitue.lock"; }

std::string parent_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path();
    return parent.empty() ? "." : parent.string();
}

Result<void> sync_path(const std::string& file_or_folder) {
    const int descriptor = ::open(file_or_folder.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return file_fault(file_or_folder, "cannot open");
    const int code = ::fsync(descriptor);
    const int why = errno;
    ::close(descriptor);
    errno = why;
    if (code != 0) return file_fault(file_or_folder, "cannot sync");
    return {};
}

Result<void> make_folder(const std::string& folder) {
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return {};
    std::filesystem::create_directories(folder, error);
    if (error) return Fault{FaultKind::io, {{folder, "cannot create the folder: " + error.message()}}};
    return sync_path(parent_of(std::filesystem::absolute(folder).string()));
}

Result<FolderLock> FolderLock::take(const std::string& folder) {
    const std::string path = lock_file(folder);
    FolderLock lock;
    lock.descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock.descriptor_ < 0) return file_fault(path, "cannot open");
    if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK) return file_fault(path, "cannot lock");
    return Fault{FaultKind::busy, {{folder, "another process has this database open for writing"}}};
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}
FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace habitue::store
