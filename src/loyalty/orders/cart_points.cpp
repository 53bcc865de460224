#include "loyalty/orders/cart_points.h"

#include <algorithm>

#include "loyalty/ledger/movements.h"

namespace habitue::loyalty {
namespace {

struct CartHold {
    std::string wallet;
    uint32_t hold = 0;
    bool promised = false;  // the shop's own
};

std::vector<CartHold> holds_of_cart(const Draft& draft) {
    std::vector<CartHold> holds;
    for (const PointsPayment& payment : draft.order().content.pay_with_points) {
        const Wallet* wallet = draft.customer().wallet(payment.wallet);
        const Hold* hold = wallet == nullptr ? nullptr : wallet->hold_of_cart(draft.order().id, draft.now);
        if (hold != nullptr) holds.push_back({payment.wallet, hold->id, payment.hold == hold->id});
    }
    return holds;
}

// What the order will capture of the hold.
std::vector<LotPart> first_parts(const Hold& hold, Points points) {
    std::vector<LotPart> parts = hold.parts;
    std::sort(parts.begin(), parts.end(),
              [](const LotPart& a, const LotPart& b) { return a.expires_at < b.expires_at; });
    for (LotPart& part : parts) {
        part.points = std::min(part.points, points);
        points -= part.points;
    }
    std::erase_if(parts, [](const LotPart& part) { return part.points == Points{}; });
    return parts;
}

}  // namespace

void hold_cart_points(Draft& draft, Instant until) {
    const std::vector<PointsPayment> payments = draft.order().content.pay_with_points;
    const OrderId cart = draft.order().id;
    for (const PointsPayment& payment : payments) {
        if (payment.hold == 0)
            open_hold(draft, {payment.wallet, draft.customer().holds + 1, until, {}, cart}, payment.points);
        else
            draft.emit(HoldPromised{payment.wallet, payment.hold, cart, until});
        const Hold& held = *draft.customer().wallet(payment.wallet)->hold_of_cart(cart, draft.now);
        const Money worth = *worth_of(*draft.order_programme().wallet(payment.wallet), payment.points);
        draft.emit(OrderPaidWithPoints{{payment.wallet, worth, first_parts(held, payment.points)}});
    }
}

void release_cart_points(Draft& draft) {
    for (const CartHold& held : holds_of_cart(draft)) {
        if (held.promised)
            draft.emit(HoldPromised{held.wallet, held.hold, {}, kEarliest});
        else
            end_hold(draft, held.wallet, held.hold, kMostPoints, Movement::released, Account::active,
                     {.order = draft.order().id.value});
    }
    const std::vector<Payment> payments = draft.order().payments;
    for (const Payment& payment : payments) draft.emit(OrderPaidWithPoints{{payment.wallet, {}, {}}});
}

Points spendable(const Draft& draft, std::string_view wallet) {
    Points points = balance(draft, wallet);
    const Wallet* found = draft.customer().wallet(wallet);
    const Hold* own = found == nullptr ? nullptr : found->hold_of_cart(draft.order().id, draft.now);
    if (own == nullptr) return points;
    for (const LotPart& part : own->parts) points += part.points;
    return points;
}

}  // namespace habitue::loyalty
