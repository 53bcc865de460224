#include "loyalty/programme/example_cart.h"

#include <algorithm>

#include "base/decimal.h"
#include "loyalty/programme/demands.h"

namespace habitue::loyalty {
namespace {

constexpr int64_t kUnit = 1'000'000;
constexpr int64_t kPlainLine = 20 * kUnit;  // where nothing asks for an amount
constexpr int64_t kMostDaysBack = 10'000;
constexpr int64_t kMostDays = 14;  // that are tried for a common week day

// What a line must be for the offer to count it; empty: anything.
std::string asked(const Programme& programme, const Offer& offer, const char* path) {
    Demands demands(programme);
    if (offer.of) demands.add(*offer.of);
    const Demand* demand = demands.find(path);
    return demand && demand->allowed && !demand->allowed->empty() ? demand->allowed->front() : "";
}

int64_t units_of(const Chosen& chosen) {
    const Offer& offer = *chosen.offer;
    const Step& step = offer.steps[chosen.step];
    int64_t units = offer.minimum_quantity.value_or(1);
    if (offer.by_quantity) units = std::max(units, step.from);
    if (step.benefit.kind == Benefit::Kind::buy_get) units = std::max(units, step.benefit.buy + step.benefit.get);
    return units;
}

int64_t amount_of(const Chosen& chosen) {
    const Offer& offer = *chosen.offer;
    int64_t amount = offer.minimum ? offer.minimum->millionths : 0;
    if (!offer.by_quantity) amount = std::max(amount, offer.steps[chosen.step].from);
    return amount;
}

class Builder {
  public:
    Builder(const Programme& programme, const std::vector<Chosen>& chosen, Instant now)
        : programme_(programme), chosen_(chosen), demands_(programme) {
        for (const Chosen& one : chosen) demands_.add(*one.offer);
        cart_.at = now;
    }

    std::optional<ExampleCart> run() {
        // several `of` are of several lines, so two offers are compared without them
        if (contradict() || !find_time()) return std::nullopt;
        for (const Chosen& one : chosen_) add_line(one);
        add_wanted_elements();
        raise_to_subtotal();
        set_order();
        set_standing();
        open();
        return std::move(cart_);
    }

  private:
    bool contradict() const {
        Demands together(programme_);
        for (const Chosen& one : chosen_) {
            Offer offer = *one.offer;
            offer.of.reset();
            together.add(offer);
        }
        return together.contradiction().has_value();
    }

    bool find_time() {
        Instant from = cart_.at, until = kNever;
        uint8_t weekdays = 0x7f;
        int begin = 0, end = 24 * 60;
        for (const Chosen& one : chosen_) {
            from = std::max(from, one.offer->from);
            until = std::min(until, one.offer->until);
            weekdays = static_cast<uint8_t>(weekdays & one.offer->weekdays);
            begin = std::max<int>(begin, one.offer->from_minute);
            end = std::min<int>(end, one.offer->until_minute);
        }
        if (begin >= end) return false;
        LocalDate day = programme_.zone.date_of(from);
        for (int64_t i = 0; i < kMostDays; ++i, day = add_days(day, 1)) {
            const Instant at = std::max(from, programme_.zone.at(day, minutes(begin).milliseconds));
            const bool on_day = weekdays >> (weekday(day) - 1) & 1;
            const bool in_hours = programme_.zone.time_of_day(at) < minutes(end).milliseconds;
            if (!on_day || !in_hours || programme_.zone.date_of(at) != day || at >= until) continue;
            cart_.at = at;
            return true;
        }
        return false;
    }

    OrderLine& line_of(const std::string& category, const std::string& sku) {
        auto& lines = cart_.order.content.lines;
        for (OrderLine& line : lines)
            if ((category.empty() || line.category == category) && (sku.empty() || line.sku == sku)) return line;
        OrderLine line;
        line.id = std::to_string(lines.size() + 1);
        line.category = category;
        line.sku = sku;
        line.quantity = 1;
        lines.push_back(std::move(line));
        return lines.back();
    }

    // Prices in whole minor units, so that the cart could be real.
    void set_amount(OrderLine& line, int64_t millionths) const {
        const int64_t minor = kUnit / power_of_ten(programme_.currency.decimals);
        const int64_t each = (millionths + line.quantity - 1) / line.quantity;
        line.unit_price.millionths = (each + minor - 1) / minor * minor;
    }

    void add_line(const Chosen& chosen) {
        OrderLine& line = line_of(asked(programme_, *chosen.offer, "line.category"),
                                  asked(programme_, *chosen.offer, "line.sku"));
        const int64_t before = line.unit_price.millionths * line.quantity;
        line.quantity = std::max(line.quantity, units_of(chosen));
        const int64_t wanted = amount_of(chosen);
        set_amount(line, std::max({before, wanted, wanted == 0 && before == 0 ? kPlainLine : 0}));
        add_free_product(chosen);
    }

    void add_free_product(const Chosen& chosen) {
        const Benefit& benefit = chosen.offer->steps[chosen.step].benefit;
        if (benefit.kind != Benefit::Kind::free_product || benefit.products.empty()) return;
        OrderLine& line = line_of("", benefit.products.front());
        if (line.unit_price.millionths == 0) set_amount(line, kPlainLine);
    }

    // "some cart.lines.category": of any line
    void add_wanted_elements() {
        for (const Demand& demand : demands_.all()) {
            const bool category = demand.path == "some cart.lines.category",
                       sku = demand.path == "some cart.lines.sku";
            if ((!category && !sku) || !demand.allowed || demand.allowed->empty()) continue;
            OrderLine& line = line_of(category ? demand.allowed->front() : "", sku ? demand.allowed->front() : "");
            if (line.unit_price.millionths == 0) set_amount(line, kPlainLine);
        }
    }

    void raise_to_subtotal() {
        auto& lines = cart_.order.content.lines;
        if (const Demand* quantity = demands_.find("cart.quantity"); quantity && quantity->least > 0) {
            int64_t units = 0;
            for (const OrderLine& line : lines) units += line.quantity;
            const int64_t amount = lines[0].unit_price.millionths * lines[0].quantity;
            lines[0].quantity += std::max<int64_t>(0, std::min<int64_t>(quantity->least, 1000) - units);
            set_amount(lines[0], amount);
        }
        int64_t sum = 0;
        for (const OrderLine& line : lines) sum += line.unit_price.millionths * line.quantity;
        for (const char* path : {"cart.subtotal", "cart.total"})
            if (const Demand* subtotal = demands_.find(path);
                subtotal && subtotal->least > sum && subtotal->least <= kMostAmount.millionths)
                set_amount(lines[0], lines[0].unit_price.millionths * lines[0].quantity + subtotal->least - sum);
    }

    void set_order() {
        cart_.order.id = OrderId{"example"};
        cart_.order.known = true;
        cart_.order.placed_at = cart_.at;
        if (const Demand* channel = demands_.find("cart.channel"); channel && channel->allowed)
            cart_.order.content.channel = channel->allowed->empty() ? "" : channel->allowed->front();
    }

    int64_t number(const char* path, int64_t otherwise) const {
        const Demand* demand = demands_.find(path);
        if (!demand || demand->least > demand->most) return otherwise;
        return std::clamp(otherwise, demand->least, demand->most);
    }

    Instant before(int64_t day_count) const {
        return cart_.at - days(std::clamp<int64_t>(day_count, 0, kMostDaysBack));
    }

    void set_standing() {
        Standing& standing = cart_.standing;
        standing.at = cart_.at;
        standing.member = number("customer.member", 1) == 1;
        standing.orders = number("customer.orders", 5);
        standing.spend = Amount{number("customer.spend_total", 5'000 * kUnit)};
        if (standing.orders > 0) {
            standing.last_order_at = before(number("customer.days_since_order", 30));
            standing.first_order_at = before(number("customer.days_since_first_order", 400));
        }
        if (const Demand* tier = demands_.find("customer.tier"); tier && tier->allowed && !tier->allowed->empty())
            standing.tier = tier->allowed->front();
        constexpr std::string_view kAttributes = "customer.attributes.";
        for (const Demand& demand : demands_.all()) {
            if (!demand.path.starts_with(kAttributes)) continue;
            const std::string name = demand.path.substr(kAttributes.size());
            if (demand.allowed && !demand.allowed->empty())
                standing.attributes.push_back({name, demand.allowed->front()});
            else if (demand.least == 1 || demand.most == 0)
                standing.attributes.push_back({name, demand.least == 1});
        }
        std::sort(standing.attributes.begin(), standing.attributes.end(),
                  [](const auto& a, const auto& b) { return a.name < b.name; });
    }

    void open() {
        uint64_t number = 0;
        for (const Chosen& one : chosen_) {
            const Offer& offer = *one.offer;
            cart_.offers.push_back(offer.id);
            if (offer.source == Offer::Source::word) cart_.words.push_back(offer.word);
            if (offer.source != Offer::Source::codes && offer.source != Offer::Source::voucher) continue;
            Code code;
            code.id = CodeId{++number};
            code.form = offer.source == Offer::Source::voucher ? CodeForm::voucher : CodeForm::batch;
            code.rule = offer.id;
            code.issued_at = code.valid_from = code.clock_starts_at = cart_.at;
            cart_.codes.push_back(std::move(code));
        }
        std::sort(cart_.offers.begin(), cart_.offers.end());
    }

    const Programme& programme_;
    const std::vector<Chosen>& chosen_;
    Demands demands_;
    ExampleCart cart_;
};

}  // namespace

std::optional<ExampleCart> example_cart(const Programme& programme, const std::vector<Chosen>& chosen,
                                        Instant now) {
    return Builder(programme, chosen, now).run();
}

std::string cart_text(const Words& words, const Order& order) {
    std::string out;
    for (const OrderLine& line : order.content.lines) {
        const std::string what = !line.sku.empty()        ? line.sku
                                 : !line.category.empty() ? line.category
                                                          : words.either("article", "item");
        out += (out.empty() ? "" : ", ") + words.number(line.quantity, 0) + " × " + what +
               words.either(" à ", " at ") + words.money(line.unit_price);
    }
    return out;
}

}  // namespace habitue::loyalty
