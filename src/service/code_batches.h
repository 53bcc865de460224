// Batches of unique codes: a million in one request, issued behind it by one thread, a thousand a command.
//
// What holds: the texts are kept nowhere. Each is made from the batch's export key and the code's index, so whoever
// has the key (the caller is told it once) can have the texts again, and nobody else. The seed made of the key
// stays in the settings only until the last code is issued, so that a restart goes on where it stopped. Codes are
// issued in the order of their ids, which keeps the store's tree in one place; how far a batch has come is read
// from the codes themselves, never from a counter that could lie.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "service/decider.h"

namespace habitue::service {

inline constexpr int64_t kMostCodes = 1'000'000;
inline constexpr size_t kCodesInCommand = 1'000;

// Stored; numbers are never reused.
enum class BatchState : uint8_t { running = 1, done = 2, failed = 3, imported = 4 };
std::string_view name_of(BatchState);

struct CodeBatch {
    std::string id;
    std::string offer;
    int64_t count = 0;  // asked for; of an import: taken in so far
    Instant valid_from = kEarliest;
    Instant valid_until = kNever;
    int64_t most_uses = 1;
    std::string prefix;  // before each code; may be empty
    std::string actor;
    Instant created_at;
    BatchState state = BatchState::running;
    std::string trouble;  // why it failed: a refusal's name or a fault
    int64_t issued = 0;   // when it ended
    Hash256 check{};      // of the seed: tells the right export key
    std::optional<Hash256> seed;
    bool operator==(const CodeBatch&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("offer", self.offer);
        visit("count", self.count);
        visit("valid_from", self.valid_from);
        visit("valid_until", self.valid_until);
        visit("most_uses", self.most_uses);
        visit("prefix", self.prefix);
        visit("actor", self.actor);
        visit("created_at", self.created_at);
        visit("state", self.state);
        visit("trouble", self.trouble);
        visit("issued", self.issued);
        visit("check", self.check);
        visit("seed", self.seed);
    }
};

std::string new_export_key();  // "hbt_xk_" and 64 hexadecimal digits
Hash256 seed_of(std::string_view export_key);
Hash256 check_of(const Hash256& seed);
// As it is shown: "NOEL-7K3M-Q9XW-2RTB-5H".
std::string batch_code(const Hash256& seed, int64_t index, std::string_view prefix);
store::Setting setting_of(const CodeBatch&);
Result<std::optional<CodeBatch>> find_batch(store::Reader&, std::string_view id);
Result<std::vector<CodeBatch>> all_batches(store::Reader&);

class CodeBatches {
  public:
    // Takes up what was running when the last process ended.
    static Result<std::unique_ptr<CodeBatches>> start(store::Store&, Decider&);
    ~CodeBatches();  // what is running stops between two commands
    CodeBatches(const CodeBatches&) = delete;
    CodeBatches& operator=(const CodeBatches&) = delete;

    // A batch whose setting is durable. Any thread.
    void run(CodeBatch);
    // How many codes of it exist now. Any thread.
    Result<int64_t> issued(const CodeBatch&);

  private:
    struct Body;
    explicit CodeBatches(std::unique_ptr<Body>);
    std::unique_ptr<Body> body_;
};

// One command of a batch, for codes whose texts are known.
loyalty::IssueCodes issue_part(const CodeBatch&, std::vector<loyalty::NewCode>);
loyalty::NewCode new_code(const Hash256& secret, std::string_view plain);

}  // namespace habitue::service
