// Ways in which money could be printed: what comes back is worth as much as what was paid, or stays after the money
// was given back.
#include <algorithm>

#include "base/decimal.h"
#include "loyalty/programme/checks.h"
#include "loyalty/programme/words_offers.h"

namespace habitue::loyalty {
namespace {

using Kind = Calculation::Kind;

class Loops {
  public:
    explicit Loops(Checks& checks) : checks_(checks), programme_(checks.programme) {}

    void run() {
        check_gift_cards();
        for (const EarningRule& rule : programme_.earning) check_cashback(rule);
        for (const Reward& reward : programme_.rewards) check_reward(reward);
        for (const WalletRule& wallet : programme_.wallets) check_overdraw(wallet);
        for (const Offer& offer : programme_.offers) check_voucher(offer);
    }

  private:
    bool is_over(Instant until) const { return until <= checks_.now; }

    bool earns(const EarningRule& rule) const {
        return rule.calculation.kind == Kind::per_amount && rule.trigger.kind == Trigger::Kind::order &&
               !is_over(rule.until);
    }

    void check_gift_cards() {
        const bool earned = std::any_of(programme_.earning.begin(), programme_.earning.end(),
                                        [&](const EarningRule& rule) { return earns(rule); });
        if (!programme_.basis.gift_cards || !earned) return;
        const bool pays = std::any_of(programme_.wallets.begin(), programme_.wallets.end(),
                                      [](const WalletRule& wallet) { return wallet.pay.has_value(); });
        if (pays && programme_.basis.points_paid)
            checks_.warn(
                "earning_basis/gift_cards",
                "Money loop: points pay gift cards, what points pay earns points, and buying a gift card "
                "earns points. Points turn into cards and cards into points without end.",
                "Boucle d'argent\u00A0: les points paient des cartes cadeaux, ce que les points paient rapporte "
                "des points, et l'achat d'une carte cadeau rapporte des points. Les points deviennent des "
                "cartes et les cartes des points, sans fin.");
        else
            checks_.warn(
                "earning_basis/gift_cards",
                "The same money earns twice: once when the gift card is bought, once when it pays an order.",
                "Le même argent rapporte deux fois\u00A0: à l'achat de la carte cadeau, puis quand elle paie une "
                "commande.");
    }

    // What one unit of money gives back in a wallet, without factors; nothing when the points have no stated worth.
    struct Return {
        Int128 back = 0;  // minor units, times `per`
        Int128 per = 1;
    };
    std::optional<Return> return_of(const EarningRule& rule) const {
        const WalletRule& wallet = programme_.wallets[rule.wallet];
        const Int128 minor_per_unit = power_of_ten(programme_.currency.decimals);
        const Int128 spent = static_cast<Int128>(rule.calculation.per) * minor_per_unit;  // minor, in millionths
        const Int128 earned = static_cast<Int128>(rule.calculation.points.value) * power_of_ten(6);
        if (wallet.money) return Return{earned, spent};
        if (wallet.worth_points == Points{}) return std::nullopt;
        return Return{earned * wallet.worth.minor, spent * wallet.worth_points.value};
    }

    static bool is_more(const Rate& a, const Rate& b) {
        return static_cast<Int128>(a.numerator) * b.denominator > static_cast<Int128>(b.numerator) * a.denominator;
    }

    // The highest tier factor, and the highest rule that multiplies.
    Rate best_factor(const EarningRule& rule) const {
        Rate tier{1, 1}, rules{1, 1};
        if (programme_.tiers)
            for (const TierLevel& level : programme_.tiers->levels)
                if (is_more(level.earn, tier)) tier = level.earn;
        for (const EarningRule& other : programme_.earning)
            if (other.calculation.kind == Kind::multiply && other.wallet == rule.wallet &&
                other.trigger == rule.trigger && !is_over(other.until) && is_more(other.calculation.factor, rules))
                rules = other.calculation.factor;
        if (programme_.multipliers == Combine::highest) return is_more(tier, rules) ? tier : rules;
        const int64_t denominator = tier.denominator * rules.denominator;
        if (programme_.multipliers == Combine::product) return {tier.numerator * rules.numerator, denominator};
        return {tier.numerator * rules.denominator + rules.numerator * tier.denominator - denominator, denominator};
    }

    void check_cashback(const EarningRule& rule) {
        const auto back = earns(rule) ? return_of(rule) : std::nullopt;
        if (!back) return;
        const Rate factor = best_factor(rule);
        const bool alone = back->back >= back->per;
        if (!alone && back->back * factor.numerator < back->per * factor.denominator) return;
        const auto name = [&](const Words& words) { return words.quoted(words.name(rule.name)); };
        const std::string en_factor =
            alone ? "" : ", with the highest multiplier (" + checks_.en.factor(factor) + "),";
        const std::string fr_factor =
            alone ? "" : ", avec le coefficient le plus élevé (" + checks_.fr.factor(factor) + "),";
        checks_.warn(
            "earning/" + rule.id + "/points",
            "Money loop: the rule " + name(checks_.en) + en_factor + " gives back as much as was paid, or more.",
            "Boucle d'argent\u00A0: la règle " + name(checks_.fr) + fr_factor +
                " rend autant que ce qui a été payé, ou plus.");
    }

    // What must be spent to earn the reward's cost, at the best rate; nothing when no rule earns in proportion.
    std::optional<Money> spend_for(const Reward& reward) const {
        std::optional<Money> least;
        for (const EarningRule& rule : programme_.earning) {
            if (!earns(rule) || rule.wallet != reward.wallet) continue;
            const Rate factor = best_factor(rule);
            const Int128 per = static_cast<Int128>(rule.calculation.per) * factor.denominator;
            const Int128 points = static_cast<Int128>(rule.calculation.points.value) * factor.numerator;
            const Int128 millionths = divide(per * reward.cost.value, points, Rounding::up);
            if (millionths > kMostAmount.millionths) continue;
            const Money spend = round_down(Amount{static_cast<int64_t>(millionths)}, programme_.currency);
            if (!least || spend < *least) least = spend;
        }
        return least;
    }

    void check_reward(const Reward& reward) {
        if (!reward.value || is_over(reward.until)) return;
        const auto spend = spend_for(reward);
        if (!spend || *reward.value < *spend) return;
        const auto name = [&](const Words& words) { return words.quoted(words.name(reward.name)); };
        checks_.warn("rewards/" + reward.id + "/value",
                     "Money loop: the reward " + name(checks_.en) + " is worth " + checks_.en.money(*reward.value) +
                         ", and spending " + checks_.en.money(*spend) + " earns the points it costs.",
                     "Boucle d'argent\u00A0: la récompense " + name(checks_.fr) + " vaut " +
                         checks_.fr.money(*reward.value) + ", et dépenser " + checks_.fr.money(*spend) +
                         " rapporte les points qu'elle coûte.");
    }

    bool is_spent(size_t wallet) const {
        return programme_.wallets[wallet].pay.has_value() ||
               std::any_of(programme_.rewards.begin(), programme_.rewards.end(),
                           [&](const Reward& reward) { return reward.wallet == wallet; });
    }

    void check_overdraw(const WalletRule& wallet) {
        const auto index = static_cast<size_t>(&wallet - programme_.wallets.data());
        const bool early = wallet.pending.kind == PendingRule::Kind::immediate ||
                           (wallet.pending.kind == PendingRule::Kind::after_state &&
                            wallet.pending.state != OrderState::delivered);
        if (wallet.overdraw == Overdraw::repay || !early || !is_spent(index)) return;
        checks_.warn("wallets/" + wallet.id + "/overdraw",
                     "Refund and keep: " + checks_.en.quoted(checks_.en.plural(wallet.name)) +
                         " can be spent before the goods can come back, and what a refund cannot take back " +
                         checks_.en.overdraw(wallet.overdraw) +
                         ". Choose repay, or let points wait for the delivery.",
                     "Rembourser et garder\u00A0: les " + checks_.fr.quoted(checks_.fr.plural(wallet.name)) +
                         " peuvent être dépensés avant tout retour, et ce qu'un remboursement ne peut reprendre " +
                         checks_.fr.overdraw(wallet.overdraw) +
                         ". Choisissez repay, ou faites attendre les points jusqu'à la livraison.");
    }

    bool makes_free(const Offer& offer) const {
        if (offer.cap || offer.of || offer.target == Target::cheapest || offer.target == Target::dearest)
            return false;
        const int64_t minimum = offer.minimum ? offer.minimum->millionths : 0;
        return std::any_of(offer.steps.begin(), offer.steps.end(), [&](const Step& step) {
            const int64_t from = std::max(minimum, offer.by_quantity ? 0 : step.from);
            const Benefit& benefit = step.benefit;
            if (benefit.kind == Benefit::Kind::percent) return benefit.share.numerator == benefit.share.denominator;
            return benefit.kind == Benefit::Kind::amount && benefit.money.minor > 0 &&
                   amount_of(benefit.money, programme_.currency).millionths >= from;
        });
    }

    // An order that the voucher pays altogether issues the next one.
    void check_voucher(const Offer& offer) {
        const bool by_order = offer.issue && offer.issue->kind == Issue::Kind::order;
        const bool once = std::any_of(offer.limits.begin(), offer.limits.end(), [](const Limit& limit) {
            return limit.per == LimitPer::customer || limit.per == LimitPer::total;
        });
        if (!by_order || once || is_over(offer.until) || !makes_free(offer)) return;
        checks_.warn(
            Checks::place_of(offer),
            "Money loop: " + noun_of(checks_.en, offer) +
                " can pay an order altogether, and that order issues the next one. Add a minimum, or a limit "
                "per customer.",
            "Boucle d'argent\u00A0: un " + noun_of(checks_.fr, offer).substr(3) +
                " peut payer toute une commande, et cette commande émet le suivant. Ajoutez un minimum, ou "
                "une limite par client.");
    }

    Checks& checks_;
    const Programme& programme_;
};

}  // namespace

void check_money_loops(Checks& checks) { Loops(checks).run(); }

}  // namespace habitue::loyalty
