// Which column of a file says what about an order. Columns are found by their name, never by their place.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/remark.h"
#include "base/result.h"

namespace habitue::connect {

enum class OrderField : uint8_t {
    order_id,
    customer_id,
    ordered_at,
    paid_at,
    delivered_at,
    line_id,
    sku,
    category,
    quantity,
    unit_price,
    discount,
    currency,
    channel,
};
inline constexpr size_t kOrderFields = 13;
std::string_view name_of(OrderField);

struct OrdersPreset {
    std::string name;
    std::array<std::string, kOrderFields> columns;  // by OrderField; empty: the file has no such column
    bool credit_notes_begin_with_c = false;         // orders whose id begins with C are goods that came back
    bool guests = true;     // rows without a customer are a guest's; otherwise they are skipped
    std::string time_zone;  // of times without an offset; empty: the programme's
    std::vector<Remark> assumptions;

    const std::string& column(OrderField field) const { return columns[static_cast<size_t>(field)]; }
};

// "generic" or "online-retail" (docs/reference/import.md).
Result<OrdersPreset> find_preset(std::string_view name);
std::vector<std::string> preset_names();

// "order_id=Commande": from now on that column. "paid_at=" : no column.
Result<void> map_field(OrdersPreset&, std::string_view assignment);

}  // namespace habitue::connect
