// The carts and the offers: xorshift32 streams, integers only, drawn in a fixed sequence.
#include <algorithm>
#include <cassert>
#include <set>

#include "insight/offer_bench.h"
#include "loyalty/programme/reader.h"

namespace habitue::insight {
namespace {

using loyalty::OrderLine;
using loyalty::Programme;

constexpr uint32_t kCategories = 500, kSegments = 50, kSkus = 5000;
constexpr int64_t kCent = 10'000;  // millionths

class Stream {
  public:
    explicit Stream(uint32_t seed) : state_(seed == 0 ? 1 : seed) {}
    uint32_t below(uint32_t bound) {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return state_ % bound;
    }
    uint32_t between(uint32_t least, uint32_t most) { return least + below(most - least + 1); }

  private:
    uint32_t state_;
};

std::string padded(std::string_view prefix, uint32_t number, size_t width) {
    const std::string digits = std::to_string(number);
    std::string text(prefix);
    if (digits.size() < width) text.append(width - digits.size(), '0');
    return text + digits;
}

Node text(std::string value) {
    Node node;
    node.kind = Node::Kind::text;
    node.scalar = std::move(value);
    return node;
}

Node number(int64_t value) {
    Node node = text(std::to_string(value));
    node.kind = Node::Kind::number;
    return node;
}

Node truth() {
    Node node = text("true");
    node.kind = Node::Kind::boolean;
    return node;
}

Node list(std::vector<Node> elements) {
    Node node;
    node.kind = Node::Kind::list;
    node.elements = std::move(elements);
    return node;
}

class Map {
  public:
    Map() { node_.kind = Node::Kind::map; }
    Map& with(std::string key, Node value) {
        node_.keys.push_back(std::move(key));
        node_.elements.push_back(std::move(value));
        return *this;
    }
    Map& with(std::string key, std::string value) { return with(std::move(key), text(std::move(value))); }
    Node node() const { return node_; }

  private:
    Node node_;
};

std::string percent(uint32_t value) { return std::to_string(value) + " %"; }
std::string euros(uint32_t value) { return std::to_string(value) + " EUR"; }
std::string subtotal_from(uint32_t least) { return "cart.subtotal >= money(\"" + euros(least) + "\")"; }
std::string of_category(uint32_t category) { return "line.category == \"" + padded("c", category, 3) + '"'; }

// What the workload with all rules adds to an offer.
void add_rules(Map& offer, uint32_t kind, uint32_t number_of_offer) {
    static constexpr const char* kGroups[] = {"rayons", "paliers", "lots", "profils", "codes"};
    offer.with("group", kGroups[kind]).with("priority", number(number_of_offer % 7));
    offer.with("limit", list({text("1 per customer"), text("500 in total")}));
    if (kind == 1) offer.with("budget", "ete").with("nudge", "within 15 EUR");
    if (kind == 3) offer.with("cap", Map().with("of_revenue", "20 %").node());
    if (kind == 2 && number_of_offer % 4 == 1) offer.with("exclusive", truth());
}

Node offer_of(Stream& draw, uint32_t i, bool full) {
    Map offer;
    offer.with("id", padded("p", i, 4));
    const uint32_t place = i % 10;
    const uint32_t kind = place < 3 ? 0 : place < 5 ? 1 : place < 7 ? 2 : place < 9 ? 3 : 4;
    if (kind == 0) {
        const uint32_t category = draw.below(kCategories);
        offer.with("of", of_category(category)).with("give", percent(draw.between(5, 40)));
    } else if (kind == 1) {
        const uint32_t a = draw.between(200, 15000), b = draw.between(200, 15000);
        offer.with("when", subtotal_from(std::min(a, b))).with("give", euros(draw.between(2, 30)));
    } else if (kind == 2) {
        const uint32_t category = draw.below(kCategories);
        const uint32_t buy = draw.between(1, 3);
        offer.with("of", of_category(category)).with("give", "buy " + std::to_string(buy) + " get 1");
    } else if (kind == 3) {
        const std::string segment = padded("s", draw.below(kSegments), 2);
        offer.with("who", "customer.attributes." + segment + " == true").with("give", percent(draw.between(1, 15)));
    } else {
        const uint32_t least = 10 * draw.between(0, 40);
        offer.with("code", padded("CODE", i, 4)).with("when", subtotal_from(least));
        offer.with("give", euros(draw.between(5, 20)));
    }
    if (full) add_rules(offer, kind, i);
    return offer.node();
}

// It needs a category, a segment, an amount or a code that no cart has.
Node unmatched_offer(uint32_t i) {
    Map offer;
    offer.with("id", padded("u", i, 5)).with("give", "10 %");
    switch (i % 4) {
        case 0: offer.with("of", "line.category == \"" + padded("none", i, 5) + '"'); break;
        case 1: offer.with("who", "customer.attributes." + padded("none", i % 1000, 4) + " == true"); break;
        case 2: offer.with("when", subtotal_from(1'000'000 + i)); break;
        default: offer.with("code", padded("NONE", i, 5)); break;
    }
    return offer.node();
}

// One of 30: percents, amounts, bundles and new prices over categories that overlap.
Node search_offer(uint32_t i) {
    Map offer;
    offer.with("id", padded("q", i, 2));
    const uint32_t first = i * 3 % 10;
    std::string of = "line.category in [";
    for (uint32_t k = 0; k < 2 + i % 3; ++k)
        of += (k == 0 ? "\"" : ", \"") + padded("c", (first + k) % 10, 3) + '"';
    of += ']';
    switch (i % 5) {
        case 0: offer.with("of", of).with("give", percent(8 + i % 23)); break;
        case 1: offer.with("give", euros(9 + i * 2)); break;
        case 2: offer.with("of", of).with("give", "buy 2 get 1"); break;
        case 3: offer.with("give", percent(3 + i % 6)).with("after_others", truth()); break;
        default: offer.with("of", of).with("give", percent(5 + i % 17)).with("group", "rayons"); break;
    }
    return offer.node();
}

Node stacking_of(OfferWorkload workload) {
    if (workload == OfferWorkload::alone || workload == OfferWorkload::unmatched)
        return Map().with("each", "alone").node();
    const auto group = [](const char* id, int64_t most) {
        return Map().with("id", id).with("at_most", number(most)).node();
    };
    if (workload == OfferWorkload::search)
        return Map().with("at_most", number(5)).with("groups", list({group("rayons", 2)})).node();
    Map codes;
    codes.with("id", "codes").with("at_most", number(1)).with("not_with", list({text("lots")}));
    return Map()
        .with("at_most", number(4))
        .with("work", number(2000))
        .with("groups",
              list({group("rayons", 2), group("paliers", 1), group("lots", 1), group("profils", 1), codes.node()}))
        .node();
}

std::vector<Node> offers_of(OfferWorkload workload, int promos) {
    Stream draw(0x9e3779b9);
    std::vector<Node> offers;
    for (uint32_t i = 0; i < static_cast<uint32_t>(promos); ++i) {
        if (workload == OfferWorkload::search)
            offers.push_back(search_offer(i));
        else if (workload == OfferWorkload::unmatched && i >= 10)
            offers.push_back(unmatched_offer(i));
        else
            offers.push_back(offer_of(draw, i, workload == OfferWorkload::full));
    }
    return offers;
}

struct Product {
    uint32_t category = 0;
    uint32_t cents = 0;
};

std::vector<Product> products() {
    Stream draw(0xabcdef);
    std::vector<Product> all;
    for (uint32_t i = 0; i < kSkus; ++i) {
        const uint32_t a = draw.below(kCategories), b = draw.below(kCategories);
        all.push_back({std::min(a, b), draw.between(199, 9999)});
    }
    return all;
}

OfferBenchCart cart_of(Stream& draw, uint32_t number_of_cart, uint32_t lines, const std::vector<Product>& products,
                       bool few_categories) {
    OfferBenchCart cart;
    cart.order.id = {padded("cart", number_of_cart, 5)};
    cart.order.known = true;
    std::set<std::string> segments;
    const uint32_t in_all = draw.below(6);
    while (segments.size() < in_all) segments.insert(padded("s", draw.below(kSegments), 2));
    for (const std::string& segment : segments) cart.standing.attributes.push_back({segment, true});

    std::set<uint32_t> seen;
    while (cart.order.content.lines.size() < lines) {
        const uint32_t sku = draw.below(kSkus);
        if (!seen.insert(sku).second) continue;
        OrderLine line;
        line.id = std::to_string(cart.order.content.lines.size() + 1);
        line.sku = padded("k", sku, 4);
        line.category = padded("c", few_categories ? products[sku].category % 10 : products[sku].category, 3);
        line.unit_price = {products[sku].cents * kCent};
        line.quantity = draw.between(1, 4);
        cart.order.content.lines.push_back(std::move(line));
    }
    if (draw.below(10) < 3) cart.words.push_back(padded("CODE", 9 + 10 * draw.below(100), 4));
    draw.below(1'000'000);  // whose cart it is
    cart.order.content.apply_offers = true;
    cart.standing.spend = {400 * 100 * kCent};
    cart.standing.orders = 6;
    return cart;
}

}  // namespace

std::string_view name_of(OfferWorkload workload) {
    switch (workload) {
        case OfferWorkload::alone: return "P";
        case OfferWorkload::full: return "full";
        case OfferWorkload::unmatched: return "unmatched";
        case OfferWorkload::search: return "search30";
    }
    return "unknown";
}

Programme offer_bench_programme(OfferWorkload workload, int promos) {
    Map document;
    document.with("habitue", number(1)).with("id", "bench").with("name", "Bench").with("currency", "EUR");
    document.with("time_zone", "Europe/Paris").with("wallets", Map().with("points", Map().node()).node());
    if (workload == OfferWorkload::full)
        document.with("budgets", list({Map().with("id", "ete").with("limit", "50000 EUR in total").node()}));
    document.with("stacking", stacking_of(workload)).with("offers", list(offers_of(workload, promos)));
    Result<Programme> programme = loyalty::read_programme(document.node());
    assert(programme.ok() && "the bench's own document is sound");
    return std::move(*programme);
}

std::vector<OfferBenchCart> offer_bench_carts(OfferWorkload workload, int lines, size_t carts) {
    const auto in_each = static_cast<uint32_t>(lines);
    Stream draw(0x51ed270b + in_each);
    const std::vector<Product> all = products();
    std::vector<OfferBenchCart> made;
    for (uint32_t i = 0; i < carts; ++i)
        made.push_back(cart_of(draw, i, in_each, all, workload == OfferWorkload::search));
    return made;
}

}  // namespace habitue::insight
