// A decision while it is being made: each effect is folded into the draft's state at once, so the next step sees
// it. Internal to the kernel.
#pragma once

#include <string>
#include <string_view>

#include "loyalty/decide.h"

namespace habitue::loyalty {

class Draft {
  public:
    // Folds into facts.state.
    Draft(const Programme& programme, Facts& facts, const Command& command, Instant now);

    const Programme& programme;
    const Command& command;
    const Instant now;

    const State& state() const { return state_; }
    const Customer& customer() const { return state_.customer; }
    const Order& order() const { return state_.order; }
    CustomerId concerned() const { return concerned_; }
    CustomerId order_customer() const { return order_customer_; }
    const Customer* other() const { return other_; }
    // The programme version that governs the order: the one that decided it, or the current one for a new order.
    const Programme& order_programme() const { return order_programme_ ? *order_programme_ : programme; }
    void govern_by_current() { order_programme_.reset(); }

    // Who only asks is told what the cart would pay, what is near and what does not apply.
    bool explains() const { return told_ != nullptr; }
    void explain(Checkout& told) { told_ = &told; }
    void tell(Checkout&&);

    template <class Told>
    void emit(Told effect) {
        if constexpr (std::is_same_v<Told, Effect>)
            fold(decision_.effects.emplace_back(std::move(effect)));
        else
            fold(decision_.effects.emplace_back(std::in_place_type<Told>, std::move(effect)));
    }
    void expect_effects(size_t more);  // makes room for them
    void refuse(RefusalCode code, std::string where, std::string detail = {});
    bool refused() const { return decision_.refused(); }

    // Writes one entry; ids are numbered here.
    void post(Entry&& entry);

    Decision finish() &&;

  private:
    void fold(const Effect&);

    State& state_;
    RulesSeen rules_seen_;
    CustomerId concerned_;
    CustomerId order_customer_;
    const Customer* other_;
    std::shared_ptr<const Programme> order_programme_;
    Decision decision_;
    Checkout* told_ = nullptr;
};

}  // namespace habitue::loyalty
