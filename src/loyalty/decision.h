// What decide answers, and the record the journal keeps of it.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "loyalty/effect.h"
#include "loyalty/refusal.h"

namespace habitue::loyalty {

// Accepted (effects) or refused (all refusals, by precedence). An accepted decision without effects is a repeat:
// the command said what was already true.
struct Decision {
    std::vector<Refusal> refusals;
    Effects effects;
    uint32_t programme_version = 0;
    bool operator==(const Decision&) const = default;

    bool accepted() const { return refusals.empty(); }
    bool refused() const { return !refusals.empty(); }
};

// One record of the journal; to_bytes(record) is its canonical form. The same history gives the same bytes on every
// machine and every store.
struct Record {
    static constexpr uint8_t kFormat = 3;
    uint8_t format = kFormat;
    CustomerId customer;  // nobody for an event that waits for its order
    OrderId order;        // the order whose state it changes, or empty
    Instant at;           // when it was decided, on the customer's clock
    uint32_t programme_version = 0;
    Command command;
    Effects effects;
    bool operator==(const Record&) const = default;

    template <class Self, class Visit>
    static void fields(Self& self, Visit& visit) {
        visit("format", self.format);
        visit("customer", self.customer);
        visit("order", self.order);
        visit("at", self.at);
        visit("programme_version", self.programme_version);
        visit("command", self.command);
        visit("effects", self.effects);
    }
};

// Bytes of an earlier format, and damaged ones, are a fault that says so.
Result<Record> read_record(std::string_view bytes);

}  // namespace habitue::loyalty
