#include "loyalty/offers/priced_cart.h"

#include <algorithm>

#include "base/rate.h"

namespace habitue::loyalty {
namespace {

Amount part_of(Amount whole, int64_t kept, int64_t bought) {
    if (kept == bought || whole.millionths == 0) return whole;
    return {
        static_cast<int64_t>(divide(static_cast<Int128>(whole.millionths) * kept, bought, Rounding::half_even))};
}

// What goods worth `amount` must keep, so that the margin on their cost stays.
Amount floor_of(const Programme& programme, const OrderLine& line, int64_t kept, Amount amount,
                const Rate& margin) {
    Int128 least = static_cast<Int128>(line.unit_cost->millionths) * kept;
    least = divide(least * (margin.denominator + margin.numerator), margin.denominator, Rounding::up);
    const Amount without_tax = amount - part_of(line.tax, kept, line.quantity);
    if (programme.prices_with_tax && without_tax.millionths > 0) {
        if (const auto with_tax = checked_multiply(least, amount.millionths))
            least = divide(*with_tax, without_tax.millionths, Rounding::up);
    }
    return {static_cast<int64_t>(std::clamp<Int128>(least, 0, amount.millionths))};
}

Money round_up(Amount amount, const Currency& currency) { return {-round_down(-amount, currency).minor}; }

}  // namespace

Amount price_lines(const Programme& programme, const Order& order, PricedCart& cart) {
    cart.lines.clear();
    cart.goods = cart.delivery = cart.order_floor = {};
    const Stacking& stacking = programme.stacking;
    const Currency& currency = programme.currency;
    Amount subtotal, order_floor;
    bool is_empty = true;
    for (uint32_t index = 0; index < order.content.lines.size(); ++index) {
        const OrderLine& line = order.content.lines[index];
        const int64_t kept = order.kept_quantity(line);
        if (kept <= 0) continue;
        is_empty = false;
        const Amount amount =
            Amount{line.unit_price.millionths * kept} - part_of(line.discount, kept, line.quantity);
        subtotal += amount;
        if (line.gift_card || amount < Amount{}) continue;
        PricedCart::Line& priced = cart.lines.emplace_back();
        priced.index = index;
        priced.quantity = kept;
        priced.amount = round_half_even(amount, currency);
        cart.goods.minor += priced.amount.minor;
        if (stacking.line_floor && line.unit_cost)
            priced.floor = std::min(
                priced.amount, round_up(floor_of(programme, line, kept, amount, *stacking.line_floor), currency));
        if (!stacking.order_floor) continue;
        if (line.unit_cost) {
            order_floor += floor_of(programme, line, kept, amount, *stacking.order_floor);
        } else if (programme.margin.numerator > 0) {  // the cost that the programme's margin tells
            OrderLine guessed = line;
            guessed.unit_cost = Amount{
                *scale(amount.millionths / kept,
                       {programme.margin.denominator - programme.margin.numerator, programme.margin.denominator},
                       Rounding::up)};
            order_floor += floor_of(programme, guessed, kept, amount, *stacking.order_floor);
        }
    }
    if (!is_empty) cart.delivery = round_half_even(order.content.delivery, currency);
    cart.order_floor = std::min(cart.goods, round_up(order_floor, currency));
    return subtotal;
}

Amount tax_after(const OrderLine& line, Money discount, const Currency& currency) {
    const Int128 amount =
        static_cast<Int128>(line.unit_price.millionths) * line.quantity - line.discount.millionths;
    if (amount <= 0) return line.tax;
    const Int128 left = std::max<Int128>(0, amount - amount_of(discount, currency).millionths);
    return {static_cast<int64_t>(divide(left * line.tax.millionths, amount, Rounding::half_even))};
}

}  // namespace habitue::loyalty
