// Offers that may take more off a cart than the stated ceiling, alone or two together, each with a cart that shows
// it: the cart is made from what the offers ask for and priced as a real one would be.
#include <algorithm>

#include "loyalty/offers/pricing.h"
#include "loyalty/programme/checks.h"
#include "loyalty/programme/example_cart.h"
#include "loyalty/programme/words_offers.h"

namespace habitue::loyalty {
namespace {

constexpr size_t kMostTold = 20;
constexpr size_t kMostTried = 20'000;  // carts

struct Shown {
    ExampleCart cart;
    Money goods;
    Money discount;
};

bool exceeds(const Rate& ceiling, Money discount, Money goods) {
    return static_cast<Int128>(discount.minor) * ceiling.denominator >
           static_cast<Int128>(goods.minor) * ceiling.numerator;
}

class Ceiling {
  public:
    explicit Ceiling(Checks& checks) : checks_(checks), ceiling_(*checks.programme.stacking.ceiling) {}

    void run() {
        std::vector<const Offer*> within;
        for (const Offer& offer : checks_.programme.offers) {
            if (offer.until <= checks_.now || offer.steps.empty()) continue;
            if (const auto shown = worst({&offer}))
                tell_one(offer, *shown);
            else
                within.push_back(&offer);
        }
        if (checks_.programme.stacking.each_alone || checks_.programme.stacking.at_most == 1) return;
        for (size_t a = 0; a < within.size(); ++a)
            for (size_t b = a + 1; b < within.size(); ++b)
                if (may_stack(*within[a], *within[b]))
                    if (const auto shown = worst({within[a], within[b]})) tell_two(*within[a], *within[b], *shown);
        tell_rest();
    }

  private:
    bool may_stack(const Offer& a, const Offer& b) const {
        if (a.exclusive || b.exclusive) return false;
        if (a.group == SIZE_MAX || b.group == SIZE_MAX) return true;
        const auto& groups = checks_.programme.stacking.groups;
        if (a.group == b.group) return groups[a.group].at_most > 1;
        const auto& barred = groups[a.group].not_with;
        return std::find(barred.begin(), barred.end(), b.group) == barred.end();
    }

    // The first cart found, over the steps of the offers, on which they take too much together.
    std::optional<Shown> worst(const std::vector<const Offer*>& offers) {
        std::vector<Chosen> chosen;
        chosen.reserve(offers.size());
        for (const Offer* offer : offers) chosen.push_back({offer, 0});
        while (true) {
            if (++tried_ > kMostTried) return std::nullopt;
            if (auto shown = try_cart(chosen)) return shown;
            size_t next = 0;  // the steps count up like digits
            while (next < chosen.size() && ++chosen[next].step == chosen[next].offer->steps.size())
                chosen[next++].step = 0;
            if (next == chosen.size()) return std::nullopt;
        }
    }

    std::optional<Shown> try_cart(const std::vector<Chosen>& chosen) const {
        auto cart = example_cart(checks_.programme, chosen, checks_.now);
        if (!cart) return std::nullopt;
        PricingFacts facts;
        facts.programme = &checks_.programme;
        facts.standing = &cart->standing;
        facts.order = &cart->order;
        facts.at = cart->at;
        for (const std::string& word : cart->words) facts.words.push_back(word);
        for (const Code& code : cart->codes) facts.codes.push_back(&code);
        facts.only = cart->offers;
        const Pricing pricing = price(facts);
        if (pricing.applied.size() != chosen.size() || !exceeds(ceiling_, pricing.discount, pricing.goods))
            return std::nullopt;
        return Shown{std::move(*cart), pricing.goods, pricing.discount};
    }

    std::string figures(const Words& words, const Shown& shown) const {
        return words.money(shown.discount) + words.either(" d'un panier de ", " off a cart of ") +
               words.money(shown.goods) + " (" + cart_text(words, shown.cart.order) + ")" +
               words.either("\u00A0: plus que le plafond de ", ": more than the ceiling of ") +
               words.share(ceiling_) + ".";
    }

    void tell_one(const Offer& offer, const Shown& shown) {
        if (++told_ > kMostTold) return;
        checks_.warn(
            Checks::place_of(offer), noun_of(checks_.en, offer) + " alone takes " + figures(checks_.en, shown),
            noun_of(checks_.fr, offer) + " retire à " + (offer.source == Offer::Source::voucher ? "lui" : "elle") +
                " seul" + (offer.source == Offer::Source::voucher ? " " : "e ") + figures(checks_.fr, shown));
    }

    void tell_two(const Offer& a, const Offer& b, const Shown& shown) {
        if (++told_ > kMostTold) return;
        const auto both = [&](const Words& words) {
            return words.quoted(words.name(a.name)) + words.either(" et ", " and ") +
                   words.quoted(words.name(b.name));
        };
        checks_.warn("stacking/ceiling", both(checks_.en) + " together take " + figures(checks_.en, shown),
                     both(checks_.fr) + " retirent ensemble " + figures(checks_.fr, shown));
    }

    void tell_rest() {
        if (told_ > kMostTold) {
            const auto rest = static_cast<int64_t>(told_ - kMostTold);
            checks_.warn(
                "stacking/ceiling", "More offers and pairs pass the ceiling: " + checks_.en.number(rest, 0) + ".",
                "D'autres offres et paires dépassent le plafond\u00A0: " + checks_.fr.number(rest, 0) + ".");
        }
        if (tried_ > kMostTried)
            checks_.warn("stacking/ceiling", "There are too many offers to try every pair against the ceiling.",
                         "Il y a trop d'offres pour essayer chaque paire face au plafond.");
    }

    Checks& checks_;
    const Rate ceiling_;
    size_t tried_ = 0;
    size_t told_ = 0;
};

}  // namespace

void check_ceiling(Checks& checks) {
    if (checks.programme.stacking.ceiling) Ceiling(checks).run();
}

}  // namespace habitue::loyalty
