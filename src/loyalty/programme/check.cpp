// What a programme may say and probably does not mean.
#include <algorithm>

#include "loyalty/programme/checks.h"

namespace habitue::loyalty {
namespace {

class Checker {
  public:
    Checker(const Programme& programme, Instant now)
        : programme_(programme), now_(now), fr_{programme, Language::fr}, en_{programme, Language::en} {}

    std::vector<Warning> run() {
        for (size_t i = 0; i < programme_.earning.size(); ++i) check_rule(i);
        for (size_t i = 0; i < programme_.wallets.size(); ++i) check_wallet(i);
        check_tiers();
        for (const Reward& reward : programme_.rewards) check_reward(reward);
        check_languages();
        return std::move(warnings_);
    }

  private:
    using Kind = Calculation::Kind;

    void warn(std::string where, std::string en, std::string fr) {
        warnings_.push_back({std::move(where), std::move(en), std::move(fr)});
    }

    bool is_over(Instant until) const { return until <= now_; }

    void check_rule(size_t index) {
        const EarningRule& rule = programme_.earning[index];
        const std::string where = "earning/" + rule.id;
        const std::string fr = "La règle " + fr_.quoted(fr_.name(rule.name));
        const std::string en = "The rule " + en_.quoted(en_.name(rule.name));
        if (is_over(rule.until))
            warn(where + "/until",
                 en + " gives nothing any more: its last day was " + en_.last_date(rule.until) + ".",
                 fr + " ne donne plus rien : son dernier jour était le " + fr_.last_date(rule.until) + ".");
        if (const EarningRule* other = stopped_by(index))
            warn(where,
                 en + " is never reached: " + en_.quoted(en_.name(other->name)) +
                     " always gives points first, and stops.",
                 fr + " n'est jamais atteinte : " + fr_.quoted(fr_.name(other->name)) +
                     " donne toujours des points avant elle, et s'arrête là.");
        if (rule.calculation.kind == Kind::multiply && !has_something_to_multiply(rule))
            warn(where + "/multiply",
                 en + " multiplies nothing: no rule of the same wallet gives points " + en_.trigger(rule.trigger) +
                     ".",
                 fr + " ne multiplie rien : aucune règle du même compte ne donne de points " +
                     fr_.trigger(rule.trigger) + ".");
    }

    // An earlier rule that stops, gives points every time, and to everyone this rule could give to. Points in
    // proportion may come out as none, so only fixed ones count.
    const EarningRule* stopped_by(size_t index) const {
        const EarningRule& rule = programme_.earning[index];
        if (rule.calculation.kind == Kind::multiply) return nullptr;
        for (size_t i = 0; i < index; ++i) {
            const EarningRule& other = programme_.earning[i];
            const bool always = other.stop && other.calculation.kind == Kind::fixed && !other.when && !other.of &&
                                !other.crosses && other.limits.empty();
            const bool covers = other.wallet == rule.wallet && other.trigger == rule.trigger &&
                                other.from <= rule.from && other.until >= rule.until &&
                                (!other.members_only || rule.members_only);
            if (always && covers) return &other;
        }
        return nullptr;
    }

    bool has_something_to_multiply(const EarningRule& factor) const {
        return std::any_of(programme_.earning.begin(), programme_.earning.end(), [&](const EarningRule& rule) {
            return rule.calculation.kind != Kind::multiply && rule.wallet == factor.wallet &&
                   rule.trigger == factor.trigger;
        });
    }

    bool feeds(const EarningRule& rule, size_t wallet) const {
        return rule.wallet == wallet && rule.calculation.kind != Kind::multiply && !is_over(rule.until);
    }
    bool is_fed(size_t wallet) const {
        return std::any_of(programme_.earning.begin(), programme_.earning.end(),
                           [&](const EarningRule& rule) { return feeds(rule, wallet); });
    }

    void check_wallet(size_t index) {
        if (is_fed(index)) return;
        const WalletRule& wallet = programme_.wallets[index];
        warn("wallets/" + wallet.id,
             "No rule gives " + en_.quoted(en_.plural(wallet.name)) + ": this wallet fills by hand only.",
             "Aucune règle ne donne de " + fr_.quoted(fr_.plural(wallet.name)) +
                 " : ce compte ne se remplit qu'à la main.");
    }

    // The most one customer can ever earn in a wallet; nothing when there is no bound.
    std::optional<Points> most_ever(size_t wallet) const {
        Int128 sum = 0;
        for (const EarningRule& rule : programme_.earning) {
            if (!feeds(rule, wallet)) continue;
            const auto most = most_of(rule);
            if (!most) return std::nullopt;
            sum += *most;
        }
        return Points{static_cast<int64_t>(std::min<Int128>(sum, kMostPoints.value))};
    }

    std::optional<Int128> most_of(const EarningRule& rule) const {
        std::optional<Int128> most;
        const auto at_most = [&](Int128 points) { most = most ? std::min(*most, points) : points; };
        const bool fixed = rule.calculation.kind == Kind::fixed && !is_multiplied(rule);
        if (fixed && rule.crosses && rule.crosses->window == CrossedWindow::lifetime)
            at_most(rule.calculation.points.value);
        for (const Limit& limit : rule.limits) {
            if (limit.per != LimitPer::customer && limit.per != LimitPer::total) continue;
            if (limit.points)
                at_most(limit.points->value);
            else if (fixed)
                at_most(static_cast<Int128>(*limit.uses) * rule.calculation.points.value);
        }
        return most;
    }

    bool is_multiplied(const EarningRule& rule) const {
        return std::any_of(programme_.earning.begin(), programme_.earning.end(), [&](const EarningRule& factor) {
            return factor.calculation.kind == Kind::multiply && factor.wallet == rule.wallet &&
                   factor.trigger == rule.trigger;
        });
    }

    void check_tiers() {
        if (!programme_.tiers || programme_.tiers->measure != TierMeasure::points) return;
        const auto most = most_ever(programme_.tiers->wallet);
        if (!most) return;
        const WalletRule& wallet = programme_.wallets[programme_.tiers->wallet];
        for (const TierLevel& level : programme_.tiers->levels)
            if (level.from > most->value)
                warn("tiers/" + level.id,
                     "Nobody can reach the tier " + en_.name(level.name) + ": a customer earns at most " +
                         en_.points(*most, wallet) + ".",
                     "Personne ne peut atteindre le palier " + fr_.name(level.name) +
                         " : un client gagne au plus " + fr_.points(*most, wallet) + ".");
    }

    void check_reward(const Reward& reward) {
        const std::string where = "rewards/" + reward.id;
        const std::string fr = "La récompense " + fr_.quoted(fr_.name(reward.name));
        const std::string en = "The reward " + en_.quoted(en_.name(reward.name));
        const WalletRule& wallet = programme_.wallets[reward.wallet];
        if (is_over(reward.until))
            warn(where + "/until",
                 en + " can no longer be had: its last day was " + en_.last_date(reward.until) + ".",
                 fr + " n'est plus proposée : son dernier jour était le " + fr_.last_date(reward.until) + ".");
        if (reward.stock == 0)
            warn(where + "/stock", en + " is out of stock from the start.", fr + " est épuisée d'avance.");
        if (const auto most = most_ever(reward.wallet); most && reward.cost > *most)
            warn(where + "/cost",
                 "Nobody can afford " + en_.quoted(en_.name(reward.name)) + ": it costs " +
                     en_.points(reward.cost, wallet) + ", and a customer earns at most " +
                     en_.points(*most, wallet) + ".",
                 "Personne ne peut s'offrir " + fr_.quoted(fr_.name(reward.name)) + " : elle coûte " +
                     fr_.points(reward.cost, wallet) + ", et un client gagne au plus " + fr_.points(*most, wallet) +
                     ".");
        const auto worth = worth_of(wallet, reward.cost);
        if (worth && reward.value && *worth > *reward.value)
            warn(where + "/value",
                 en + " is worth " + en_.money(*reward.value) + " and costs points that are worth " +
                     en_.money(*worth) + ".",
                 fr + " vaut " + fr_.money(*reward.value) + " et coûte des points qui valent " + fr_.money(*worth) +
                     ".");
    }

    void check_languages() {
        for (const std::string& language : programme_.languages) {
            const auto speaks = [&](const LocalTexts& texts) {
                return std::any_of(texts.begin(), texts.end(),
                                   [&](const LocalText& text) { return text.language == language; });
            };
            std::string missing;
            const auto note = [&](const std::string& place) {
                if (!missing.empty()) missing += ", ";
                missing += place;
            };
            const auto look = [&](std::string_view noun, const auto& all) {
                for (const auto& one : all)
                    if (!speaks(one.name)) note(std::string(noun).append(one.id));
            };
            look("wallets/", programme_.wallets);
            if (programme_.tiers) look("tiers/", programme_.tiers->levels);
            look("earning/", programme_.earning);
            look("rewards/", programme_.rewards);
            for (const Offer& offer : programme_.offers)
                if (!speaks(offer.name)) note(Checks::place_of(offer));
            look("budgets/", programme_.budgets);
            look("gift_cards/", programme_.gift_cards);
            look("gifts/", programme_.gifts);
            if (missing.empty()) continue;
            warn("languages/" + language, "Without a name in \"" + language + "\": " + missing + ".",
                 "Sans nom en " + fr_.quoted(language) + " : " + missing + ".");
        }
    }

    const Programme& programme_;
    const Instant now_;
    const Words fr_, en_;
    std::vector<Warning> warnings_;
};

}  // namespace

std::vector<Warning> check(const Programme& programme, Instant now) {
    Checks checks{programme, now, {programme, Language::fr}, {programme, Language::en}, {}};
    checks.warnings = Checker(programme, now).run();
    check_offers(checks);
    check_overshadowed(checks);
    check_ceiling(checks);
    check_money_loops(checks);
    return std::move(checks.warnings);
}

}  // namespace habitue::loyalty
