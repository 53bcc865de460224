// The one thread that decides. Commands queue up; it takes whatever is there and decides one after another on
// cached aggregates. What it decided is written in one durable commit by other threads (committer.h), which only
// then let the answers leave, while this one decides what comes next, on top of it: group commit without a timer,
// where a batch is what was decided while the last one was being made durable. A customer that falls due is ticked
// by the same thread, which sleeps until the next due instant.
//
// What holds: an answer that says accepted is durable. A command, the ticks before it and the commands it sends to
// others are in one commit. After a failed commit nothing of the batch is kept in memory, nor of what was decided
// on top of it, and every waiting caller gets the fault.
//
// A dry run whose aggregates are in memory is decided by the caller's own thread, between two commands of the
// decider's; it may see what is still being made durable, as it promises nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/hash.h"
#include "base/result.h"
#include "loyalty/engine.h"
#include "loyalty/programme/programme.h"
#include "service/key.h"
#include "store/store.h"

namespace habitue::service {

// What the caller is told; rendered before the commit where it is kept with an idempotency key, else meanwhile.
struct Answer {
    uint16_t status = 200;
    std::string body;
    bool repeated = false;  // given before for the same key
};

// The state behind an answer, for rendering. On any thread, some time after the decision.
struct Told {
    const loyalty::Programmes& programmes;
    const loyalty::Command& command;
    const loyalty::Handled& handled;
    bool dry_run = false;
    const loyalty::Quote* quote = nullptr;         // of Submission::quote
    const loyalty::Order* order_before = nullptr;  // as it stood, if asked to tell; null when there was none
};
using Render = std::function<Answer(const Told&)>;

struct Submission {
    loyalty::Command command;
    Render render;
    std::optional<Key> key;
    bool dry_run = false;  // decided like any other, and nothing kept
    // A question about a cart, told with its quote (Told::quote): of a LockCart before it is decided; of the dry
    // run of a PutOrder, from which the codes and gift cards that do not apply are left out, so that the rest is
    // told.
    bool quote = false;
    bool tell_order_before = false;  // Told::order_before
    // Called after the commit, on a thread of the decider's; for a dry run, maybe on the caller's before submit
    // returns.
    std::function<void(Result<Answer>)> done;
};

// "now" for commands that carry no time, and when ticks happen by themselves.
enum class ClockMode : uint8_t {
    wall,      // the system's clock
    commands,  // customers age only with their commands: for taking over a history that the wall clock must not
               // overtake
};

struct DeciderOptions {
    ClockMode clock = ClockMode::wall;
    std::function<Instant()> now;       // the system's clock when empty
    size_t customers_cached = 100'000;  // decoded, about 1 KB each
    size_t orders_cached = 50'000;
    size_t most_queued = 20'000;  // further submissions are told that the engine is busy
    size_t most_in_batch = 512;
};

struct DeciderCounts {
    uint64_t commands = 0;
    uint64_t refused = 0;
    uint64_t repeated = 0;
    uint64_t ticks = 0;
    uint64_t records = 0;
    uint64_t commits = 0;
    uint64_t failed_commits = 0;
    uint64_t queued = 0;               // now
    uint64_t commit_microseconds = 0;  // in all
    uint64_t decide_microseconds = 0;  // in all
};

class Decider {
  public:
    // Loads the programmes and the due instants from the store.
    static Result<std::unique_ptr<Decider>> start(store::Store&, DeciderOptions);
    ~Decider();  // finishes what is queued
    Decider(const Decider&) = delete;
    Decider& operator=(const Decider&) = delete;

    // Any thread. `done` is called exactly once. Faults: busy (queue full, store busy, no programme published yet:
    // conflict), invalid where the key was used with another fingerprint, conflict where the first request with
    // this key is still running (see the problem's `where`: "key_reused", "key_in_use", "no_programme").
    void submit(Submission);
    Result<Answer> ask(Submission);  // waits for it

    // Any thread; waits. The version it got. The same document again is the same version.
    Result<uint32_t> publish(loyalty::Programme compiled, std::string source);
    // What this workspace makes its codes with (kept in its settings since its first start); every programme has
    // it.
    const Hash256& code_secret() const;
    // The published versions; grows, and what was handed out stays valid.
    std::shared_ptr<const loyalty::Programmes> programmes() const;

    // Ticks everyone who is due until `now`, in batches; how many records that wrote.
    Result<uint64_t> advance_everyone(Instant now);

    DeciderCounts counts() const;
    Instant now() const;

  private:
    struct Body;
    explicit Decider(std::unique_ptr<Body>);
    std::unique_ptr<Body> body_;
};

}  // namespace habitue::service
