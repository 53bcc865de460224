#include "loyalty/prices/reference_prices.h"

#include <algorithm>

namespace habitue::loyalty {
namespace {

Money taken_off(const Applied& applied, uint32_t line) {
    Money sum;
    for (const LineDiscount& one : applied.lines)
        if (one.line == line) sum.minor += one.amount.minor;
    return sum;
}

// The price that everybody has at `at`; nothing before the first.
std::optional<Money> price_at(const PriceHistory& prices, Instant at) {
    std::optional<Money> price;
    for (const PublicPrice& one : prices)
        if (one.at <= at) price = one.price;
    return price;
}

class LineReference {
  public:
    LineReference(uint32_t line, const Pricing& pricing) { sort_offers(line, pricing); }

    // Nothing when the price is not lower for everybody.
    std::optional<ReferencePrice> of(const Product& product, int64_t quantity, Instant at, const TimeZone& zone) {
        const auto shelf = price_at(product.prices, at);
        if (!shelf) return std::nullopt;
        const auto units = divide(announced_.minor, quantity, Rounding::down);
        told_.unit_price = {shelf->minor - static_cast<int64_t>(units)};
        std::optional<Instant> since;
        for (const Offer* offer : told_.announced) since = std::min(since.value_or(offer->from), offer->from);
        told_.prior = prior_price(product.prices, at, zone, since);
        const bool fell = told_.prior.began < at || (told_.prior.price && *shelf < *told_.prior.price);
        if (told_.announced.empty() && !fell) return std::nullopt;
        told_.shown = is_reduced(told_.prior, told_.unit_price);
        return told_;
    }

  private:
    void sort_offers(uint32_t line, const Pricing& pricing) {
        told_.line = line;
        for (const Applied& applied : pricing.applied) {
            const Money money = taken_off(applied, line);
            if (money == Money{}) continue;
            const bool for_all = is_public_reduction(*applied.offer);
            (for_all ? told_.announced : told_.personal).push_back(applied.offer);
            if (for_all) announced_.minor += money.minor;
        }
    }

    ReferencePrice told_;
    Money announced_;
};

}  // namespace

std::vector<ReferencePrice> reference_prices(const Programme& programme, const Order& order, const Pricing& pricing,
                                             Instant at, const FindProduct& find) {
    std::vector<ReferencePrice> references;
    for (uint32_t i = 0; i < order.content.lines.size(); ++i) {
        const OrderLine& line = order.content.lines[i];
        const int64_t quantity = order.kept_quantity(line);
        const Product* product = line.sku.empty() || line.gift_card || quantity <= 0 ? nullptr : find(line.sku);
        if (!product) continue;
        if (auto told = LineReference(i, pricing).of(*product, quantity, at, programme.zone))
            references.push_back(std::move(*told));
    }
    return references;
}

}  // namespace habitue::loyalty
