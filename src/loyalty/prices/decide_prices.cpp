// Public prices: told by the shop, kept as long as a prior price may need them.
#include <algorithm>

#include "loyalty/deciders.h"
#include "loyalty/prices/prior_price.h"
#include "loyalty/programme/programme.h"

namespace habitue::loyalty {
namespace {

constexpr size_t kMostPrices = 1'000;  // of one product

void check_price(Draft& draft, const RecordPrice& told) {
    if (told.sku.empty() || told.sku.size() > kLongestText)
        draft.refuse(RefusalCode::invalid, "/sku", "1 to 256 bytes");
    if (told.price < Money{} || told.price > round_down(kMostAmount, draft.programme.currency))
        draft.refuse(RefusalCode::amount_out_of_range, "/price");
}

// The earliest start of the offers that lower prices for everybody at `at`. One that runs since ever has no days
// before it, and so no reference to keep anything for.
std::optional<Instant> reduced_since(const Programme& programme, Instant at) {
    std::optional<Instant> since;
    for (const Offer& offer : programme.offers)
        if (is_public_reduction(offer) && offer.from > kEarliest && offer.from <= at && at < offer.until)
            since = std::min(since.value_or(offer.from), offer.from);
    return since;
}

}  // namespace

void decide_record_price(Draft& draft, const RecordPrice& told) {
    check_price(draft, told);
    if (draft.refused() || !told.is_public) return;
    const Product* known = draft.state().product(told.sku);
    const PriceHistory before = known ? known->prices : PriceHistory{};
    PriceHistory prices = before;
    record(prices, {told.at, told.price});
    const size_t all = prices.size();
    const Instant now = std::max(draft.now, prices.back().at);
    forget(prices, now, draft.programme.zone, reduced_since(draft.programme, now));
    if (prices == before) return;
    if (prices.size() > kMostPrices)
        return draft.refuse(RefusalCode::limit_reached, "/sku", "1000 prices in the time that is kept");
    draft.emit(PriceRecorded{told.sku, {told.at, told.price}, static_cast<uint32_t>(all - prices.size())});
}

}  // namespace habitue::loyalty
