#include "http/guessing.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"
#include "base/random_bytes.h"
#include "http/problem.h"

namespace habitue {
namespace {

constexpr size_t kWays = 4;  // slots a name may stand in
constexpr int64_t kWindow = 60'000;

}  // namespace

GuessGuard::GuessGuard(size_t names)
    : seed_(bytes_of(random_256())), slots_(std::max(names, kWays) / kWays * kWays) {}

GuessGuard::Slot& GuessGuard::slot_of(std::string_view name, Instant now) {
    const Hash256 hash = keyed_hash256(seed_, name);
    uint64_t number = 0;
    std::memcpy(&number, hash.data(), sizeof number);
    Slot* const ways = &slots_[number % (slots_.size() / kWays) * kWays];
    Slot* slot = std::find_if(ways, ways + kWays, [&](const Slot& s) { return s.name == number; });
    if (slot == ways + kWays)
        slot = std::min_element(ways, ways + kWays,
                                [](const Slot& a, const Slot& b) { return a.window_start < b.window_start; });
    const bool over = (now - slot->window_start).milliseconds >= kWindow || now < slot->window_start;
    if (slot->name != number || over) *slot = {number, now, 0};
    return *slot;
}

int GuessGuard::wait_seconds(const std::vector<Suspect>& suspects, Instant now) {
    const std::lock_guard lock(mutex_);
    int wait = 0;
    for (const Suspect& suspect : suspects) {
        const Slot& slot = slot_of(suspect.who, now);
        if (slot.wrong < suspect.most_a_minute) continue;
        const int64_t left = kWindow - (now - slot.window_start).milliseconds;
        wait = std::max(wait, static_cast<int>((left + 999) / 1000));
    }
    return wait;
}

void GuessGuard::note(const std::vector<Suspect>& suspects, int wrong, Instant now) {
    if (wrong <= 0) return;
    const std::lock_guard lock(mutex_);
    for (const Suspect& suspect : suspects) slot_of(suspect.who, now).wrong += wrong;
}

Response guess_refusal(int wait_seconds, std::string_view request_id) {
    ProblemDocument problem;
    problem.status = 429;
    problem.code = "too_many_wrong_codes";
    problem.detail = "too many wrong codes in a minute; wait before the next";
    problem.instance = request_id;
    return to_response(problem, std::max(1, wait_seconds));
}

}  // namespace habitue
