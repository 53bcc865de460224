// A file of order lines becomes commands of the kernel. Rows of one order may stand apart; every row read is either
// a line of an order or counted as skipped with a reason, and what is unusual but kept is counted too.
//
// An order becomes put_order at the time it was placed, and advance_order when it was paid or delivered later. An
// order whose quantities are all below zero is a return: goods that came back and name no order.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/remark.h"
#include "connect/csv.h"
#include "connect/orders_preset.h"
#include "loyalty/command.h"

namespace habitue::connect {

struct OrdersOptions {
    OrdersPreset preset;
    TimeZone zone = TimeZone::utc();  // of times without an offset
    std::string currency;             // of the amounts, where the file names none
    CsvOptions csv;
    uint64_t examples_of_each_reason = 1;  // skipped rows that are told, for each reason
};

struct SkippedRow {
    uint64_t line = 0;
    std::string reason;
    std::string detail;
    uint64_t rows = 1;  // of an order that was skipped whole
    bool operator==(const SkippedRow&) const = default;
};

// rows = rows_used + the sum of `skipped`, always.
struct OrdersTally {
    uint64_t rows = 0;       // behind the header
    uint64_t rows_used = 0;  // lines of orders
    uint64_t orders = 0;
    uint64_t returns = 0;  // of them goods that came back
    uint64_t guest_orders = 0;
    std::map<std::string, uint64_t> skipped;  // rows by reason
    std::map<std::string, uint64_t> odd;      // what is unusual and was kept (or, in a skipped row, seen)
    std::vector<SkippedRow> examples;         // the first rows of each reason
};

struct OrdersRead {
    std::vector<loyalty::Command> commands;  // in the file's order; not yet sorted by time
    OrdersTally tally;
    std::vector<Remark> assumptions;  // what the file does not say and was decided
};

// A fault when the file cannot be read to its end, or misses a column that is needed (it then names those it has).
Result<OrdersRead> read_orders(std::unique_ptr<ByteSource>, const OrdersOptions&);

}  // namespace habitue::connect
