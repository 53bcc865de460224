#include "scenario/expectation.h"

#include <algorithm>

#include "base/decimal.h"
#include "loyalty/orders/checkout.h"

namespace habitue::scenario {

using namespace loyalty;

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : std::string(between)) + part;
    return text;
}

// "points_earned" is said as "earned".
std::string movement_text(Movement movement) {
    std::string name(name_of(movement));
    if (name.rfind("points_", 0) == 0) name.erase(0, 7);
    return name;
}

std::string moment_text(Instant at, const TimeZone& zone) {
    if (at == kNever) return "never";
    const LocalDate date = zone.date_of(at);
    if (at == zone.end_of(date)) return to_text(date);
    const int64_t seconds = zone.time_of_day(at) / 1000;
    char clock[16];
    std::snprintf(clock, sizeof clock, " %02d:%02d:%02d", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return to_text(date) + clock;
}

class Checker {
  public:
    Checker(const std::string& text, World& world, const std::optional<Answer>& answer, const Before& before,
            const Memory& memory)
        : words_(text), world_(world), answer_(answer), before_(before), memory_(memory) {}

    std::optional<Difference> run() {
        auto difference = read();
        words_.expect_end();
        return difference;
    }

  private:
    std::optional<Difference> read() {
        if (words_.take("refused")) return refused();
        if (words_.sees("nothing") && words_.sees("changed", 1)) return unchanged();
        if (words_.take("entries")) return entries(true);
        if (words_.sees("no") && words_.sees("entries", 1)) {
            words_.take("no");
            words_.take("entries");
            return entries(false);
        }
        if (words_.sees("card") || words_.sees("code") || words_.sees("voucher")) return code();
        if (words_.take("tally")) return tally();
        if (words_.take("money")) return money_back();
        customer_ = words_.next("a customer");
        if (words_.take("pays")) return pays();
        if (words_.take("comes")) return comes_with();
        if (words_.take("has")) return has();
        if (words_.take("is")) return is();
        if (words_.take("was")) return was();
        if (words_.take("had")) return had_no_news();
        if (words_.take("counts")) return counts();
        if (words_.take("needs")) return needs();
        if (words_.take("keeps")) return keeps();
        words_.fail("has, is, was, had, counts, needs or keeps");
    }

    static std::optional<Difference> compare(std::string expected, std::string actual) {
        if (expected == actual) return std::nullopt;
        return Difference{std::move(expected), std::move(actual)};
    }

    // then refused: limit_reached, not_enough_points
    std::optional<Difference> refused() {
        words_.expect(":");
        std::vector<std::string> names;
        do names.push_back(words_.next("a refusal's name"));
        while (words_.take(","));
        const std::string actual = answer_ && !answer_->accepted() ? joined(answer_->refusals, ", ") : "accepted";
        return compare(joined(names, ", "), actual);
    }

    std::string text(Money money) const { return to_text(money, world_.programme().currency); }
    Money money(std::string_view what) { return round_half_even(words_.amount(what), world_.programme().currency); }

    Order order_seen() {
        auto seen = world_.order(customer_);
        if (!seen) throw BadSentence("there is no order " + customer_);
        return *std::move(seen);
    }

    // then A1 has 5.00 off by noel, 4.90 off by port   |   then A1 has nothing off
    std::optional<Difference> has_off() {
        std::vector<std::string> expected, actual;
        if (words_.take("nothing")) {
            words_.expect("off");
        } else {
            do {
                const Money amount = money("an amount");
                words_.expect("off");
                words_.expect("by");
                expected.push_back(text(amount) + " off by " + words_.next("an offer"));
            } while (words_.take(","));
        }
        for (const Advantage& advantage : order_seen().advantages)
            actual.push_back(text(advantage.amount) + " off by " + advantage.offer);
        return compare(joined(expected, ", "), joined(actual, ", "));
    }

    // then A1 pays 12.00 by card, 3.00 in money   |   pays 4.00 by card to lyon
    std::optional<Difference> pays() {
        std::vector<std::string> expected, actual;
        do {
            std::string one = text(money("an amount"));
            if (words_.take("in")) {
                words_.expect("money");
                one += " in money";
            } else {
                words_.expect("by");
                words_.expect("card");
                one += " by card";
                if (words_.take("to")) one += " to " + words_.next("a seller");
            }
            expected.push_back(std::move(one));
        } while (words_.take(","));
        const Order order = order_seen();
        for (const CardPayment& payment : order.card_payments)
            actual.push_back(text(payment.amount) + " by card" +
                             (payment.merchant.empty() ? "" : " to " + payment.merchant));
        const Money left = paid_before(world_.programme(), order).outside;
        if (left > Money{} || actual.empty()) actual.push_back(text(left) + " in money");
        return compare(joined(expected, ", "), joined(actual, ", "));
    }

    // then A1 comes with echantillon   |   comes with no gift
    std::optional<Difference> comes_with() {
        words_.expect("with");
        const bool none = words_.take("no");
        const std::string wanted = words_.next("a gift");
        std::vector<std::string> actual;
        for (const GiftGiven& gift : order_seen().gifts) actual.push_back(gift.gift);
        return compare(none ? "no gift" : wanted, actual.empty() ? "no gift" : joined(actual, ", "));
    }

    // then card K1 has 20.00 left   |   voucher of A1 by retour is void
    std::optional<Difference> code() {
        const auto seen = world_.code(code_named(words_, world_.programme()));
        if (words_.take("has")) {
            const Money left = money("an amount");
            words_.expect("left");
            return compare(text(left), seen ? text(seen->balance) : "unknown");
        }
        words_.expect("is");
        if (words_.take("valid")) {
            words_.expect("until");
            const std::string until = moment_text(words_.moment_or_end(zone()), zone());
            return compare(until, seen ? moment_text(seen->valid_until, zone()) : "unknown");
        }
        const std::string wanted = words_.next("unknown, void, frozen, used, held, waiting, printed or open");
        return compare(wanted, state_text(seen, wanted));
    }

    std::string state_text(const std::optional<Code>& code, const std::string& wanted) const {
        if (!code) return "unknown";
        if (wanted == "waiting" || wanted == "printed") return std::string(name_of(code->print));
        if (code->voided) return "void";
        if (code->frozen) return "frozen";
        if (code->uses.empty()) return "open";
        return code->uses.back().held_until == kNever ? "used" : "held";
    }

    // then tally offer:noel counts 3 uses, 12.00
    std::optional<Difference> tally() {
        const std::string name = words_.next("a name");
        words_.expect("counts");
        const int64_t uses = words_.whole("how many");
        if (!words_.take("uses")) words_.expect("use");
        words_.expect(",");
        const Money amount = money("an amount");
        const Tally seen = world_.tally(name);
        return compare(std::to_string(uses) + " uses, " + text(amount),
                       std::to_string(seen.uses) + " uses, " + text(seen.money));
    }

    // then money back is 12.00
    std::optional<Difference> money_back() {
        words_.expect("back");
        words_.expect("is");
        return compare(text(money("an amount")), text(answer_ ? answer_->money_back : Money{}));
    }

    std::optional<Difference> unchanged() {
        words_.take("nothing");
        words_.take("changed");
        return compare("nothing changed", answer_ && !answer_->changed ? "nothing changed" : "something changed");
    }

    std::optional<Difference> has() {
        if (words_.sees("off", 1)) return has_off();
        if (words_.take("nothing")) return has_nothing();
        if (words_.take("lots")) return lots();
        if (words_.take("no")) return has_no();
        struct Wanted {
            std::string amount, kind;
        };
        std::vector<Wanted> wanted;
        do {
            std::string amount = words_.next("an amount");
            std::string kind = words_.next("a kind of points");
            if (kind == "taken") kind += " " + words_.next("back");
            wanted.push_back({std::move(amount), std::move(kind)});
        } while (words_.take(","));
        words_.expect("points");
        const WalletRule& wallet = wallet_in();
        const BalanceSeen seen = world_.balance(customer_, wallet.id);
        std::vector<std::string> expected, actual;
        for (const Wanted& one : wanted) {
            const Result<int64_t> value = parse_decimal(one.amount, wallet.decimals);
            if (!value) throw BadSentence("\"" + one.amount + "\" is no amount of " + wallet.id);
            expected.push_back(decimal_text(*value, wallet.decimals) + " " + one.kind);
            actual.push_back(decimal_text(part(seen, one.kind).value, wallet.decimals) + " " + one.kind);
        }
        return compare(joined(expected, ", "), joined(actual, ", "));
    }

    static Points part(const BalanceSeen& seen, const std::string& kind) {
        if (kind == "pending") return seen.pending;
        if (kind == "active") return seen.active;
        if (kind == "held") return seen.held;
        if (kind == "owed") return seen.deficit;
        if (kind == "earned") return seen.totals.earned;
        if (kind == "taken back") return seen.totals.taken_back;
        if (kind == "redeemed") return seen.totals.redeemed;
        if (kind == "expired") return seen.totals.expired;
        if (kind == "adjusted") return seen.totals.adjusted;
        if (kind == "transferred") return seen.totals.transferred;
        throw BadSentence("\"" + kind + "\" is no kind of points");
    }

    std::optional<Difference> has_nothing() {
        const WalletRule& wallet = wallet_in();
        const BalanceSeen seen = world_.balance(customer_, wallet.id);
        const auto text = [&](Points points) { return decimal_text(points.value, wallet.decimals); };
        return compare("0 pending, 0 active, 0 held, 0 owed",
                       text(seen.pending) + " pending, " + text(seen.active) + " active, " + text(seen.held) +
                           " held, " + text(seen.deficit) + " owed");
    }

    std::optional<Difference> has_no() {
        if (words_.take("tier")) {
            const auto seen = world_.customer(customer_);
            return compare("no tier", !seen || seen->tier.empty() ? "no tier" : seen->tier);
        }
        words_.expect("lots");
        return compare("", lots_text(wallet_in()));
    }

    // then camille has lots: 12 pending from 2026-01-26 until 2027-01-31, 5 pending, 21 until 2027-01-31, 5 for
    // ever
    std::optional<Difference> lots() {
        words_.expect(":");
        std::vector<std::string> expected;
        do expected.push_back(lot_wanted());
        while (words_.take(","));
        return compare(joined(expected, ", "), lots_text(wallet_in()));
    }

    std::string lot_wanted() {
        std::string text = words_.next("an amount");
        if (words_.take("pending")) {
            text += " pending";
            if (words_.take("from")) text += " from " + moment_text(words_.moment_or_start(zone()), zone());
        }
        if (words_.take("until")) return text + " until " + moment_text(words_.moment_or_end(zone()), zone());
        if (words_.take("for")) words_.expect("ever");
        return text;
    }

    std::string lots_text(const WalletRule& wallet) {
        std::vector<std::string> texts;
        for (const LotSeen& lot : world_.lots(customer_, wallet.id)) {
            std::string text = decimal_text(lot.points.value, wallet.decimals);
            if (!lot.active) text += " pending";
            if (!lot.active && lot.key.available_at != kNever)
                text += " from " + moment_text(lot.key.available_at, zone());
            if (lot.key.expires_at != kNever) text += " until " + moment_text(lot.key.expires_at, zone());
            texts.push_back(text);
        }
        return joined(texts, ", ");
    }

    std::optional<Difference> is() {
        if (words_.take("at")) return at_tier();
        if (words_.take("due")) return compare(moment_text(words_.moment().in(zone()), zone()), due());
        if (words_.take("never")) {
            words_.expect("due");
            return compare("never", due());
        }
        if (words_.take("merged")) {
            words_.expect("into");
            const auto seen = world_.customer(customer_);
            return compare(words_.next("the survivor"), seen ? seen->merged_into : "unknown");
        }
        if (words_.take("unknown")) return compare("unknown", world_.customer(customer_) ? "known" : "unknown");
        const bool wanted = !words_.take("not");
        if (words_.take("warned"))
            return compare(wanted ? "warned" : "not warned", seen_customer().warned ? "warned" : "not warned");
        words_.expect("a");
        words_.expect("member");
        return compare(wanted ? "a member" : "not a member", seen_customer().member ? "a member" : "not a member");
    }

    // then camille is at fidele until 2026-05-01 (below it, kept by grace until the end of that day)
    std::optional<Difference> at_tier() {
        std::string expected = words_.next("a tier");
        if (words_.take("until")) expected += " until " + moment_text(words_.moment_or_end(zone()), zone());
        const CustomerSeen seen = seen_customer();
        std::string actual = seen.tier;
        if (seen.grace_until != kNever) actual += " until " + moment_text(seen.grace_until, zone());
        return compare(expected, actual);
    }

    // then camille was upgraded from decouverte to fidele   |   was at_risk   |   was entered to fidele
    std::optional<Difference> was() {
        TierNews wanted{
            .change = words_.next("upgraded, downgraded, entered, at_risk, safe or warned"), .from = "", .to = ""};
        const bool with_from = words_.take("from");
        if (with_from) wanted.from = words_.next("a tier");
        const bool with_to = words_.take("to");
        if (with_to) wanted.to = words_.next("a tier");
        for (const TierNews& news : fresh_news())
            if (news.change == wanted.change && (!with_from || news.from == wanted.from) &&
                (!with_to || news.to == wanted.to))
                return std::nullopt;
        return Difference{news_text({wanted}), news_text(fresh_news())};
    }

    std::optional<Difference> had_no_news() {
        words_.expect("no");
        words_.expect("tier");
        words_.expect("news");
        return compare("no tier news", news_text(fresh_news()));
    }

    std::vector<TierNews> fresh_news() {
        std::vector<TierNews> news = world_.tier_news(customer_);
        const auto old = before_.tier_news.find(customer_);
        if (old != before_.tier_news.end())
            news.erase(news.begin(), news.begin() + static_cast<ptrdiff_t>(old->second));
        std::erase_if(news, [](const TierNews& one) { return one.change == "reviewed"; });
        return news;
    }

    static std::string news_text(const std::vector<TierNews>& all) {
        std::vector<std::string> texts;
        for (const TierNews& news : all)
            texts.push_back(news.change + (news.from.empty() ? "" : " from " + news.from) +
                            (news.to.empty() ? "" : " to " + news.to));
        return texts.empty() ? "no tier news" : joined(texts, "; ");
    }

    // then camille counts 3 orders, 120.00 spent
    std::optional<Difference> counts() {
        const int64_t orders = words_.whole("a number of orders");
        if (!words_.take("orders")) words_.expect("order");
        words_.expect(",");
        const Amount spend = words_.amount("an amount");
        words_.expect("spent");
        const CustomerSeen seen = seen_customer();
        const Currency& currency = world_.programme().currency;
        return compare(std::to_string(orders) + " orders, " + to_text(spend, currency) + " spent",
                       std::to_string(seen.orders) + " orders, " + to_text(seen.spend, currency) + " spent");
    }

    // then camille needs 150.00 for habitue
    std::optional<Difference> needs() {
        const std::string missing = measure_wanted();
        words_.expect("for");
        const std::string level = words_.next("a level");
        const TierProjection seen = projected();
        return compare(missing + " for " + level, measure_text(seen.to_climb) + " for " + seen.next_level);
    }

    // then camille keeps fidele with 80.00 until 2027-02-09 00:00
    std::optional<Difference> keeps() {
        std::string expected = words_.next("a level");
        words_.expect("with");
        expected += " with " + measure_wanted();
        words_.expect("until");
        expected += " until " + moment_text(words_.moment_or_start(zone()), zone());
        const TierProjection seen = projected();
        return compare(expected, seen.level + " with " + measure_text(seen.to_stay) + " until " +
                                     moment_text(seen.downgrade_at, zone()));
    }

    TierProjection projected() {
        auto seen = world_.projection(customer_, before_.now);
        if (!seen) throw BadSentence(customer_ + " has no prospects in any tier");
        return *seen;
    }

    int measure_decimals() const {
        const Programme& programme = world_.programme();
        if (!programme.tiers) throw BadSentence("the programme has no tiers");
        switch (programme.tiers->measure) {
            case TierMeasure::spend: return 6;
            case TierMeasure::points: return programme.wallets[programme.tiers->wallet].decimals;
            case TierMeasure::orders: return 0;
        }
        return 0;
    }
    std::string measure_wanted() { return measure_text(words_.scaled("what is missing", measure_decimals())); }
    std::string measure_text(int64_t measure) const { return decimal_text(measure, measure_decimals()); }

    // then entries [of camille]: earned 33 to pending by base (1: 25, 2: 8); activated 5
    // All entries of the step, in order; of each only what is said is compared.
    std::optional<Difference> entries(bool some) {
        customer_ = words_.take("of") ? words_.next("a customer") : "";
        if (customer_.empty() && memory_.customers.size() != 1) throw BadSentence("whose entries?");
        if (customer_.empty()) customer_ = memory_.customers.front();
        std::vector<Entry> seen = world_.entries(customer_);
        const auto old = before_.entries.find(customer_);
        if (old != before_.entries.end())
            seen.erase(seen.begin(), seen.begin() + static_cast<ptrdiff_t>(old->second));
        std::vector<std::string> actual;
        for (const Entry& entry : seen) actual.push_back(entry_text(entry, world_.programme()));
        if (!some) return compare("no entries", actual.empty() ? "no entries" : joined(actual, "; "));
        words_.expect(":");
        std::vector<std::string> expected;
        bool same = true;
        do {
            const std::vector<std::string> wanted = entry_wanted();
            expected.push_back(joined(wanted, " "));
            same = same && expected.size() <= seen.size() && matches(wanted, seen[expected.size() - 1]);
        } while (words_.take(";"));
        if (same && expected.size() == seen.size()) return std::nullopt;
        return Difference{joined(expected, "; "), joined(actual, "; ")};
    }

    // "earned 33", "to pending", "by base", "(1: 25, 2: 8)"
    std::vector<std::string> entry_wanted() {
        std::vector<std::string> parts;
        std::string moved = words_.next("a movement");
        moved += " " + words_.next("points");
        parts.push_back(std::move(moved));
        while (!words_.done() && !words_.sees(";")) {
            if (words_.take("("))
                parts.push_back("(" + shares_wanted() + ")");
            else {
                std::string part = words_.next("from, to, by, for or in");
                part += " " + words_.next("its name");
                parts.push_back(part);
            }
        }
        return parts;
    }

    std::string shares_wanted() {
        std::vector<std::string> shares;
        do {
            std::string line = words_.next("a line's id");
            words_.expect(":");
            shares.push_back(line + ": " + words_.next("points"));
        } while (words_.take(","));
        words_.expect(")");
        return joined(shares, ", ");
    }

    bool matches(const std::vector<std::string>& wanted, const Entry& entry) {
        const std::string whole = " " + entry_text(entry, world_.programme()) + " ";
        return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& part) {
            return whole.find(" " + part + " ") != std::string::npos;
        });
    }

    const WalletRule& wallet_in() {
        return wallet_named(world_.programme(), words_.take("in") ? words_.next("a wallet") : "");
    }

    CustomerSeen seen_customer() {
        auto seen = world_.customer(customer_);
        if (!seen) throw BadSentence("nobody is known as " + customer_);
        return *seen;
    }

    std::string due() { return moment_text(seen_customer().due_at, zone()); }
    const TimeZone& zone() const { return world_.programme().zone; }

    Words words_;
    World& world_;
    const std::optional<Answer>& answer_;
    const Before& before_;
    const Memory& memory_;
    std::string customer_;
};

}  // namespace

std::optional<Difference> check(const std::string& expectation, World& world, const std::optional<Answer>& answer,
                                const Before& before, const Memory& memory) {
    return Checker(expectation, world, answer, before, memory).run();
}

std::string entry_text(const Entry& entry, const Programme& programme) {
    const WalletRule* wallet = programme.wallet(entry.wallet);
    const int decimals = wallet ? wallet->decimals : 0;
    std::string text = movement_text(entry.movement) + " " + decimal_text(entry.points.value, decimals);
    text += " from " + std::string(name_of(entry.from)) + " to " + std::string(name_of(entry.to));
    if (!entry.rule.empty()) text += " by " + entry.rule;
    if (!entry.order.empty()) text += " for " + entry.order;
    text += " in " + entry.wallet;
    std::vector<std::string> shares;
    for (const LineShare& share : entry.lines)
        shares.push_back(share.line + ": " + decimal_text(share.points.value, decimals));
    if (!shares.empty()) text += " (" + joined(shares, ", ") + ")";
    return text;
}

}  // namespace habitue::scenario
