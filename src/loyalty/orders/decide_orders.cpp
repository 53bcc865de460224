// The life of an order. States and refunds may come in any sequence; what comes before its order waits in the
// order's aggregate and is told again when the order arrives.
#include <algorithm>

#include "loyalty/codes/vouchers.h"
#include "loyalty/deciders.h"
#include "loyalty/earning/grant.h"
#include "loyalty/ledger/movements.h"
#include "loyalty/orders/cart_points.h"
#include "loyalty/orders/checkout.h"
#include "loyalty/orders/order_checks.h"

namespace habitue::loyalty {
namespace {

void pay(Draft& draft, const PointsPayment& payment) {
    const Cause cause{.order = draft.order().id.value};
    const WalletRule& wallet = *draft.order_programme().wallet(payment.wallet);
    const Wallet* own = draft.customer().wallet(wallet.id);
    const Hold* of_cart = own == nullptr ? nullptr : own->hold_of_cart(draft.order().id, draft.now);
    const uint32_t hold = payment.hold != 0 ? payment.hold : of_cart != nullptr ? of_cart->id : 0;
    std::vector<LotPart> parts;
    if (hold == 0) {
        parts = debit(draft, wallet.id, payment.points, Movement::redeemed, Account::redemption, cause);
    } else {
        parts = end_hold(draft, wallet.id, hold, payment.points, Movement::captured, Account::redemption, cause);
        end_hold(draft, wallet.id, hold, kMostPoints, Movement::released, Account::active, cause);
    }
    draft.emit(OrderPaidWithPoints{{wallet.id, *worth_of(wallet, payment.points), std::move(parts)}});
}

// What the kept goods no longer need goes back to its own lots; the customer gains the rounding.
void return_points(Draft& draft, Amount total_before) {
    const Programme& programme = draft.order_programme();
    const Amount total = std::min(total_before, total_of(programme, draft.order()));
    const std::vector<Payment> payments = draft.order().payments;
    for (const Payment& payment : payments) {
        const Points paid = payment.points();
        const bool all = total.millionths <= 0 || total_before.millionths <= 0;
        const Points keeps{all ? 0
                               : static_cast<int64_t>(divide(static_cast<Int128>(paid.value) * total.millionths,
                                                             total_before.millionths, Rounding::down))};
        if (keeps == paid) continue;
        // those that would have lived longest go back first
        Payment left = payment;
        std::vector<LotPart> back;
        Points missing = paid - keeps;
        while (missing > Points{}) {
            LotPart& last = left.parts.back();
            const Points taken = std::min(missing, last.points);
            back.push_back({last.expires_at, taken});
            last.points -= taken;
            missing -= taken;
            if (last.points == Points{}) left.parts.pop_back();
        }
        left.worth = worth_of(*programme.wallet(payment.wallet), keeps).value_or(Money{});
        give_back(draft, payment.wallet, back, Movement::returned, Account::redemption,
                  {.order = draft.order().id.value}, programme.refund_grace);
        draft.emit(OrderPaidWithPoints{std::move(left)});
    }
}

// Orders, spend and categories of the basket, into the order's day.
void count_day(Draft& draft, const Basket& basket, int64_t orders, int sign) {
    const Programme& programme = draft.order_programme();
    Day day;
    day.day = day_number(programme.zone.date_of(draft.order().placed_at));
    day.orders = orders;
    day.spend = {sign * basket.counted_spend.millionths};
    for (const Basket::Line& line : basket.lines) {
        if (!line.counts || line.line->category.empty() || line.amount == Amount{}) continue;
        if (!std::binary_search(programme.spend_categories.begin(), programme.spend_categories.end(),
                                line.line->category))
            continue;
        auto place =
            std::lower_bound(day.categories.begin(), day.categories.end(), line.line->category,
                             [](const CategorySpend& c, const std::string& name) { return c.category < name; });
        if (place == day.categories.end() || place->category != line.line->category)
            place = day.categories.insert(place, {line.line->category, {}});
        place->spend += {sign * line.amount.millionths};
    }
    if (day.orders != 0 || day.spend != Amount{} || !day.categories.empty())
        draft.emit(DayCounted{std::move(day), draft.order().placed_at});
}

void count_difference(Draft& draft, const Basket& before) {
    if (!draft.customer().exists() || draft.order().paid_at == kNever) return;
    const Basket after = basket_of(draft.order_programme(), draft.order());
    if (after.margin != before.margin) draft.emit(MarginCounted{after.margin - before.margin});
    count_day(draft, before, before.lines.empty() || !after.lines.empty() ? 0 : -1, -1);
    count_day(draft, after, 0, 1);
}

// Conditions see the customer as of the moment the order first earns: of two open orders only the one that is paid
// first is the first order. Once it has earned or counts itself, the standing stays.
void stand_as_now(Draft& draft, OrderState state) {
    const bool counts_itself = state != OrderState::paid && draft.order().paid_at != kNever;
    if (state == OrderState::placed || counts_itself || !draft.order().grants.empty()) return;
    Standing standing = standing_of(draft.order_programme(), draft.customer(), draft.now);
    if (standing != draft.order().standing) draft.emit(StandingTaken{std::move(standing)});
}

void advance(Draft& draft, OrderState state, Instant at) {
    draft.emit(OrderAdvanced{state, at, false});
    start_clocks(draft, state, at);
    issue_vouchers(draft, state, at);
    if (!draft.customer().exists()) return;
    stand_as_now(draft, state);
    if (state == OrderState::paid || rules_fire(draft, state)) {
        const Basket basket = basket_of(draft.order_programme(), draft.order());
        fire_order_rules(draft, state, at, basket);
        if (state == OrderState::paid) {
            count_day(draft, basket, basket.lines.empty() ? 0 : 1, 1);
            if (basket.margin != Amount{}) draft.emit(MarginCounted{basket.margin});
        }
    }
    schedule_waiting(draft, state);
}

// The tenders shrink to what the kept goods need, and what was granted for the others is taken back.
void settle_kept(Draft& draft, const PaidBefore& paid, const Basket& before, std::vector<std::string> spent) {
    reprice_kept(draft);
    if (draft.customer().exists()) return_points(draft, paid.total);
    return_cards(draft, paid);
    tell_money_back(draft, paid, std::move(spent));
    if (!draft.customer().exists()) return;
    take_back_difference(draft);
    count_difference(draft, before);
}

void cancel(Draft& draft, Instant at) {
    const Basket before = basket_of(draft.order_programme(), draft.order());
    const PaidBefore paid = paid_before(draft.order_programme(), draft.order());
    draft.emit(OrderAdvanced{OrderState::cancelled, at, false});
    std::vector<std::string> spent = void_issued(draft);
    freeze_bought_cards(draft, nullptr);
    settle_kept(draft, paid, before, std::move(spent));
    give_back_gifts(draft);
}

// What keeps the order from being refunded so; nothing when it may be.
std::vector<Refusal> objections(const Order& order, const Refund& refund) {
    std::vector<Refusal> found;
    for (size_t i = 0; i < refund.lines.size(); ++i) {
        const RefundLine& back = refund.lines[i];
        const auto line = std::find_if(order.content.lines.begin(), order.content.lines.end(),
                                       [&](const OrderLine& bought) { return bought.id == back.line; });
        int64_t asked = 0;  // of this line so far: a refund may name it more than once
        for (size_t j = 0; j <= i; ++j)
            if (refund.lines[j].line == back.line) asked += refund.lines[j].quantity;
        if (line == order.content.lines.end())
            found.push_back({RefusalCode::line_not_found, line_pointer(i, "line"), back.line});
        else if (asked > order.kept_quantity(*line))
            found.push_back({RefusalCode::refunded_more_than_bought, line_pointer(i, "quantity"),
                             std::to_string(order.kept_quantity(*line)) + " of this line are left"});
    }
    return found;
}

void refund_now(Draft& draft, const Refund& refund) {
    const Basket before = basket_of(draft.order_programme(), draft.order());
    const PaidBefore paid = paid_before(draft.order_programme(), draft.order());
    draft.emit(OrderRefunded{refund, false, {}});
    std::vector<std::string> spent;
    if (basket_of(draft.order_programme(), draft.order()).lines.empty()) spent = void_issued(draft);
    freeze_bought_cards(draft, &refund);
    settle_kept(draft, paid, before, std::move(spent));
}

// What came before the order, told again now that it is known.
void tell_what_waited(Draft& draft) {
    const std::vector<Refund> waiting = draft.order().waiting_refunds;
    for (const Refund& refund : waiting)
        if (objections(draft.order(), refund).empty()) refund_now(draft, refund);
}

// An order of which nothing was paid yet is said anew: what it had been granted and paid with goes back first.
void withdraw(Draft& draft) {
    const Programme& programme = draft.order_programme();
    withdraw_grants(draft);
    const std::vector<Payment> payments = draft.order().payments;
    for (const Payment& payment : payments) {
        give_back(draft, payment.wallet, payment.parts, Movement::returned, Account::redemption,
                  {.order = draft.order().id.value, .reason = "the order was changed"}, programme.refund_grace);
        draft.emit(OrderPaidWithPoints{{payment.wallet, {}, {}}});
    }
    withdraw_advantages(draft);
}

std::string text_of(const Draft& draft, const Checkout& told) {
    std::string text = to_text(told.pricing.discount, draft.programme.currency) + " are taken off";
    for (const Applied& applied : told.pricing.applied)
        text += (&applied == told.pricing.applied.data() ? ": " : ", ") + applied.offer->id + " " +
                to_text(applied.amount, draft.programme.currency);
    return text;
}

void check_out_order(Draft& draft, const PutOrder& put) {
    Checkout told = check_out(draft, put.placed_at);
    if (!draft.explains())
        for (Refusal& refusal : told.refusals)
            draft.refuse(refusal.code, std::move(refusal.where), std::move(refusal.detail));
    if (put.expected_discount && *put.expected_discount != told.pricing.discount)
        draft.refuse(RefusalCode::quote_changed, "/expected_discount", text_of(draft, told));
    if (draft.explains()) draft.tell(std::move(told));
}

Money discount_of(const Order& order) {
    Money sum;
    for (const Advantage& advantage : order.advantages) sum.minor += advantage.amount.minor;
    return sum;
}

// The order of a cart that is still locked and says the same gets what the cart was promised.
bool is_captured(Draft& draft, const PutOrder& put) {
    const Order& earlier = draft.order();
    if (earlier.known || earlier.locked_until <= draft.now || !(earlier.content == put.content)) return false;
    if (earlier.customer && draft.order_customer() != draft.concerned()) return false;
    if (put.expected_discount && *put.expected_discount != discount_of(earlier)) return false;
    return capture_cart(draft);
}

// What was known of the order before the command.
struct Earlier {
    bool known;
    Instant paid_at;
    Instant delivered_at;
    Instant locked_until;
};

// A sale or return that is told for the first time, or anew before it is paid.
void record(Draft& draft, const PutOrder& put, const Earlier& earlier) {
    if (!put.customer.empty()) ensure_customer(draft, put.customer);
    if (earlier.known) withdraw(draft);
    const bool was_locked = earlier.locked_until != kEarliest;
    const bool captured = was_locked && is_captured(draft, put);
    if (was_locked && !captured) release_cart(draft);
    if (!captured) draft.govern_by_current();
    if (was_locked) draft.emit(CartLocked{kEarliest, draft.customer().id, draft.order_programme().version});
    draft.emit(OrderRecorded{draft.customer().id, draft.order_programme().version});
    if (!captured) check_out_order(draft, put);
    if (!put.content.pay_with_points.empty())
        check_payments(draft, put.content, total_of(draft.order_programme(), draft.order()));
    if (was_locked && draft.refused() && earlier.locked_until <= draft.now)
        draft.refuse(RefusalCode::lock_expired, "/order", to_text(earlier.locked_until));
    if (draft.refused()) return;
    if (draft.customer().exists()) {
        draft.emit(StandingTaken{standing_of(draft.order_programme(), draft.customer(), draft.now)});
        for (const PointsPayment& payment : put.content.pay_with_points) pay(draft, payment);
    }
    if (put.content.kind == OrderKind::returned) {
        draft.emit(OrderAdvanced{OrderState::placed, put.placed_at, false});
        if (!draft.customer().exists()) return;
        take_back_returned(draft, put.placed_at);
        count_day(draft, basket_of(draft.programme, draft.order()), 0, -1);
        return;
    }
    give_gifts(draft, put.placed_at);
    advance(draft, OrderState::placed, put.placed_at);
}

// The states that the command or an earlier message gives and that were not decided yet.
void reach(Draft& draft, const PutOrder& put, const Earlier& earlier) {
    if (put.content.kind == OrderKind::returned) return;
    const auto when = [](const std::optional<Instant>& told, Instant waited, bool waits) {
        return told ? *told : waits ? waited : kNever;
    };
    const bool waits = !earlier.known;  // states that came before the order are not decided yet
    const Instant paid = when(put.paid_at, earlier.paid_at, waits);
    const Instant delivered = when(put.delivered_at, earlier.delivered_at, waits);
    if (paid != kNever && (waits || earlier.paid_at == kNever)) advance(draft, OrderState::paid, paid);
    if (delivered != kNever && (waits || earlier.delivered_at == kNever))
        advance(draft, OrderState::delivered, delivered);
}

}  // namespace

void decide_put_order(Draft& draft, const PutOrder& put) {
    check_content(draft, put.order, put.customer, put.currency, put.content);
    if (draft.refused()) return;
    const Order& order = draft.order();
    const Earlier earlier{order.known, order.paid_at, order.delivered_at, order.locked_until};
    if (earlier.known && draft.order_customer() != draft.concerned())
        return draft.refuse(RefusalCode::order_of_another_customer, "/customer", put.customer);
    const bool same = earlier.known && order.content == put.content && order.placed_at == put.placed_at;
    if (earlier.known && !same) {
        if (order.cancelled_at != kNever)
            return draft.refuse(RefusalCode::order_cancelled, "/order", put.order.value);
        if (earlier.paid_at != kNever || earlier.delivered_at != kNever || !order.refunds.empty() ||
            order.content.kind == OrderKind::returned)
            return draft.refuse(RefusalCode::order_changed, "/lines", "paid, delivered or refunded since");
    }
    if (same && order.cancelled_at != kNever) {
        const bool brings_news =
            (put.paid_at && earlier.paid_at == kNever) || (put.delivered_at && earlier.delivered_at == kNever);
        if (brings_news) draft.refuse(RefusalCode::order_cancelled, "/order", put.order.value);
        return;
    }
    const Instant cancelled = earlier.known ? kNever : order.cancelled_at;
    if (!same) record(draft, put, earlier);
    if (draft.refused()) return;
    reach(draft, put, earlier);
    if (!earlier.known && !draft.refused()) tell_what_waited(draft);
    if (cancelled != kNever && !draft.refused()) cancel(draft, cancelled);
}

void decide_advance_order(Draft& draft, const AdvanceOrder& told) {
    const Order& order = draft.order();
    if (told.state == OrderState::placed)
        return draft.refuse(RefusalCode::invalid, "/state", "paid, delivered or cancelled");
    if (order.reached(told.state) != kNever) return;  // said twice
    if (!order.known) return draft.emit(OrderAdvanced{told.state, told.at, true});
    if (order.content.kind == OrderKind::returned)
        return draft.refuse(RefusalCode::invalid, "/order", "a return has no further states");
    if (told.state == OrderState::cancelled) return cancel(draft, told.at);
    if (order.cancelled_at != kNever) return draft.refuse(RefusalCode::order_cancelled, "/order", told.order.value);
    advance(draft, told.state, told.at);
}

void decide_refund_order(Draft& draft, const RefundOrder& told) {
    const Order& order = draft.order();
    const Refund& refund = told.refund;
    if (refund.id.empty() || refund.id.size() > kLongestText)
        draft.refuse(RefusalCode::invalid, "/refund", "1 to 256 bytes");
    if (refund.lines.empty() || refund.lines.size() > kMostLines)
        draft.refuse(RefusalCode::invalid, "/lines", "1 to 2000 lines");
    for (size_t i = 0; i < refund.lines.size(); ++i)
        if (refund.lines[i].quantity < 1 || refund.lines[i].quantity > kMostQuantity)
            draft.refuse(RefusalCode::invalid, line_pointer(i, "quantity"), "a whole number from 1 to 1000000");
    if (draft.refused()) return;
    for (const std::vector<Refund>* known : {&order.refunds, &order.waiting_refunds}) {
        for (const Refund& earlier : *known) {
            if (earlier.id != refund.id) continue;
            if (earlier.lines != refund.lines)
                draft.refuse(RefusalCode::refund_changed, "/lines", "recorded with other lines");
            return;
        }
    }
    if (!order.known)
        return draft.emit(OrderRefunded{refund, true, std::string(name_of(RefusalCode::order_not_found))});
    if (order.content.kind == OrderKind::returned)
        return draft.refuse(RefusalCode::invalid, "/order", "a return cannot be refunded");
    if (order.cancelled_at != kNever) return draft.refuse(RefusalCode::order_cancelled, "/order", told.order.value);
    for (Refusal& objection : objections(order, refund))
        draft.refuse(objection.code, std::move(objection.where), std::move(objection.detail));
    if (!draft.refused()) refund_now(draft, refund);
}

}  // namespace habitue::loyalty
