// What happened at a shop: commands with their times, and what is known of the file they came from.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/remark.h"
#include "loyalty/command.h"

namespace habitue::insight {

struct HistoryEvent {
    Instant at;
    loyalty::Command command;
};
using History = std::vector<HistoryEvent>;

// Each at its event time (commands without one at `otherwise`), sorted by time; at one instant the given order
// stays.
History history_of(std::vector<loyalty::Command> commands, Instant otherwise = kEarliest);

// The currencies that orders of the history are in, with how many orders.
std::map<std::string, uint64_t> currencies_of(const History&);
// Reads every amount as one of `currency`, one for one.
void restate_currency(History&, std::string_view currency);

// Moves everything so much later, by the calendar of the zone: last year's orders in this year's programme.
void move_later(History&, Period, const TimeZone&);

// What came before the replay: rows of a file. All zero when the history has no file.
struct HistorySource {
    uint64_t rows = 0;
    uint64_t rows_used = 0;
    std::map<std::string, uint64_t> skipped;  // rows by reason; rows = rows_used + their sum
    std::map<std::string, uint64_t> odd;
    std::vector<Remark> assumptions;
};

}  // namespace habitue::insight
