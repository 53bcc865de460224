// The contract of every store: one workspace's aggregates, journal and idempotency keys, as bytes.
//
// What is always true:
//   - A batch is written whole or not at all, and is durable when commit returns.
//   - The journal is numbered 1, 2, 3 ... without gaps, over the whole workspace, and is never changed.
//   - The records of one customer are linked backwards by previous_seq, from Loaded::last_seq of the customer to 0.
//   - An aggregate's version counts its commits. A writer names the version it decided on; where another one came
//   in
//     between, the batch is a conflict and nothing of it is written.
//   - Idempotency keys are kept for ever.
//
// The store knows no loyalty: what the bytes mean, and that chains and back-pointers are right, is its callers'
// work. Faults: conflict (decide again), busy (try again), io (the disk; the store takes no further commits),
// corrupt (the file), invalid (the call), not_found. A conflict's `where` points into the batch: "/writes/3".
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/instant.h"
#include "base/result.h"

namespace habitue::store {

// Stored; numbers only grow.
enum class AggregateKind : uint8_t { customer = 1, order = 2, tally = 3, code = 4, product = 5 };
std::string_view name_of(AggregateKind);

struct AggregateKey {
    AggregateKind kind = AggregateKind::customer;
    uint64_t id = 0;
    auto operator<=>(const AggregateKey&) const = default;
};

struct Loaded {
    std::string bytes{};
    uint64_t version = 0;   // 1 after the first commit
    uint64_t last_seq = 0;  // the newest journal record of this aggregate
    Hash256 chain{};        // of that record
    Instant due_at = kNever;
    bool operator==(const Loaded&) const = default;
};

struct Write {
    AggregateKey key{};
    uint64_t version_before = 0;  // 0: it must not exist yet
    std::string bytes{};
    Instant due_at = kNever;  // customers and codes only
    uint64_t last_seq = 0;
    Hash256 chain{};
    bool erased = false;  // removes the aggregate; the next write of this key begins at version 0 again
};

struct JournalRecord {
    uint64_t seq = 0;
    uint64_t customer = 0;      // 0: the workspace's own
    uint64_t previous_seq = 0;  // this customer's record before, 0 at the first
    Instant at{};
    Instant received_at{};
    std::string bytes{};  // the command and its decision, in canonical form
    Hash256 chain{};      // chain_of(this customer's chain before, bytes)
    bool operator==(const JournalRecord&) const = default;
};

// BLAKE2b-256 of the chain before (32 zero bytes at the first record) followed by the record's bytes.
Hash256 chain_of(const Hash256& before, std::string_view bytes);

// The answer that was given for an idempotency key. Keys that begin with their time are several times cheaper to
// keep than random ones.
struct KeyRow {
    Hash128 key{};
    Hash128 fingerprint{};  // of the request: the same key with another one is the caller's mistake
    uint64_t seq = 0;
    uint16_t status = 0;
    std::string answer{};
    Instant at{};
    bool operator==(const KeyRow&) const = default;
};

// Published once, never changed.
struct ProgrammeVersion {
    std::string id{};
    uint32_t version = 0;
    Instant published_at{};
    std::string document{};  // canonical JSON
    std::string source{};    // as its author wrote it
    Hash256 hash{};          // of the document
    bool operator==(const ProgrammeVersion&) const = default;
};

// Stored; numbers only grow.
enum class ApiKeyKind : uint8_t { secret = 1, read_only = 2, publishable = 3 };

struct ApiKey {
    std::string id{};
    std::string name{};
    ApiKeyKind kind = ApiKeyKind::secret;
    Hash256 hash{};  // of the key itself, which is not kept
    std::string last_four{};
    Instant created_at{};
    Instant revoked_at = kNever;
    bool operator==(const ApiKey&) const = default;
};

struct Setting {
    std::string name{};
    std::optional<std::string> value{};  // nothing: the setting is removed
    bool operator==(const Setting&) const = default;
};

// Applied in this order, and within each list in the order of the list.
struct Batch {
    std::vector<JournalRecord> records{};  // the first has seq last_seq() + 1, each further one the next
    std::vector<Write> writes{};
    std::vector<KeyRow> keys{};
    std::vector<ProgrammeVersion> programmes{};
    std::vector<ApiKey> api_keys{};  // replaces the one of the same id
    std::vector<Setting> settings{};
};

struct Statistics {
    uint64_t records = 0;
    uint64_t customers = 0;
    uint64_t orders = 0;
    uint64_t tallies = 0;
    uint64_t codes = 0;
    uint64_t products = 0;
    uint64_t keys = 0;
    uint64_t bytes_on_disk = 0;
    bool operator==(const Statistics&) const = default;
};

inline constexpr uint64_t kNewest = UINT64_MAX;

// Reads the last durable commit; never keeps the writer waiting. For one thread. May outlive its store.
// Callbacks return false to stop and may use the same reader; a scan, and what is read from within its callback,
// sees one commit from beginning to end.
class Reader {
  public:
    virtual ~Reader() = default;

    virtual Result<std::optional<Loaded>> load(AggregateKey) = 0;
    virtual Result<std::optional<KeyRow>> find_key(const Hash128&) = 0;
    virtual Result<std::optional<JournalRecord>> record(uint64_t seq) = 0;
    virtual Result<uint64_t> last_seq() = 0;

    using OnRecord = std::function<bool(const JournalRecord&)>;
    virtual Result<void> each_record(uint64_t from_seq, const OnRecord&) = 0;  // in the order of seq
    // The customer's records older than before_seq, newest first. before_seq is kNewest or the seq of one of this
    // customer's records; anything else is invalid.
    Result<std::vector<JournalRecord>> history(uint64_t customer, uint64_t before_seq, size_t limit);

    // In the order of ids, as unsigned numbers.
    using OnAggregate = std::function<bool(uint64_t id, const Loaded&)>;
    virtual Result<void> each_aggregate(AggregateKind, uint64_t from_id, const OnAggregate&) = 0;
    using OnDue = std::function<bool(uint64_t id, Instant due_at)>;
    virtual Result<void> each_due(const OnDue&) = 0;       // customers that have a due_at, in the order of ids
    virtual Result<void> each_due_code(const OnDue&) = 0;  // codes that have one, the earliest first

    virtual Result<std::vector<ProgrammeVersion>>
    programmes() = 0;  // by id and version, without document and source
    virtual Result<std::optional<ProgrammeVersion>> programme(std::string_view id, uint32_t version) = 0;
    virtual Result<std::vector<ApiKey>> api_keys() = 0;  // by id
    virtual Result<std::optional<std::string>> setting(std::string_view name) = 0;
    virtual Result<std::vector<Setting>> settings(std::string_view prefix) = 0;  // by name

    virtual Result<Statistics> statistics() = 0;
    // Looks through the storage itself; slow. A fault names the first damage.
    virtual Result<void> check_storage() = 0;

    // Between the two, every call sees the same commit. Holding costs disk space while others write.
    virtual Result<void> hold_snapshot() = 0;
    virtual void release_snapshot() = 0;
};

// The writer. Any thread may call; calls wait for one another.
class Store {
  public:
    virtual ~Store() = default;

    virtual Result<std::unique_ptr<Reader>> reader() = 0;
    virtual Result<void> commit(const Batch&) = 0;

    // The writer's own eyes, which wait for a commit that is under way.
    virtual uint64_t last_seq() const = 0;
    virtual Result<std::optional<Loaded>> load(AggregateKey) = 0;
    virtual Result<std::optional<KeyRow>> find_key(const Hash128&) = 0;

    // Housekeeping, a short step at a time: to be called when nobody waits, best after the answers of a batch have
    // left. A commit catches up by itself where this is called too rarely.
    virtual Result<void> tidy() = 0;
    // A consistent copy into a new file, while others read and write.
    virtual Result<void> backup(const std::string& path) = 0;
    // Afterwards the store takes nothing more; readers go on.
    virtual Result<void> close() = 0;

    // Each is one batch.
    Result<void> publish_programme(ProgrammeVersion);
    Result<void> put_api_key(ApiKey);
    Result<void> revoke_api_key(std::string_view id, Instant at);
    Result<void> put_setting(std::string name, std::optional<std::string> value);
};

}  // namespace habitue::store
