// The life of an order. States and refunds may come in any sequence; what comes before its order waits in the
// order's aggregate and is told again when the order arrives.
#include <algorithm>
#include <set>

#include "loyalty/deciders.h"
#include "loyalty/earning/grant.h"
#include "loyalty/ledger/movements.h"

namespace habitue::loyalty {
namespace {

std::string line_pointer(size_t index, std::string_view field) {
    return "/lines/" + std::to_string(index) + "/" + std::string(field);
}

void check_line(Draft& draft, const OrderLine& line, size_t index, Amount& total) {
    if (line.id.empty() || line.id.size() > kLongestText)
        draft.refuse(RefusalCode::invalid, line_pointer(index, "id"), "1 to 256 bytes");
    if (line.quantity < 1 || line.quantity > kMostQuantity)
        draft.refuse(RefusalCode::invalid, line_pointer(index, "quantity"), "a whole number from 1 to 1000000");
    if (line.discount < Amount{} || line.discount > kMostAmount)
        draft.refuse(RefusalCode::amount_out_of_range, line_pointer(index, "discount"),
                     "zero or above, at most 1000000000.00");
    if (line.tax < Amount{} || line.tax > kMostAmount)
        draft.refuse(RefusalCode::amount_out_of_range, line_pointer(index, "tax"),
                     "zero or above, at most 1000000000.00");
    const auto gross = line.quantity > 0 ? times(line.unit_price, line.quantity) : std::optional<Amount>(Amount{});
    if (!gross || gross->millionths > kMostAmount.millionths - total.millionths)
        draft.refuse(RefusalCode::amount_out_of_range, line_pointer(index, "unit_price"),
                     "the order's total is at most 1000000000.00");
    else
        total += {std::max<int64_t>(0, gross->millionths)};
}

void check_line_ids(Draft& draft, const std::vector<OrderLine>& lines) {
    // mostly "1", "2", "3" ...: rising by length and text, so all different
    const auto rises = [](const OrderLine& a, const OrderLine& b) {
        return a.id.size() != b.id.size() ? a.id.size() < b.id.size() : a.id < b.id;
    };
    const auto falls = [&](const OrderLine& a, const OrderLine& b) { return !rises(a, b); };
    if (std::adjacent_find(lines.begin(), lines.end(), falls) == lines.end()) return;
    std::vector<std::pair<std::string_view, size_t>> ids;
    ids.reserve(lines.size());
    for (size_t i = 0; i < lines.size(); ++i) ids.emplace_back(lines[i].id, i);
    std::sort(ids.begin(), ids.end());
    for (size_t i = 1; i < ids.size(); ++i)
        if (ids[i].first == ids[i - 1].first)
            draft.refuse(RefusalCode::invalid, line_pointer(ids[i].second, "id"), "two lines have this id");
}

void check_content(Draft& draft, const PutOrder& put) {
    const OrderContent& content = put.content;
    if (put.order.value.empty() || put.order.value.size() > 128)
        draft.refuse(RefusalCode::invalid, "/order", "1 to 128 bytes");
    if (put.customer.size() > kLongestText) draft.refuse(RefusalCode::invalid, "/customer", "at most 256 bytes");
    if (put.currency != draft.programme.currency.text())
        draft.refuse(RefusalCode::currency_mismatch, "/currency",
                     "the programme counts in " + std::string(draft.programme.currency.text()));
    if (content.lines.empty()) draft.refuse(RefusalCode::invalid, "/lines", "at least one line");
    if (content.lines.size() > kMostLines) draft.refuse(RefusalCode::invalid, "/lines", "at most 2000 lines");
    if (content.delivery < Amount{} || content.delivery > kMostAmount)
        draft.refuse(RefusalCode::amount_out_of_range, "/delivery", "zero or above, at most 1000000000.00");
    Amount total;
    for (size_t i = 0; i < content.lines.size(); ++i) check_line(draft, content.lines[i], i, total);
    check_line_ids(draft, content.lines);
    if (content.kind == OrderKind::returned && !content.pay_with_points.empty())
        draft.refuse(RefusalCode::invalid, "/pay_with_points", "a return is not paid");
}

// Whether the points offered may pay that much of the order; the worth of what is offered.
void check_payment(Draft& draft, const PointsPayment& payment, size_t index, Amount total) {
    const std::string where = "/pay_with_points/" + std::to_string(index);
    const WalletRule* wallet = draft.programme.wallet(payment.wallet);
    if (wallet == nullptr) return draft.refuse(RefusalCode::wallet_not_found, where + "/wallet", payment.wallet);
    if (!wallet->pay)
        return draft.refuse(RefusalCode::not_allowed, where, "points of this wallet do not pay orders");
    if (payment.points <= Points{} || payment.points > kMostPoints)
        return draft.refuse(RefusalCode::invalid, where + "/points", "a whole number above zero");
    const PayRule& rule = *wallet->pay;
    if (payment.points < rule.minimum)
        draft.refuse(RefusalCode::below_minimum, where + "/points",
                     "at least " + std::to_string(rule.minimum.value));
    if (rule.step > Points{} && payment.points.value % rule.step.value != 0)
        draft.refuse(RefusalCode::not_a_step, where + "/points", "in steps of " + std::to_string(rule.step.value));
    const std::optional<Money> worth = worth_of(*wallet, payment.points);
    const auto most = scale(total.millionths, rule.maximum_share, Rounding::down);
    if (!worth || !most || amount_of(*worth, draft.programme.currency).millionths > *most)
        draft.refuse(
            RefusalCode::above_maximum, where + "/points",
            "points pay at most " + to_text(Amount{most.value_or(0)}, draft.programme.currency) + " of this order");
    Points available;
    if (payment.hold == 0) {
        available = balance(draft, payment.wallet);
    } else {
        const Wallet* held = draft.customer().wallet(payment.wallet);
        const auto hold = held == nullptr ? std::vector<Hold>::const_iterator{}
                                          : std::find_if(held->holds.begin(), held->holds.end(),
                                                         [&](const Hold& open) { return open.id == payment.hold; });
        if (held == nullptr || hold == held->holds.end()) {
            const bool closed = payment.hold <= draft.customer().holds;
            return draft.refuse(closed ? RefusalCode::hold_closed : RefusalCode::hold_not_found, where + "/hold",
                                std::to_string(payment.hold));
        }
        for (const LotPart& part : hold->parts) available += part.points;
    }
    if (available < payment.points)
        draft.refuse(RefusalCode::not_enough_points, where + "/points",
                     std::to_string(available.value) + " are available");
}

void check_payments(Draft& draft, const OrderContent& content, Amount total) {
    std::set<std::string_view> wallets;
    for (size_t i = 0; i < content.pay_with_points.size(); ++i) {
        const PointsPayment& payment = content.pay_with_points[i];
        if (!draft.customer().exists())
            draft.refuse(RefusalCode::customer_not_found, "/pay_with_points/" + std::to_string(i),
                         "a guest has no points");
        else if (!wallets.insert(payment.wallet).second)
            draft.refuse(RefusalCode::invalid, "/pay_with_points/" + std::to_string(i) + "/wallet", "named twice");
        else
            check_payment(draft, payment, i, total);
    }
}

void pay(Draft& draft, const PointsPayment& payment) {
    const Cause cause{.order = draft.order().id.value};
    const WalletRule& wallet = *draft.programme.wallet(payment.wallet);
    std::vector<LotPart> parts;
    if (payment.hold == 0) {
        parts = debit(draft, wallet.id, payment.points, Movement::redeemed, Account::redemption, cause);
    } else {
        parts = end_hold(draft, wallet.id, payment.hold, payment.points, Movement::captured, Account::redemption,
                         cause);
        end_hold(draft, wallet.id, payment.hold, kMostPoints, Movement::released, Account::active, cause);
    }
    draft.emit(OrderPaidWithPoints{{wallet.id, *worth_of(wallet, payment.points), std::move(parts)}});
}

// What the kept goods no longer need goes back to its own lots; the customer gains the rounding.
void return_payments(Draft& draft, Amount total_before) {
    const Programme& programme = draft.order_programme();
    const Basket basket = basket_of(programme, draft.order());
    const Amount total = basket.subtotal + basket.delivery;
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
    if (!draft.customer().exists()) return;
    stand_as_now(draft, state);
    if (state == OrderState::paid || rules_fire(draft, state)) {
        const Basket basket = basket_of(draft.order_programme(), draft.order());
        fire_order_rules(draft, state, at, basket);
        if (state == OrderState::paid) count_day(draft, basket, basket.lines.empty() ? 0 : 1, 1);
    }
    schedule_waiting(draft, state);
}

void cancel(Draft& draft, Instant at) {
    const Basket before = basket_of(draft.order_programme(), draft.order());
    draft.emit(OrderAdvanced{OrderState::cancelled, at, false});
    if (!draft.customer().exists()) return;
    return_payments(draft, before.subtotal + before.delivery);
    take_back_difference(draft);
    count_difference(draft, before);
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
    draft.emit(OrderRefunded{refund, false, {}});
    if (!draft.customer().exists()) return;
    return_payments(draft, before.subtotal + before.delivery);
    take_back_difference(draft);
    count_difference(draft, before);
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
}

// What was known of the order before the command.
struct Earlier {
    bool known;
    Instant paid_at;
    Instant delivered_at;
};

// A sale or return that is told for the first time, or anew before it is paid.
void record(Draft& draft, const PutOrder& put, const Earlier& earlier) {
    if (!put.customer.empty()) ensure_customer(draft, put.customer);
    if (earlier.known) withdraw(draft);
    draft.govern_by_current();
    Amount total = put.content.delivery;
    for (const OrderLine& line : put.content.lines)
        total += {line.unit_price.millionths * line.quantity - line.discount.millionths};
    check_payments(draft, put.content, total);
    if (draft.refused()) return;
    draft.emit(OrderRecorded{draft.customer().id, draft.programme.version});
    if (draft.customer().exists()) {
        draft.emit(StandingTaken{standing_of(draft.programme, draft.customer(), draft.now)});
        for (const PointsPayment& payment : put.content.pay_with_points) pay(draft, payment);
    }
    if (put.content.kind == OrderKind::returned) {
        draft.emit(OrderAdvanced{OrderState::placed, put.placed_at, false});
        if (!draft.customer().exists()) return;
        take_back_returned(draft, put.placed_at);
        count_day(draft, basket_of(draft.programme, draft.order()), 0, -1);
        return;
    }
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
    check_content(draft, put);
    if (draft.refused()) return;
    const Order& order = draft.order();
    const Earlier earlier{order.known, order.paid_at, order.delivered_at};
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
