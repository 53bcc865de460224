#include "loyalty/earning/earning.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <numeric>
#include <span>

#include "base/split.h"
#include "loyalty/earning/fraction.h"
#include "loyalty/earning/plan.h"

namespace habitue::loyalty {
namespace {

// Most baskets and programmes are small: what is noted of them while they are looked at takes no memory of its own.
template <class T, size_t few = 32>
using Few = boost::container::small_vector<T, few>;

// So many rules are looked at sooner than the lines are sorted by category for them.
constexpr size_t kFewRules = 8;

constexpr std::string_view kCrossedThisYear = "crossing calendar_year";

// The part of a whole line's amount that belongs to `kept` of its `bought` pieces; the shop's cent goes to the
// customer.
Amount share_of(Amount whole, int64_t kept, int64_t bought) {
    if (kept == bought) return whole;
    return {
        static_cast<int64_t>(divide(static_cast<Int128>(whole.millionths) * kept, bought, Rounding::half_even))};
}

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

// The lines of a basket by the category that rules ask for, each list in the basket's order.
class LinesByCategory {
  public:
    LinesByCategory(const EarningPlan& plan, const Basket& basket) : begin_(plan.categories.size() + 1) {
        Few<int32_t> category_of(basket.lines.size());
        for (size_t i = 0; i < basket.lines.size(); ++i) {
            category_of[i] = plan.category(basket.lines[i].line->category);
            if (category_of[i] >= 0) ++begin_[static_cast<size_t>(category_of[i]) + 1];
        }
        std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
        lines_.resize(begin_.back());
        Few<uint32_t> next(begin_.begin(), begin_.end() - 1);
        for (uint32_t i = 0; i < basket.lines.size(); ++i)
            if (category_of[i] >= 0) lines_[next[static_cast<size_t>(category_of[i])]++] = i;
    }

    std::span<const uint32_t> of(size_t category) const {
        return {lines_.data() + begin_[category], lines_.data() + begin_[category + 1]};
    }

  private:
    Few<uint32_t> begin_;  // where each category's lines begin
    Few<uint32_t> lines_;
};

// One computation over all the rules of one occasion.
class Calculator {
  public:
    Calculator(const Programme& programme, const Occasion& occasion)
        : programme_(programme), plan_(*programme.plan), occasion_(occasion), conditions_(facts_) {
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
        const std::vector<uint32_t>& rules = looked_at();
        if (rules.empty()) return all;
        all.reserve(std::min<size_t>(rules.size(), 256));
        Few<bool, 8> stopped(programme_.wallets.size(), false);
        for (const uint32_t index : rules) {
            const EarningRule& rule = programme_.earning[index];
            if (stopped[rule.wallet] || !applies(rule, plan_.rules[index])) continue;
            std::optional<Earned> earned = calculate(rule, plan_.rules[index]);
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
        std::vector<Fraction> lines;  // none when all are `value`
        Fraction delivery, value, fixed;

        bool same() const { return lines.empty(); }
        const Fraction& of_line(size_t index) const { return same() ? value : lines[index]; }
    };
    using Planned = EarningPlan::Rule;

    // The rules that may give something, in their order. Where many may, all are looked at.
    const std::vector<uint32_t>& looked_at() {
        const EarningPlan::Occasion& rules = plan_.on(occasion_.trigger);
        if (rules.all.size() <= kFewRules || rules.unindexed.size() == rules.all.size() ||
            occasion_.basket == nullptr)
            return rules.all;
        by_category_.emplace(plan_, *occasion_.basket);
        size_t count = rules.unindexed.size();
        const auto each_present = [&](auto visit) {
            for (size_t i = 0; i < rules.by_category.size(); ++i)
                if (!by_category_->of(i).empty()) visit(rules.by_category[i]);
        };
        each_present([&](const std::vector<uint32_t>& some) { count += some.size(); });
        if (count > rules.all.size() / 4) return rules.all;
        looked_at_ = rules.unindexed;
        each_present([&](const std::vector<uint32_t>& some) {
            looked_at_.insert(looked_at_.end(), some.begin(), some.end());
        });
        std::sort(looked_at_.begin(), looked_at_.end());
        return looked_at_;
    }

    bool applies(const EarningRule& rule, const Planned& planned) {
        if (!(rule.trigger == occasion_.trigger) || occasion_.at < rule.from || occasion_.at >= rule.until)
            return false;
        if (rule.members_only && !occasion_.standing->member) return false;
        if (rule.crosses && !crosses(*rule.crosses)) return false;
        if (!rule.when) return true;
        for (const PlainPart& part : planned.when.parts)
            if (!accepts(part, nullptr)) return false;
        return planned.when.whole || conditions_.holds(*rule.when);
    }

    bool accepts(const PlainPart& part, const Basket::Line* line) const {
        using Field = PlainPart::Field;
        const Standing& standing = *occasion_.standing;
        switch (part.field) {
            case Field::customer_member: return part.accepts(int64_t{standing.member});
            case Field::customer_tier: return part.accepts(standing.tier);
            case Field::customer_orders: return part.accepts(standing.orders);
            case Field::customer_spend_total: return part.accepts(standing.spend.millionths);
            default: break;
        }
        if (occasion_.order == nullptr) return false;
        const OrderContent& content = occasion_.order->content;
        switch (part.field) {
            case Field::order_subtotal: return part.accepts(facts_.order_subtotal.millionths);
            case Field::order_total: return part.accepts((facts_.order_subtotal + content.delivery).millionths);
            case Field::order_delivery: return part.accepts(content.delivery.millionths);
            case Field::order_channel: return part.accepts(content.channel);
            default: break;
        }
        if (line == nullptr) return false;
        switch (part.field) {
            case Field::line_sku: return part.accepts(line->line->sku);
            case Field::line_quantity: return part.accepts(line->quantity);
            case Field::line_unit_price: return part.accepts(line->line->unit_price.millionths);
            case Field::line_gift_card: return part.accepts(int64_t{line->line->gift_card});
            default: return part.accepts(line->line->category);
        }
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

    bool counts(const EarningRule& rule, const Planned& planned, size_t index) {
        const Basket::Line& line = occasion_.basket->lines[index];
        if (!line.counts) return false;
        if (!rule.of) return true;
        for (const PlainPart& part : planned.of.parts)
            if (!accepts(part, &line)) return false;
        return planned.of.whole || evaluated(rule, planned, index);
    }

    // Rules with the same `of` ask the evaluator once a line.
    bool evaluated(const EarningRule& rule, const Planned& planned, size_t index) {
        const size_t lines = occasion_.basket->lines.size();
        if (evaluated_.empty()) evaluated_.resize(static_cast<size_t>(plan_.evaluated) * lines, Held::unknown);
        Held& held = evaluated_[static_cast<size_t>(planned.evaluated) * lines + index];
        if (held == Held::unknown)
            held = conditions_.holds(*rule.of, occasion_.basket->lines[index].line) ? Held::yes : Held::no;
        return held == Held::yes;
    }

    // Calls visit(index) for each line that counts until it gives false.
    template <class Visit>
    void each_counted(const EarningRule& rule, const Planned& planned, Visit visit) {
        if (planned.category < 0 || plan_.on(occasion_.trigger).all.size() <= kFewRules) {
            for (size_t i = 0; i < occasion_.basket->lines.size(); ++i)
                if (counts(rule, planned, i) && !visit(i)) return;
            return;
        }
        if (!by_category_) by_category_.emplace(plan_, *occasion_.basket);
        for (const uint32_t i : by_category_->of(static_cast<size_t>(planned.category)))
            if (counts(rule, planned, i) && !visit(i)) return;
    }

    const Factors& factors_of(size_t wallet) {
        if (factors_.empty()) factors_.resize(programme_.wallets.size());
        if (factors_[wallet]) return *factors_[wallet];
        std::vector<Rate> whole, fixed;
        if (const TierLevel* level = programme_.level(occasion_.standing->tier);
            level != nullptr && !(level->earn == Rate{1, 1}))
            whole.push_back(level->earn);
        std::vector<uint32_t> by_line;
        for (const uint32_t index : plan_.multiplying) {
            const EarningRule& rule = programme_.earning[index];
            if (rule.wallet != wallet || !applies(rule, plan_.rules[index])) continue;
            if (rule.of) {
                by_line.push_back(index);
            } else {
                whole.push_back(rule.calculation.factor);
                fixed.push_back(rule.calculation.factor);
            }
        }
        Factors made;
        made.value = made.delivery = combined(programme_.multipliers, whole);
        made.fixed = combined(programme_.multipliers, fixed);
        if (occasion_.basket != nullptr && !by_line.empty()) {
            made.lines.assign(occasion_.basket->lines.size(), made.value);
            for (size_t i = 0; i < made.lines.size(); ++i) {
                std::vector<Rate> factors = whole;
                for (const uint32_t index : by_line)
                    if (counts(programme_.earning[index], plan_.rules[index], i))
                        factors.push_back(programme_.earning[index].calculation.factor);
                if (factors.size() > whole.size()) made.lines[i] = combined(programme_.multipliers, factors);
            }
        }
        factors_[wallet] = std::move(made);
        return *factors_[wallet];
    }

    std::optional<Earned> calculate(const EarningRule& rule, const Planned& planned) {
        switch (rule.calculation.kind) {
            case Calculation::Kind::fixed: return fixed(rule, planned);
            case Calculation::Kind::per_value: return per_value(rule);
            case Calculation::Kind::per_amount: return per_amount(rule, planned);
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

    std::optional<Earned> fixed(const EarningRule& rule, const Planned& planned) {
        if (rule.of) {
            bool any = false;
            if (occasion_.basket != nullptr) each_counted(rule, planned, [&](size_t) { return any = true, false; });
            if (!any) return Earned{&rule, {}, {}};
        }
        return rounded(rule, Fraction::of(rule.calculation.points.value) * factors_of(rule.wallet).fixed);
    }

    std::optional<Earned> per_value(const EarningRule& rule) {
        const rules::Value value = conditions_.value_of(*rule.calculation.value);
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

    std::optional<Earned> per_amount(const EarningRule& rule, const Planned& planned) {
        if (occasion_.basket == nullptr) return Earned{&rule, {}, {}};
        const Basket& basket = *occasion_.basket;
        const Factors& factors = factors_of(rule.wallet);
        counted_.clear();
        Int128 sum = 0;  // at most kMostLines times kMostAmount
        each_counted(rule, planned, [&](size_t i) {
            counted_.push_back(i);
            sum += basket.lines[i].amount.millionths;
            return true;
        });
        const bool with_delivery = programme_.basis.delivery && !rule.of && basket.delivery > Amount{};
        if (with_delivery) sum += basket.delivery.millionths;
        if (sum <= 0) return Earned{&rule, {}, {}};
        const Fraction money = Fraction::of(sum);
        const Fraction weighted = factors.same() ? money * factors.value : weigh_lines(factors, with_delivery);
        const Fraction rate =
            Fraction::of(Rate{rule.calculation.points.value, rule.calculation.per}) * unpaid_share();
        Fraction total = product(weighted, rate);
        if (rule.calculation.step > Points{}) {
            const auto base = stepped(rule, money * rate);
            if (!base) return std::nullopt;
            total = *base * weighted * Fraction{money.denominator, money.numerator, money.valid};
        }
        std::optional<Earned> earned = rounded(rule, total);
        if (earned && earned->points > Points{}) share_over_lines(*earned, basket, factors, with_delivery);
        return earned;
    }

    Fraction weigh_lines(const Factors& factors, bool with_delivery) const {
        Fraction weighted = Fraction::of(0);
        for (const size_t i : counted_)
            weighted = weighted + Fraction::of(occasion_.basket->lines[i].amount.millionths) * factors.of_line(i);
        if (with_delivery)
            weighted = weighted + Fraction::of(occasion_.basket->delivery.millionths) * factors.delivery;
        return weighted;
    }

    // 1, or less when points paid a part of the order and that part does not earn.
    Fraction unpaid_share() const {
        const Basket& basket = *occasion_.basket;
        if (programme_.basis.points_paid || basket.paid_by_points == Amount{}) return Fraction::of(1);
        const int64_t total = (basket.subtotal + basket.delivery).millionths;
        if (total <= 0) return Fraction::of(0);
        return {std::max<int64_t>(0, total - basket.paid_by_points.millionths), total, true};
    }

    // A factor that is the same for all cancels out of the shares.
    void split_by_amount(Points points, const Basket& basket, std::span<int64_t> shares) {
        Few<int64_t> amounts;
        const auto weigh = [&](Amount amount) { amounts.push_back(std::max<int64_t>(0, amount.millionths)); };
        for (const size_t i : counted_) weigh(basket.lines[i].amount);
        if (shares.size() > counted_.size()) weigh(basket.delivery);
        split_by_largest_remainder(points.value, amounts, shares);
    }

    // Factors on a common scale of a millionth: shares explain, they grant nothing.
    void split_by_weight(Points points, const Basket& basket, const Factors& factors, std::span<int64_t> shares) {
        std::vector<Int128> weights;
        const auto weigh = [&](Amount amount, const Fraction& factor) {
            const auto scaled = round_to_step(factor * Fraction::of(1'000'000), 1, Rounding::down);
            weights.push_back(static_cast<Int128>(std::max<int64_t>(0, amount.millionths)) *
                              std::max<int64_t>(0, scaled.value_or(0)));
        };
        for (const size_t i : counted_) weigh(basket.lines[i].amount, factors.of_line(i));
        if (shares.size() > counted_.size()) weigh(basket.delivery, factors.delivery);
        const std::vector<int64_t> split = split_by_largest_remainder(points.value, weights);
        std::copy(split.begin(), split.end(), shares.begin());
    }

    void share_over_lines(Earned& earned, const Basket& basket, const Factors& factors, bool with_delivery) {
        if (counted_.size() == 1 && !with_delivery) {
            earned.lines.push_back({basket.lines[counted_[0]].line->id, earned.points});
            return;
        }
        Few<int64_t> shares(counted_.size() + (with_delivery ? 1 : 0));
        if (factors.same())
            split_by_amount(earned.points, basket, shares);
        else
            split_by_weight(earned.points, basket, factors, shares);
        earned.lines.reserve(shares.size());
        for (size_t i = 0; i < shares.size(); ++i)
            if (shares[i] != 0)
                earned.lines.push_back(
                    {i < counted_.size() ? basket.lines[counted_[i]].line->id : "delivery", {shares[i]}});
    }

    enum class Held : uint8_t { unknown, yes, no };

    const Programme& programme_;
    const EarningPlan& plan_;
    const Occasion& occasion_;
    ConditionFacts facts_;
    Conditions conditions_;
    Few<std::optional<Factors>, 2> factors_;
    std::optional<LinesByCategory> by_category_;
    std::vector<uint32_t> looked_at_;
    std::vector<Held> evaluated_;
    Few<size_t> counted_;  // lines of the rule that is being calculated
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

// By the programme's offers, off each line; nothing when they took nothing off any.
std::vector<Money> taken_off(const Order& order) {
    std::vector<Money> taken;
    if (order.advantages.empty()) return taken;
    taken.resize(order.content.lines.size());
    for (const Advantage& advantage : order.advantages)
        for (const LineDiscount& discount : advantage.lines)
            if (discount.line < taken.size()) taken[discount.line].minor += discount.amount.minor;
    return taken;
}

}  // namespace

Basket basket_of(const Programme& programme, const Order& order) {
    Basket basket;
    basket.lines.reserve(order.content.lines.size());
    const std::vector<Money> taken = taken_off(order);
    for (const OrderLine& line : order.content.lines) {
        const int64_t kept = order.kept_quantity(line);
        if (kept <= 0) continue;
        const Amount priced =
            Amount{line.unit_price.millionths * kept} - share_of(line.discount, kept, line.quantity);
        const auto index = static_cast<size_t>(&line - order.content.lines.data());
        const Amount left = taken.empty() ? priced : priced - amount_of(taken[index], programme.currency);
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
