// The fold: state is what the effects of the journal add up to. decide() uses the same function on its own draft,
// so what is stored and what a rebuild gives cannot differ.
#pragma once

#include <array>
#include <vector>

#include "loyalty/decision.h"

namespace habitue::loyalty {

// The aggregates one command may change.
struct State {
    Customer customer;  // nobody (id 0) when the command concerns none yet
    Order order;        // empty id when it concerns none
    std::vector<Tally> tallies;
    std::vector<Code> codes;
    std::vector<Product> products;
    bool operator==(const State&) const = default;

    Tally& tally(std::string_view name);  // added with zeros when absent
    Code* code(CodeId);                   // null when absent
    const Code* code(CodeId) const;
    Product& product(std::string_view sku);              // added without prices when absent
    const Product* product(std::string_view sku) const;  // null when absent
};

// Spares a long list of grants the search for a rule that is not among them. For one order only, whose grants
// change by apply() alone.
class RulesSeen {
  public:
    // False: no grant is of this rule. Notes it.
    bool may_have(const std::vector<Grant>&, const std::string& rule);

  private:
    std::array<uint64_t, 16> bits_{};
    bool begun_ = false;
};

// False when an effect contradicts the state (a damaged journal); decide's own effects never do.
[[nodiscard]] bool apply(State&, const Command&, const Effect&, Instant at, RulesSeen* = nullptr);
[[nodiscard]] bool apply(State&, const Record&);

}  // namespace habitue::loyalty
