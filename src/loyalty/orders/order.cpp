#include "loyalty/orders/order.h"

namespace habitue::loyalty {

std::string_view name_of(OrderKind kind) { return kind == OrderKind::returned ? "returned" : "sale"; }

std::string_view name_of(OrderState state) {
    switch (state) {
        case OrderState::placed: return "placed";
        case OrderState::paid: return "paid";
        case OrderState::delivered: return "delivered";
        case OrderState::cancelled: return "cancelled";
    }
    return "unknown";
}

Points Payment::points() const {
    Points sum;
    for (const LotPart& part : parts) sum += part.points;
    return sum;
}

Instant Order::reached(OrderState state) const {
    switch (state) {
        case OrderState::placed: return placed_at;
        case OrderState::paid: return paid_at;
        case OrderState::delivered: return delivered_at;
        case OrderState::cancelled: return cancelled_at;
    }
    return kNever;
}

int64_t Order::kept_quantity(const OrderLine& line) const {
    if (cancelled_at != kNever && known) return 0;
    int64_t kept = line.quantity;
    for (const Refund& refund : refunds)
        for (const RefundLine& back : refund.lines)
            if (back.line == line.id) kept -= back.quantity;
    return kept;
}

}  // namespace habitue::loyalty
