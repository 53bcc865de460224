// A code: a secret text that gives its bearer, or one customer, an advantage. One aggregate serves all three forms:
// a code of a batch, a voucher issued to one customer, and a gift card (which also has a balance). The text itself
// is kept nowhere: the id is its hash, `last_four` is for support.
#pragma once

#include <string>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "base/money.h"

namespace habitue::loyalty {

// Made of the code in its plain form with the workspace's secret (code_text.h). 0 is no code.
using CodeId = NumberId<struct CodeTag>;

// Stored: numbers are never reused.
enum class CodeForm : uint8_t { batch = 1, voucher = 2, gift_card = 3 };
std::string_view name_of(CodeForm);

// Stored: numbers are never reused.
enum class PrintState : uint8_t { none = 0, waiting = 1, printed = 2, voided = 3 };
std::string_view name_of(PrintState);

// An order that uses the code, or has a part of its balance.
struct CodeUse {
    OrderId order;
    Money amount;  // a gift card's: what the order has of the balance now
    // A locked cart holds it so long; it is not taken from the balance. kNever: an order that stands.
    Instant held_until = kNever;
    bool operator==(const CodeUse&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("order", self.order);
        visit("amount", self.amount);
        visit("held_until", self.held_until);
    }
};

struct Code {
    CodeId id;
    CodeForm form = CodeForm::batch;
    std::string rule;   // the offer's id, or the gift-card kind's
    std::string batch;  // of a batch or an import; else empty
    std::string last_four;
    CustomerId customer;  // the only one who may use it; nobody: its bearer may
    OrderId issued_by;    // the order that issued or bought it, if any
    Instant issued_at;
    Instant valid_from;  // a gift card's activation
    Instant valid_until = kNever;
    Instant clock_starts_at = kNever;  // of a value that falls with time: when it began to (kNever: it waits)
    int64_t most_uses = 1;             // gift cards: 0, no limit
    std::vector<CodeUse> uses;         // by orders that stand
    bool voided = false;
    PrintState print = PrintState::none;  // of its insert

    // Gift cards only.
    Money initial;
    Money balance;
    bool frozen = false;    // its purchase was refunded
    uint64_t pin_hash = 0;  // 0: no PIN
    std::string merchant;   // the only seller of the marketplace it pays; empty: all
    bool operator==(const Code&) const = default;

    bool exists() const { return static_cast<bool>(id); }
    bool used_up() const { return most_uses > 0 && static_cast<int64_t>(uses.size()) >= most_uses; }

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("id", self.id);
        visit("form", self.form);
        visit("rule", self.rule);
        visit("batch", self.batch);
        visit("last_four", self.last_four);
        visit("customer", self.customer);
        visit("issued_by", self.issued_by);
        visit("issued_at", self.issued_at);
        visit("valid_from", self.valid_from);
        visit("valid_until", self.valid_until);
        visit("clock_starts_at", self.clock_starts_at);
        visit("most_uses", self.most_uses);
        visit("uses", self.uses);
        visit("voided", self.voided);
        visit("print", self.print);
        visit("initial", self.initial);
        visit("balance", self.balance);
        visit("frozen", self.frozen);
        visit("pin_hash", self.pin_hash);
        visit("merchant", self.merchant);
    }
};

}  // namespace habitue::loyalty
