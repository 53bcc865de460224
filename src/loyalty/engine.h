// Takes commands one after another on a set of aggregates: finds whom a command concerns, brings that customer's
// clock up to date (one tick record per due instant), decides, folds, and does the same for the commands that a
// decision sends to others. The server, the import, the replay and the tests all run through here.
//
// Because every due instant gets its own tick record, dated at that instant, a customer's history has the same
// bytes whether the clock came by each day or only with the next order.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "loyalty/decide.h"
#include "loyalty/orders/quote.h"

namespace habitue::loyalty {

// Where the aggregates are. Pointers stay valid until the next call of the same kind.
class Aggregates {
  public:
    virtual ~Aggregates() = default;
    // Null when there is none. A fault travels by throwing StoreTrouble (the only exception of the house): it
    // passes through the engine untouched and the command is given up whole.
    virtual const Customer* customer(CustomerId) = 0;
    virtual const Order* order(const OrderId&) = 0;
    virtual const Tally* tally(std::string_view name) = 0;
    virtual const Code* code(CodeId) = 0;
    virtual const Product* product(std::string_view sku) = 0;
    // Takes over what a record changed. Called for each record, in order.
    virtual void put(const Record&, State&& after) = 0;
};

// A fault of the store, on its way through code that has nothing to say about it.
struct StoreTrouble {
    Fault fault;
};

struct Handled {
    Decision decision;    // of the command itself
    CustomerId customer;  // whom it concerned
    Instant at;           // when it was decided
    State after;          // as an accepted decision left the aggregates, if asked to tell; else empty
    size_t records = 0;   // written, with ticks and sent commands
};

class Engine {
  public:
    // Without `tell_state` Handled::after stays empty: a replay looks at its aggregates itself.
    Engine(const Programmes&, Aggregates&, bool tell_state = true);

    // Decides the command at its event time, or at `now` when it carries none; never before the customer's clock.
    // Event times after `now` are refused (in_the_future).
    Handled handle(Command, Instant now);
    // The same, into `handled`, whose memory is used again: for many commands in a row.
    void handle(Command, Instant now, Handled& handled);
    // What a cart would pay now. The customer's clock must have been brought up to `now` (advance).
    Quote quote(const LockCart& cart, Instant now);
    // Decides an order that is not there yet for somebody who only asks, and tells its quote; what is refused of
    // its codes and gift cards is told there and does not stop the rest. On aggregates that are thrown away.
    Quote ask(Command order, Instant now, Handled& handled);
    // Ticks the customer until nothing is due at or before `now`; how many records that wrote.
    size_t advance(CustomerId, Instant now);
    // Follows merges: the customer that lives on.
    CustomerId survivor(CustomerId);

  private:
    void handle(Command, Instant now, Handled&, Checkout* told);
    void decide_one(Command&&, CustomerId, Instant at, Handled&, Checkout* told = nullptr);
    std::vector<ReferencePrice> references_of(const Order&, const Pricing&, Instant at);
    void deliver_sent(const Handled&, size_t& records);
    Facts& load(const Command&, CustomerId, Instant at);
    void load_shared(const Programme&, const Command&, Instant at, State&);

    const Programmes& programmes_;
    Aggregates& aggregates_;
    bool tell_state_;
    Customer other_;  // a copy: the aggregate may move when another is loaded
    Facts facts_;     // of the decision that is being made; kept for the room it has taken
    Handled ticked_;  // likewise
};

// Aggregates in memory, for the replay and for tests.
class MemoryAggregates : public Aggregates {
  public:
    MemoryAggregates();
    ~MemoryAggregates() override;
    const Customer* customer(CustomerId) override;
    const Order* order(const OrderId&) override;
    const Tally* tally(std::string_view name) override;
    const Code* code(CodeId) override;
    const Product* product(std::string_view sku) override;
    void put(const Record&, State&& after) override;

    std::vector<CustomerId> customers() const;  // sorted
    // Called with every record, when set.
    std::function<void(const Record&)> on_record;

  private:
    struct Rep;
    std::unique_ptr<Rep> rep_;
};

}  // namespace habitue::loyalty
