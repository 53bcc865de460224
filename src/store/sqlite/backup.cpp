#include "store/sqlite/backup.h"

#include <sqlite3.h>

#include <filesystem>

#include "store/migrations/migrations.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"
#include "store/sqlite/reader.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite.h"

namespace habitue::store {
namespace {

namespace fs = std::filesystem;

Fault at_path(FaultKind kind, const std::string& path, std::string what) {
    return {kind, {{path, std::move(what)}}};
}

// One step of all pages: the source's read lock lasts for the whole copy, so the copy is of one commit.
Result<void> copy_pages(Connection& source, Connection& target) {
    sqlite3_backup* copying = sqlite3_backup_init(target.raw(), "main", source.raw(), "main");
    if (copying == nullptr) return sqlite_fault(target.raw());
    const int stepped = sqlite3_backup_step(copying, -1);
    const int finished = sqlite3_backup_finish(copying);
    if (stepped == SQLITE_DONE && finished == SQLITE_OK) return {};
    return Fault::of(stepped == SQLITE_BUSY ? FaultKind::busy : FaultKind::io,
                     std::string("the copy failed: ") + sqlite3_errstr(finished != SQLITE_OK ? finished : stepped));
}

Result<void> copy_database(const std::string& file, const std::string& target) {
    auto source = Connection::open(file, Access::read);
    if (!source) return source.fault();
    if (auto checked = check_version(*source, static_cast<int64_t>(sqlite_migrations().size())); !checked)
        return checked;
    auto copy = Connection::open(target, Access::create);
    if (!copy) return copy.fault();
    if (auto copied = copy_pages(*source, *copy); !copied) return copied;
    // one file that needs no company: a copy in WAL mode would bring files beside it as soon as it is looked at
    return copy->execute("PRAGMA journal_mode = DELETE");
}

// Builds a file under a name of its own, then gives it the target's, which must still be free.
template <class Build>
Result<void> appear_whole(const std::string& target, Build&& build) {
    const std::string partial = target + ".partial";
    std::error_code error;
    fs::remove(partial, error);
    Result<void> done = build(partial);
    if (done) done = sync_path(partial);
    if (done) {
        // a link, unlike a rename, never replaces
        fs::create_hard_link(partial, target, error);
        if (error) done = at_path(FaultKind::io, target, "cannot be created: " + error.message());
    }
    std::error_code ignored;
    fs::remove(partial, ignored);
    if (!done) return done;
    return sync_path(parent_of(target));
}

Result<void> check_backup(const std::string& file) {
    auto connection = Connection::open(file, Access::read);
    if (!connection) return connection.fault();
    const auto ours = connection->integer("PRAGMA application_id");
    if (!ours) return ours.fault();
    const auto version = connection->integer("PRAGMA user_version");
    if (!version) return version.fault();
    if (*ours != kApplicationId) return at_path(FaultKind::invalid, file, "this is not a backup made by Habitué");
    if (*version > static_cast<int64_t>(sqlite_migrations().size()))
        return at_path(FaultKind::invalid, file, "this backup was made by a newer program");
    auto check = connection->prepare("PRAGMA integrity_check(1)", false);
    if (!check) return check.fault();
    const auto row = check->step();
    if (!row) return row.fault();
    if (check->bytes(0) != "ok") return at_path(FaultKind::corrupt, file, check->text(0));
    return {};
}

}  // namespace

Result<void> backup_sqlite(const std::string& file, const std::string& target) {
    std::error_code error;
    if (fs::exists(target, error)) return at_path(FaultKind::conflict, target, "there is a file already");
    return appear_whole(target, [&](const std::string& partial) { return copy_database(file, partial); });
}

Result<void> restore_sqlite(const std::string& backup_file, const std::string& target_folder) {
    std::error_code error;
    if (!fs::is_regular_file(backup_file, error))
        return at_path(FaultKind::not_found, backup_file, "there is no such file");
    if (fs::exists(target_folder, error) && !fs::is_empty(target_folder, error))
        return at_path(FaultKind::conflict, target_folder, "the folder is not empty");
    if (auto checked = check_backup(backup_file); !checked) return checked;
    if (auto made = make_folder(target_folder); !made) return made;
    return appear_whole(database_file(target_folder), [&](const std::string& partial) -> Result<void> {
        std::error_code copying;
        fs::copy_file(backup_file, partial, copying);
        if (copying) return at_path(FaultKind::io, partial, "cannot be written: " + copying.message());
        return {};
    });
}

}  // namespace habitue::store
