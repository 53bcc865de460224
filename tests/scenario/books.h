// An auditor who sees only the journal: adds up the entries by account and folds the records, and says where the
// state that the world shows is not what they give.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "loyalty/engine.h"

namespace habitue::scenario {

class Books {
  public:
    // Folds the record in, after a round trip through its stored bytes.
    void take(const loyalty::Record&);
    // Sentences, each a promise that is broken.
    std::vector<std::string> differences(loyalty::Aggregates&);
    // The canonical bytes of each customer's records, in order.
    const std::map<CustomerId, std::string>& histories() const { return histories_; }

  private:
    using Sums = std::map<loyalty::Account, Points>;

    void sum(CustomerId, const loyalty::Entry&);
    void explain(const loyalty::Entry&);
    void audit(const loyalty::Customer&);
    void audit(const loyalty::Customer&, const loyalty::Wallet&);
    void audit(const loyalty::Code&);
    void blame(std::string sentence);

    std::map<CustomerId, loyalty::Customer> customers_;
    std::map<OrderId, loyalty::Order> orders_;
    std::vector<loyalty::Tally> tallies_;
    std::vector<loyalty::Code> codes_;
    std::map<std::pair<CustomerId, std::string>, Sums> sums_;        // by customer and wallet
    std::map<std::pair<std::string, std::string>, Points> granted_;  // by order and rule, less what was taken back
    std::map<CustomerId, std::string> histories_;
    std::vector<std::string> broken_;
};

}  // namespace habitue::scenario
