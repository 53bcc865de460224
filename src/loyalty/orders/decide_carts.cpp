// Carts: what they would pay now, held until the order comes or their time is over.
#include "loyalty/deciders.h"
#include "loyalty/earning/earning.h"
#include "loyalty/orders/cart_points.h"
#include "loyalty/orders/checkout.h"
#include "loyalty/orders/order_checks.h"
#include "loyalty/orders/quote.h"

namespace habitue::loyalty {
namespace {

// A cart that an order of ours has become is a cart no more.
bool is_open(Draft& draft, const LockCart& lock) {
    const Order& order = draft.order();
    if (order.known) {
        draft.refuse(order.cancelled_at == kNever ? RefusalCode::order_changed : RefusalCode::order_cancelled,
                     "/order", lock.order.value);
    } else if (order.locked_until > draft.now && order.customer && draft.order_customer() != draft.concerned()) {
        draft.refuse(RefusalCode::order_of_another_customer, "/customer", lock.customer);
    }
    return !draft.refused();
}

Checkout check_out_cart(Draft& draft, const LockCart& lock) {
    if (!lock.customer.empty()) ensure_customer(draft, lock.customer);
    if (draft.order().locked_until != kEarliest) release_cart(draft);
    draft.govern_by_current();
    draft.emit(CartLocked{lock.until, draft.customer().id, draft.programme.version});
    Checkout told = check_out(draft, draft.now, lock.until);
    check_payments(draft, lock.content, total_of(draft.programme, draft.order()));
    if (!draft.refused()) hold_cart_points(draft, lock.until);
    return told;
}

}  // namespace

void decide_lock_cart(Draft& draft, const LockCart& lock) {
    check_content(draft, lock.order, lock.customer, lock.currency, lock.content);
    if (lock.content.kind != OrderKind::sale) draft.refuse(RefusalCode::invalid, "/kind", "a sale");
    if (lock.until <= draft.now || lock.until > draft.now + minutes(60))
        draft.refuse(RefusalCode::invalid, "/until", "after now, within 60 minutes");
    if (draft.refused() || !is_open(draft, lock)) return;
    Checkout told = check_out_cart(draft, lock);
    for (Refusal& refusal : told.refusals)
        draft.refuse(refusal.code, std::move(refusal.where), std::move(refusal.detail));
}

void decide_release_cart(Draft& draft, const ReleaseCart&) {
    const Order& order = draft.order();
    if (order.known || order.locked_until == kEarliest) return;
    release_cart(draft);
    draft.emit(CartLocked{kEarliest, draft.order().customer, draft.order().programme_version});
}

Quote quote(const Programme& programme, Facts facts, const LockCart& cart, Instant now) {
    const Command command{.customer = facts.customer, .body = cart};
    Draft draft(programme, facts, command, now);
    Quote quote;
    draft.explain(quote.checkout);
    check_content(draft, cart.order, cart.customer, cart.currency, cart.content);
    if (!draft.refused() && is_open(draft, cart)) draft.tell(check_out_cart(draft, cart));
    quote.refusals = std::move(draft).finish().refusals;
    return quote;
}

}  // namespace habitue::loyalty
