#include "service/import.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace habitue::service {
namespace {

constexpr uint64_t kMostInFlight = 1'000;
constexpr uint16_t kAccepted = 200, kUnchanged = 208, kRefused = 409;
constexpr char kSeparator = '\x1f';  // between the parts of a refusal; in none of them

Answer render_outcome(const Told& told) {
    const loyalty::Decision& decision = told.handled.decision;
    if (decision.accepted()) return {decision.effects.empty() ? kUnchanged : kAccepted, {}, false};
    const loyalty::Refusal& first = decision.refusals.front();
    return {kRefused, std::string(name_of(first.code)) + kSeparator + first.where + kSeparator + first.detail,
            false};
}

// Counts answers as they come in from the decider's thread, and lets the importer wait for room.
class InFlight {
  public:
    void take_place() {
        std::unique_lock lock(mutex_);
        moved_.wait(lock, [&] { return running_ < kMostInFlight || fault_; });
        ++running_;
    }
    void answered(size_t index, const Result<Answer>& answer) {
        const std::lock_guard lock(mutex_);
        --running_;
        if (!answer)
            fault_ = answer.fault();
        else if (answer->status == kRefused)
            refuse(index, answer->body);
        else {
            ++figures.accepted;
            if (answer->status == kUnchanged) ++figures.unchanged;
        }
        moved_.notify_all();
    }
    bool failed() {
        const std::lock_guard lock(mutex_);
        return fault_.has_value();
    }
    std::optional<Fault> wait_for_all() {
        std::unique_lock lock(mutex_);
        moved_.wait(lock, [&] { return running_ == 0; });
        return fault_;
    }

    ImportFigures figures;

  private:
    void refuse(size_t index, const std::string& text) {
        const size_t where = text.find(kSeparator), detail = text.find(kSeparator, where + 1);
        RefusedCommand refused{index, text.substr(0, where), text.substr(where + 1, detail - where - 1),
                               text.substr(detail + 1)};
        ++figures.refused[refused.code];
        figures.refusals.push_back(std::move(refused));
    }

    std::mutex mutex_;
    std::condition_variable moved_;
    uint64_t running_ = 0;
    std::optional<Fault> fault_;
};

}  // namespace

Result<ImportFigures> import_commands(Decider& decider, std::vector<loyalty::Command> commands, bool dry_run,
                                      const std::function<void(uint64_t done)>& progress) {
    InFlight in_flight;
    for (size_t i = 0; i < commands.size() && !in_flight.failed(); ++i) {
        in_flight.take_place();
        Submission submission;
        submission.command = std::move(commands[i]);
        submission.render = render_outcome;
        submission.dry_run = dry_run;
        submission.done = [&in_flight, i](const Result<Answer>& answer) { in_flight.answered(i, answer); };
        decider.submit(std::move(submission));
        if (progress && i % 500 == 0) progress(i);
    }
    if (auto fault = in_flight.wait_for_all()) return *fault;
    if (progress) progress(commands.size());
    return std::move(in_flight.figures);
}

}  // namespace habitue::service
