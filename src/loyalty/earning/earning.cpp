#include "loyalty/earning/earning.h"

#include <algorithm>

#include "loyalty/earning/fraction.h"

namespace habitue::loyalty {
namespace {

constexpr std::string_view kCrossedThisYear = "crossing calendar_year";

// The part of a whole line's amount that belongs to `kept` of its `bought` pieces; the shop's cent goes to the
// customer.
Amount share_of(Amount whole, int64_t kept, int64_t bought) {
    if (kept == bought) return whole;
    return {
        static_cast<int64_t>(divide(static_cast<Int128>(whole.millionths) * kept, bought, Rounding::half_even))};
}

bool is_one(const Fraction& fraction) { return fraction.numerator == 1 && fraction.denominator == 1; }

Fraction combined(Combine combine, const std::vector<Rate>& factors) {
    Fraction result = Fraction::of(1);
    switch (combine) {
        case Combine::highest:
            for (size_t i = 0; i < factors.size(); ++i)
                if (i == 0 || result < Fraction::of(factors[i])) result = Fraction::of(factors[i]);
            break;
        case Combine::product:
            for (const Rate factor : factors) result = result * Fraction::of(factor);
            break;
        case Combine::sum:
            for (const Rate factor : factors) result = result + Fraction::of(factor) - Fraction::of(1);
            break;
    }
    return result;
}

// One computation over all the rules of one occasion.
class Calculator {
  public:
    Calculator(const Programme& programme, const Occasion& occasion) : programme_(programme), occasion_(occasion) {
        facts_.programme = &programme;
        facts_.standing = occasion.standing;
        facts_.customer = occasion.customer;
        facts_.measured = occasion.measured;
        facts_.order = occasion.order;
        if (occasion.basket != nullptr) facts_.order_subtotal = occasion.basket->subtotal;
        if (occasion.activity != nullptr) {
            facts_.activity = occasion.activity->type;
            facts_.activity_attributes = &occasion.activity->attributes;
        }
    }

    std::vector<Earned> run(bool* overflow) {
        std::vector<Earned> all;
        std::vector<bool> stopped(programme_.wallets.size(), false);
        for (const EarningRule& rule : programme_.earning) {
            if (rule.calculation.kind == Calculation::Kind::multiply || stopped[rule.wallet] || !applies(rule))
                continue;
            std::optional<Earned> earned = calculate(rule);
            if (!earned) {
                *overflow = true;
                continue;
            }
            if (earned->points <= Points{}) continue;
            stopped[rule.wallet] = rule.stop;
            all.push_back(std::move(*earned));
        }
        return all;
    }

  private:
    // The combined factors of one wallet: for each line, for a value without lines, and for fixed points.
    struct Factors {
        std::vector<Fraction> lines;
        Fraction delivery, value, fixed;
    };

    bool applies(const EarningRule& rule) {
        if (!(rule.trigger == occasion_.trigger) || occasion_.at < rule.from || occasion_.at >= rule.until)
            return false;
        if (rule.members_only && !occasion_.standing->member) return false;
        if (rule.crosses && !crosses(*rule.crosses)) return false;
        return !rule.when || holds(*rule.when, facts_);
    }

    bool crosses(const Crossing& crossing) const {
        if (occasion_.basket == nullptr) return false;
        const bool of_orders = crossing.measure == CrossedMeasure::orders;
        const int64_t before = measure_before(crossing);
        const int64_t after = before + (of_orders ? 1 : occasion_.basket->counted_spend.millionths);
        return before < crossing.at && after >= crossing.at;
    }

    int64_t measure_before(const Crossing& crossing) const {
        const Standing& standing = *occasion_.standing;
        const bool of_orders = crossing.measure == CrossedMeasure::orders;
        if (crossing.window == CrossedWindow::lifetime)
            return of_orders ? standing.orders : standing.spend.millionths;
        const std::string question = std::string(kCrossedThisYear) + (of_orders ? " orders" : " spend");
        for (const Measured& measured : standing.measured)
            if (measured.question == question) return measured.answer;
        return 0;
    }

    bool counts(const EarningRule& rule, const Basket::Line& line) {
        if (!line.counts) return false;
        if (!rule.of) return true;
        facts_.line = line.line;
        const bool held = holds(*rule.of, facts_);
        facts_.line = nullptr;
        return held;
    }

    const Factors& factors_of(size_t wallet) {
        if (factors_.empty()) factors_.resize(programme_.wallets.size());
        if (factors_[wallet]) return *factors_[wallet];
        std::vector<Rate> whole, fixed;
        if (const TierLevel* level = programme_.level(occasion_.standing->tier);
            level != nullptr && !(level->earn == Rate{1, 1}))
            whole.push_back(level->earn);
        std::vector<const EarningRule*> by_line;
        for (const EarningRule& rule : programme_.earning) {
            if (rule.calculation.kind != Calculation::Kind::multiply || rule.wallet != wallet || !applies(rule))
                continue;
            if (rule.of) {
                by_line.push_back(&rule);
            } else {
                whole.push_back(rule.calculation.factor);
                fixed.push_back(rule.calculation.factor);
            }
        }
        Factors made;
        made.value = made.delivery = combined(programme_.multipliers, whole);
        made.fixed = combined(programme_.multipliers, fixed);
        if (occasion_.basket != nullptr) {
            for (const Basket::Line& line : occasion_.basket->lines) {
                std::vector<Rate> factors = whole;
                for (const EarningRule* rule : by_line)
                    if (counts(*rule, line)) factors.push_back(rule->calculation.factor);
                made.lines.push_back(factors.size() == whole.size() ? made.value
                                                                    : combined(programme_.multipliers, factors));
            }
        }
        factors_[wallet] = std::move(made);
        return *factors_[wallet];
    }

    std::optional<Earned> calculate(const EarningRule& rule) {
        switch (rule.calculation.kind) {
            case Calculation::Kind::fixed: return fixed(rule);
            case Calculation::Kind::per_value: return per_value(rule);
            case Calculation::Kind::per_amount: return per_amount(rule);
            case Calculation::Kind::multiply: break;
        }
        return Earned{&rule, {}, {}};
    }

    std::optional<Earned> rounded(const EarningRule& rule, const Fraction& total) {
        const auto points = round_to_step(total, 1, rule.calculation.rounding);
        if (!points || *points > kMostPoints.value) return std::nullopt;
        return Earned{&rule, {std::max<int64_t>(0, *points)}, {}};
    }

    // The base of the whole rule, rounded to its step when it has one.
    static std::optional<Fraction> stepped(const EarningRule& rule, const Fraction& base) {
        if (rule.calculation.step == Points{}) return base;
        const auto points = round_to_step(base, rule.calculation.step.value, rule.calculation.rounding);
        if (!points) return std::nullopt;
        return Fraction::of(*points);
    }

    std::optional<Earned> fixed(const EarningRule& rule) {
        if (rule.of) {
            const bool any = occasion_.basket != nullptr &&
                             std::any_of(occasion_.basket->lines.begin(), occasion_.basket->lines.end(),
                                         [&](const Basket::Line& line) { return counts(rule, line); });
            if (!any) return Earned{&rule, {}, {}};
        }
        return rounded(rule, Fraction::of(rule.calculation.points.value) * factors_of(rule.wallet).fixed);
    }

    std::optional<Earned> per_value(const EarningRule& rule) {
        const rules::Value value = value_of(*rule.calculation.value, facts_);
        int64_t units = 0;
        if (value.is(rules::Kind::integer))
            units = value.as_integer();
        else if (value.is(rules::Kind::money))
            units = value.as_money().millionths;
        if (units <= 0) return Earned{&rule, {}, {}};
        const auto base = stepped(
            rule, Fraction::of(units) * Fraction::of(Rate{rule.calculation.points.value, rule.calculation.per}));
        if (!base) return std::nullopt;
        return rounded(rule, *base * factors_of(rule.wallet).value);
    }

    std::optional<Earned> per_amount(const EarningRule& rule) {
        if (occasion_.basket == nullptr) return Earned{&rule, {}, {}};
        const Basket& basket = *occasion_.basket;
        const Factors& factors = factors_of(rule.wallet);
        std::vector<size_t> counted;
        Fraction money = Fraction::of(0), weighted = Fraction::of(0);
        for (size_t i = 0; i < basket.lines.size(); ++i) {
            if (!counts(rule, basket.lines[i])) continue;
            counted.push_back(i);
            const Fraction amount = Fraction::of(basket.lines[i].amount.millionths);
            money = money + amount;
            weighted = weighted + amount * factors.lines[i];
        }
        const bool with_delivery = programme_.basis.delivery && !rule.of && basket.delivery > Amount{};
        if (with_delivery) {
            money = money + Fraction::of(basket.delivery.millionths);
            weighted = weighted + Fraction::of(basket.delivery.millionths) * factors.delivery;
        }
        if (!(Fraction::of(0) < money))
            return money.valid ? std::optional<Earned>(Earned{&rule, {}, {}}) : std::nullopt;
        const Fraction rate =
            Fraction::of(Rate{rule.calculation.points.value, rule.calculation.per}) * unpaid_share();
        Fraction total = weighted * rate;
        if (rule.calculation.step > Points{}) {
            const auto base = stepped(rule, money * rate);
            if (!base) return std::nullopt;
            total = *base * weighted * Fraction{money.denominator, money.numerator, money.valid};
        }
        std::optional<Earned> earned = rounded(rule, total);
        if (earned && earned->points > Points{}) share_over_lines(*earned, basket, counted, factors, with_delivery);
        return earned;
    }

    // 1, or less when points paid a part of the order and that part does not earn.
    Fraction unpaid_share() const {
        const Basket& basket = *occasion_.basket;
        if (programme_.basis.points_paid || basket.paid_by_points == Amount{}) return Fraction::of(1);
        const int64_t total = (basket.subtotal + basket.delivery).millionths;
        if (total <= 0) return Fraction::of(0);
        return {std::max<int64_t>(0, total - basket.paid_by_points.millionths), total, true};
    }

    void share_over_lines(Earned& earned, const Basket& basket, const std::vector<size_t>& counted,
                          const Factors& factors, bool with_delivery) const {
        std::vector<Int128> weights;
        weights.reserve(counted.size() + 1);
        const bool plain =
            std::all_of(counted.begin(), counted.end(), [&](size_t i) { return is_one(factors.lines[i]); }) &&
            (!with_delivery || is_one(factors.delivery));
        const auto weigh = [&](Amount amount, const Fraction& factor) {
            // factors on a common scale of a millionth: shares explain, they grant nothing
            const auto scaled = plain ? std::optional<int64_t>(1)
                                      : round_to_step(factor * Fraction::of(1'000'000), 1, Rounding::down);
            weights.push_back(static_cast<Int128>(std::max<int64_t>(0, amount.millionths)) *
                              std::max<int64_t>(0, scaled.value_or(0)));
        };
        for (const size_t i : counted) weigh(basket.lines[i].amount, factors.lines[i]);
        if (with_delivery) weigh(basket.delivery, factors.delivery);
        const std::vector<int64_t> shares = split_by_largest_remainder(earned.points.value, weights);
        for (size_t i = 0; i < shares.size(); ++i)
            if (shares[i] != 0)
                earned.lines.push_back(
                    {i < counted.size() ? basket.lines[counted[i]].line->id : "delivery", {shares[i]}});
    }

    const Programme& programme_;
    const Occasion& occasion_;
    ConditionFacts facts_;
    std::vector<std::optional<Factors>> factors_;
};

bool asks_for_crossings_this_year(const Programme& programme) {
    return std::any_of(programme.earning.begin(), programme.earning.end(), [](const EarningRule& rule) {
        return rule.crosses && rule.crosses->window == CrossedWindow::calendar_year;
    });
}

void note_this_year(const Programme& programme, const Customer& customer, Standing& standing) {
    const LocalDate today = programme.zone.date_of(standing.at);
    const int32_t first = day_number({today.year, 1, 1});
    int64_t orders = 0;
    Amount spend;
    for (const Day& day : customer.days) {
        if (day.day < first) continue;
        orders += day.orders;
        spend += day.spend;
    }
    standing.measured.push_back({std::string(kCrossedThisYear) + " orders", orders});
    standing.measured.push_back({std::string(kCrossedThisYear) + " spend", spend.millionths});
}

// By the programme's offers, off this line.
Amount taken_off(const Programme& programme, const Order& order, const OrderLine& line) {
    const auto index = static_cast<uint32_t>(&line - order.content.lines.data());
    Money sum;
    for (const Advantage& advantage : order.advantages)
        for (const LineDiscount& discount : advantage.lines)
            if (discount.line == index) sum.minor += discount.amount.minor;
    return amount_of(sum, programme.currency);
}

}  // namespace

Basket basket_of(const Programme& programme, const Order& order) {
    Basket basket;
    basket.lines.reserve(order.content.lines.size());
    for (const OrderLine& line : order.content.lines) {
        const int64_t kept = order.kept_quantity(line);
        if (kept <= 0) continue;
        const Amount priced =
            Amount{line.unit_price.millionths * kept} - share_of(line.discount, kept, line.quantity);
        const Amount left = priced - taken_off(programme, order, line);
        Amount tax = share_of(line.tax, kept, line.quantity);
        if (left != priced && priced > Amount{})
            tax = {static_cast<int64_t>(divide(static_cast<Int128>(tax.millionths) * left.millionths,
                                               priced.millionths, Rounding::half_even))};
        const Amount with_tax = programme.prices_with_tax ? left : left + tax;
        const Amount without_tax = programme.prices_with_tax ? left - tax : left;
        const bool counts = !line.gift_card || programme.basis.gift_cards;
        basket.lines.push_back({&line, kept, programme.basis.tax ? with_tax : without_tax, with_tax, counts});
        if (line.unit_cost) basket.margin += without_tax - Amount{line.unit_cost->millionths * kept};
        basket.subtotal += with_tax;
        if (counts) basket.counted_spend += with_tax;
    }
    if (!basket.lines.empty()) basket.delivery = order.content.delivery;
    for (const Advantage& advantage : order.advantages)
        if (!basket.lines.empty()) basket.delivery -= amount_of(advantage.delivery, programme.currency);
    basket.delivery = std::max(Amount{}, basket.delivery);
    for (const Payment& payment : order.payments)
        basket.paid_by_points += amount_of(payment.worth, programme.currency);
    if (!programme.basis.points_paid) basket.counted_spend -= std::min(basket.counted_spend, basket.paid_by_points);
    return basket;
}

std::vector<Earned> compute_earning(const Programme& programme, const Occasion& occasion, bool* overflow) {
    return Calculator(programme, occasion).run(overflow);
}

Standing standing_of(const Programme& programme, const Customer& customer, Instant now) {
    Standing standing;
    standing.member = customer.member();
    standing.tier = customer.tier.level;
    standing.orders = customer.orders;
    standing.spend = customer.spend;
    standing.first_order_at = customer.first_order_at;
    standing.last_order_at = customer.last_order_at;
    standing.margin = customer.margin;
    standing.at = now;
    for (const Attribute& attribute : customer.attributes)
        if (std::binary_search(programme.customer_attributes.begin(), programme.customer_attributes.end(),
                               attribute.name))
            standing.attributes.push_back(attribute);
    if (asks_for_crossings_this_year(programme)) note_this_year(programme, customer, standing);
    return standing;
}

}  // namespace habitue::loyalty
