#include "loyalty/draft.h"

#include <algorithm>
#include <cassert>

#include "loyalty/orders/quote.h"

namespace habitue::loyalty {

Draft::Draft(const Programme& current, Facts& facts, const Command& decided, Instant at)
    : programme(current),
      command(decided),
      now(at),
      state_(facts.state),
      concerned_(facts.customer),
      order_customer_(facts.order_customer),
      other_(facts.other),
      order_programme_(facts.order_programme) {
    decision_.programme_version = current.version;
    decision_.effects = std::move(facts.room);
    decision_.effects.clear();
    decision_.effects.reserve(24);
}

void Draft::fold(const Effect& effect) {
    [[maybe_unused]] const bool folded = apply(state_, command, effect, now, &rules_seen_);
    assert(folded && "an effect that decide makes always fits the state");
}

void Draft::expect_effects(size_t more) {
    const size_t all = decision_.effects.size() + more + 4;  // and what settling adds
    if (all > decision_.effects.capacity()) decision_.effects.reserve(all);
}

void Draft::tell(Checkout&& checkout) { *told_ = std::move(checkout); }

void Draft::refuse(RefusalCode code, std::string where, std::string detail) {
    decision_.refusals.push_back({code, std::move(where), std::move(detail)});
}

void Draft::post(Entry&& entry) {
    entry.id = state_.customer.entries + 1;
    emit(EntryPosted{std::move(entry)});
}

Decision Draft::finish() && {
    if (decision_.refused()) {
        decision_.effects.clear();
        std::stable_sort(decision_.refusals.begin(), decision_.refusals.end(),
                         [](const Refusal& a, const Refusal& b) { return a.code < b.code; });
    } else if (!decision_.effects.empty() && state_.customer.exists()) {
        state_.customer.clock = std::max(state_.customer.clock, now);
    }
    return std::move(decision_);
}

}  // namespace habitue::loyalty
