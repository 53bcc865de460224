#include "loyalty/orders/order_checks.h"

#include <algorithm>
#include <set>

#include "loyalty/deciders.h"
#include "loyalty/ledger/movements.h"
#include "loyalty/orders/cart_points.h"
#include "loyalty/orders/checkout.h"

namespace habitue::loyalty {

std::string line_pointer(size_t index, std::string_view field) {
    return "/lines/" + std::to_string(index) + "/" + std::string(field);
}

namespace {

void check_line(Draft& draft, const OrderLine& line, size_t index, Amount& total) {
    if (line.id.empty() || line.id.size() > kLongestText)
        draft.refuse(RefusalCode::invalid, line_pointer(index, "id"), "1 to 256 bytes");
    if (line.quantity < 1 || line.quantity > kMostQuantity)
        draft.refuse(RefusalCode::invalid, line_pointer(index, "quantity"), "a whole number from 1 to 1000000");
    if (line.discount < Amount{} || line.discount > kMostAmount)
        draft.refuse(RefusalCode::amount_out_of_range, line_pointer(index, "discount"),
                     "zero or above, at most 1000000000.00");
    if (line.unit_cost &&
        (*line.unit_cost < Amount{} || times(*line.unit_cost, std::max<int64_t>(1, line.quantity)) == std::nullopt))
        draft.refuse(RefusalCode::amount_out_of_range, line_pointer(index, "unit_cost"),
                     "zero or above, at most 1000000000.00");
    if (line.merchant.size() > kLongestText)
        draft.refuse(RefusalCode::invalid, line_pointer(index, "merchant"), "at most 256 bytes");
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

}  // namespace

void check_content(Draft& draft, const OrderId& order, const std::string& customer, const std::string& currency,
                   const OrderContent& content) {
    if (order.value.empty() || order.value.size() > 128)
        draft.refuse(RefusalCode::invalid, "/order", "1 to 128 bytes");
    if (customer.size() > kLongestText) draft.refuse(RefusalCode::invalid, "/customer", "at most 256 bytes");
    if (currency != draft.programme.currency.text())
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
    check_codes(draft, content);
}

namespace {

// Whether the hold that is named stands and suffices.
void check_hold(Draft& draft, const PointsPayment& payment, const std::string& where) {
    const Wallet* wallet = draft.customer().wallet(payment.wallet);
    const Hold* hold = wallet == nullptr ? nullptr : wallet->hold(payment.hold);
    if (hold == nullptr) {
        const bool closed = payment.hold <= draft.customer().holds;
        return draft.refuse(closed ? RefusalCode::hold_closed : RefusalCode::hold_not_found, where + "/hold",
                            std::to_string(payment.hold));
    }
    if (hold->is_locked(draft.now) && hold->cart != draft.order().id)
        return draft.refuse(RefusalCode::hold_of_a_cart, where + "/hold",
                            hold->cart.value + ", until " + to_text(hold->cart_until));
    Points available;
    for (const LotPart& part : hold->parts) available += part.points;
    if (available < payment.points)
        draft.refuse(RefusalCode::not_enough_points, where + "/points",
                     std::to_string(available.value) + " are in the hold");
}

// Whether the points offered may pay that much of the order.
void check_payment(Draft& draft, const PointsPayment& payment, size_t index, Amount total) {
    const std::string where = "/pay_with_points/" + std::to_string(index);
    const WalletRule* wallet = draft.order_programme().wallet(payment.wallet);
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
    if (payment.hold != 0) return check_hold(draft, payment, where);
    if (spendable(draft, payment.wallet) < payment.points)
        draft.refuse(RefusalCode::not_enough_points, where + "/points",
                     std::to_string(payment.points.value) + " are needed, " + what_is_left(draft, payment.wallet));
    const Wallet* own = draft.customer().wallet(payment.wallet);
    if (std::holds_alternative<LockCart>(draft.command.body) && own != nullptr && own->holds.size() >= kMostHolds)
        draft.refuse(RefusalCode::limit_reached, where, "at most 100 holds are open at a time");
}

}  // namespace

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

}  // namespace habitue::loyalty
