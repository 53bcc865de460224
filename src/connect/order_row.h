// One row of a file of orders, read into values.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "base/money.h"
#include "connect/csv.h"
#include "connect/orders_preset.h"

namespace habitue::connect {

struct OrderRow {
    std::string_view order_id;
    std::string_view customer_id;
    std::string_view line_id;
    std::string_view sku;
    std::string_view category;
    std::string_view currency;
    std::string_view channel;
    Instant ordered_at = kNever;
    Instant paid_at = kNever;
    Instant delivered_at = kNever;
    int64_t quantity = 0;  // signed, as in the file
    Amount unit_price;
    Amount discount;
    // Why the row cannot be used ("bad_date", "no_customer" ...) and the words for a person; null when it can.
    const char* unusable = nullptr;
    std::string detail;
};

class OrderRowReader {
  public:
    // A fault when the header misses a needed column.
    static Result<OrderRowReader> open(const CsvReader&, const OrdersPreset&, TimeZone);

    bool has(OrderField field) const { return columns_[static_cast<size_t>(field)] >= 0; }
    void read(const CsvRow& row, OrderRow& out);

  private:
    explicit OrderRowReader(TimeZone zone) : zone_(std::move(zone)) {}
    std::string_view text(const CsvRow& row, OrderField field) const {
        return row.field(columns_[static_cast<size_t>(field)]);
    }
    void read_texts(const CsvRow& row, OrderRow& out) const;
    void read_numbers(const CsvRow& row, OrderRow& out) const;
    void read_times(const CsvRow& row, OrderRow& out);
    Result<Instant> time_of(std::string_view text);

    std::array<int, kOrderFields> columns_{};
    TimeZone zone_;
    bool guests_ = true;
    bool decimal_comma_ = false;
    std::string last_time_text_;  // rows of one order share their times
    Instant last_time_;
};

}  // namespace habitue::connect
