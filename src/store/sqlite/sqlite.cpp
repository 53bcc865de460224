#include "store/sqlite/sqlite.h"

#include <sqlite3.h>

#include <filesystem>
#include <mutex>

#include "store/conflicts.h"
#include "store/migrations/migrations.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/batch_writer.h"
#include "store/sqlite/checkpoints.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"
#include "store/sqlite/lookups.h"
#include "store/sqlite/reader.h"
#include "store/sqlite/schema.h"

namespace habitue::store {
namespace {

// The log keeps this much of the disk after a long reader made it grow.
constexpr const char* kLogKeeps = "PRAGMA journal_size_limit = 67108864";

class SqliteStore : public Store {
  public:
    SqliteStore(std::string file, const SqliteOptions& options) : file_(std::move(file)), options_(options) {}
    ~SqliteStore() override { (void)close(); }

    Result<void> open(const std::string& folder);

    Result<std::unique_ptr<Reader>> reader() override { return open_sqlite_reader(file_); }
    Result<void> commit(const Batch&) override;
    uint64_t last_seq() const override;
    Result<std::optional<Loaded>> load(AggregateKey) override;
    Result<std::optional<KeyRow>> find_key(const Hash128&) override;
    Result<void> tidy() override;
    Result<void> backup(const std::string& path) override { return backup_sqlite(file_, path); }
    Result<void> close() override;

  private:
    Result<void> configure();
    Result<void> ready() const;
    // Passes the fault on; one that puts the disk in doubt is the store's last.
    Result<void> noted(Result<void>);

    const std::string file_;
    const SqliteOptions options_;
    mutable std::mutex mutex_;
    FolderLock lock_;  // goes after the connection
    Checkpoints checkpoints_;
    Connection connection_;
    Lookups lookups_;
    BatchWriter writer_;
    uint64_t last_seq_ = 0;
    bool open_ = false;
    std::optional<Fault> broken_;  // the first fault that put the disk in doubt
};

Result<void> SqliteStore::open(const std::string& folder) {
    if (!options_.read_only) {
        auto lock = FolderLock::take(folder);
        if (!lock) return lock.fault();
        lock_ = std::move(*lock);
    }
    const Access access = options_.read_only ? Access::read : options_.create ? Access::create : Access::write;
    auto connection = Connection::open(file_, access);
    if (!connection) return connection.fault();
    connection_ = std::move(*connection);
    if (auto configured = configure(); !configured) return configured;

    auto lookups = Lookups::prepare(connection_);
    if (!lookups) return lookups.fault();
    lookups_ = std::move(*lookups);
    if (!options_.read_only) {
        auto writer = BatchWriter::prepare(connection_);
        if (!writer) return writer.fault();
        writer_ = std::move(*writer);
        checkpoints_.watch(connection_.raw());
    }
    const auto last_seq = lookups_.last_seq();
    if (!last_seq) return last_seq.fault();
    last_seq_ = *last_seq;
    open_ = true;
    return {};
}

Result<void> SqliteStore::configure() {
    const auto version = static_cast<int64_t>(sqlite_migrations().size());
    if (options_.read_only) {
        if (auto set = connection_.execute("PRAGMA query_only = ON"); !set) return set;
        return check_version(connection_, version);
    }
    // a file of somebody else's must be refused before anything in it changes
    if (auto ours = check_ours(connection_); !ours) return ours;
    const std::string pragmas =
        "PRAGMA page_size = " + std::to_string(options_.page_size) +
        "; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
        "; PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -" +
        std::to_string(options_.writer_cache_mib * 1024) + "; " + kLogKeeps;
    if (auto set = connection_.execute(pragmas); !set) return set;
    return migrate(connection_, sqlite_migrations());
}

Result<void> SqliteStore::ready() const {
    if (!open_) return is_closed();
    if (options_.read_only) return Fault::invalid("", "the store was opened for reading only");
    if (broken_) {
        Fault fault = *broken_;
        fault.problems.push_back({"", "the store takes nothing more until it is opened anew"});
        return fault;
    }
    return {};
}

Result<void> SqliteStore::noted(Result<void> done) {
    if (!done && (done.fault().kind == FaultKind::io || done.fault().kind == FaultKind::corrupt))
        broken_ = done.fault();
    return done;
}

Result<void> SqliteStore::commit(const Batch& batch) {
    const std::lock_guard guard(mutex_);
    if (auto usable = ready(); !usable) return usable;
    if (auto caught_up = noted(checkpoints_.step_if(4 * options_.checkpoint_pages)); !caught_up) return caught_up;
    if (auto done = noted(writer_.commit(batch, last_seq_, lookups_)); !done) return done;
    last_seq_ += batch.records.size();
    return {};
}

uint64_t SqliteStore::last_seq() const {
    const std::lock_guard guard(mutex_);
    return last_seq_;
}

Result<std::optional<Loaded>> SqliteStore::load(AggregateKey key) {
    const std::lock_guard guard(mutex_);
    if (!open_) return is_closed();
    return lookups_.load(key);
}

Result<std::optional<KeyRow>> SqliteStore::find_key(const Hash128& key) {
    const std::lock_guard guard(mutex_);
    if (!open_) return is_closed();
    return lookups_.find_key(key);
}

Result<void> SqliteStore::tidy() {
    const std::lock_guard guard(mutex_);
    if (auto usable = ready(); !usable) return usable;
    return noted(checkpoints_.step_if(options_.checkpoint_pages));
}

Result<void> SqliteStore::close() {
    const std::lock_guard guard(mutex_);
    if (!open_) return {};
    open_ = false;
    // the last connection to close moves the log into the database: not with a disk in doubt
    if (broken_) sqlite3_db_config(connection_.raw(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    writer_ = {};
    lookups_ = {};
    connection_ = {};
    lock_ = {};
    return {};
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::string& folder, const SqliteOptions& options) {
    const bool create = options.create && !options.read_only;
    if (create) {
        if (auto made = make_folder(folder); !made) return made.fault();
    }
    const std::string file = database_file(folder);
    std::error_code error;
    if (!create && !std::filesystem::exists(file, error))
        return Fault{FaultKind::not_found, {{file, "there is no such database"}}};
    auto store = std::make_unique<SqliteStore>(file, options);
    if (auto opened = store->open(folder); !opened) return opened.fault();
    return std::unique_ptr<Store>(std::move(store));
}

}  // namespace habitue::store
