#include "loyalty/orders/checkout.h"

#include <algorithm>
#include <cassert>

#include "loyalty/earning/earning.h"
#include "loyalty/offers/rooms.h"
#include "loyalty/orders/cart_points.h"
#include "loyalty/orders/tender_plan.h"

namespace habitue::loyalty {
namespace {

std::string pointer(std::string_view list, size_t index) {
    return "/" + std::string(list) + "/" + std::to_string(index);
}

bool counts(const CodeUse& use, Instant now) { return use.held_until == kNever || use.held_until > now; }

// A code as this order sees it: what it uses itself and holds whose time is over count no more, and what came with
// a merge is the customer's own.
Code as_seen(const Draft& draft, const Code& code) {
    Code seen = code;
    std::erase_if(seen.uses,
                  [&](const CodeUse& use) { return use.order == draft.order().id || !counts(use, draft.now); });
    const std::vector<CodeId>& own = draft.customer().codes;
    if (seen.customer && std::find(own.begin(), own.end(), code.id) != own.end())
        seen.customer = draft.customer().id;
    return seen;
}

std::vector<Code> codes_in_play(const Draft& draft, Instant at) {
    std::vector<Code> codes;
    for (const CodeGiven& given : draft.order().content.codes) {
        const Code* code = given.code ? draft.state().code(given.code) : nullptr;
        if (code != nullptr && code->form != CodeForm::gift_card) codes.push_back(as_seen(draft, *code));
    }
    for (const CodeId id : draft.customer().codes) {
        const Code* own = draft.state().code(id);
        if (own == nullptr || own->form == CodeForm::gift_card || own->voided || own->valid_until <= at) continue;
        const bool given = std::any_of(codes.begin(), codes.end(), [&](const Code& code) { return code.id == id; });
        Code seen = as_seen(draft, *own);
        if (!given && !seen.used_up()) codes.push_back(std::move(seen));
    }
    return codes;
}

bool opened_by(const Applied& applied, const CodeGiven& given) {
    return given.word.empty() ? applied.code == given.code
                              : applied.offer->source == Offer::Source::word && applied.offer->word == given.word;
}

std::string winners(const Programme& programme, const NotApplied& why) {
    std::string told;
    for (const Offer* offer : why.instead) told += (told.empty() ? "" : ", ") + offer->id;
    if (why.reason != RefusalCode::offer_excluded || told.empty()) return why.detail;
    return told + (why.instead.size() == 1 ? " gives " : " give ") +
           to_text(why.instead_gives, programme.currency) + ", this one " + to_text(why.alone, programme.currency);
}

// Why a code that was given opened nothing.
Refusal why_not(const Draft& draft, const Pricing& pricing, const CodeGiven& given, size_t index) {
    Refusal refusal{RefusalCode::code_not_valid, pointer("codes", index), {}};
    for (const NotApplied& why : pricing.not_applied) {
        const bool of_word = !given.word.empty() &&
                             (why.word == given.word || (why.offer != nullptr && why.offer->word == given.word));
        const bool of_code = given.word.empty() && why.code == given.code;
        if (!of_word && !of_code) continue;
        refusal.code = why.reason;
        refusal.detail = winners(draft.programme, why);
        break;
    }
    return refusal;
}

Advantage advantage_of(const Draft& draft, const Applied& applied) {
    const Code* code = applied.code ? draft.state().code(applied.code) : nullptr;
    return {applied.offer->id, applied.code,  code == nullptr ? std::string() : code->last_four,
            applied.amount,    applied.lines, applied.delivery};
}

void emit_all(Draft& draft, Effects effects) {
    for (Effect& effect : effects) draft.emit(std::move(effect));
}

void use_code(Draft& draft, CodeId id, Instant until) {
    if (const Code* code = id ? draft.state().code(id) : nullptr)
        draft.emit(CodeUsed{id, {draft.order().id, {}, until}, false, code->balance});
}

void give_code_back(Draft& draft, CodeId id) {
    const Code* code = id ? draft.state().code(id) : nullptr;
    if (code == nullptr) return;
    for (const CodeUse& use : code->uses) {
        if (use.order != draft.order().id) continue;
        const bool drawn = use.held_until == kNever;
        draft.emit(CodeUsed{id, use, true, {code->balance.minor + (drawn ? use.amount.minor : 0)}});
        return;
    }
}

void grant(Draft& draft, const Advantage& advantage, const Offer& offer, Instant at, Instant until) {
    draft.emit(AdvantageGranted{advantage});
    if (until == kNever)
        emit_all(draft, counted(draft.order_programme(), draft.state(), offer, at, 1, advantage.amount));
    else
        emit_all(draft, held(draft.order_programme(), draft.state(), offer, at, advantage.amount, until));
    use_code(draft, advantage.code, until);
}

// ---- gift cards

Money held_by_others(const Code& card, const OrderId& order, Instant now) {
    Money held;
    for (const CodeUse& use : card.uses)
        if (use.held_until != kNever && use.held_until > now && use.order != order) held.minor += use.amount.minor;
    return held;
}

// Lets the cards pay what is left, as tender_plan.h says.
class CardDrawer {
  public:
    CardDrawer(Draft& draft, Instant at, Instant until, Money points, Checkout& told)
        : draft_(draft),
          at_(at),
          until_(until),
          told_(told),
          left_(owed_by_merchant(draft.order_programme(), draft.order())) {
        std::vector<Int128> weights;
        Int128 sum = 0;
        for (const Owed& owed : left_) {
            weights.push_back(owed.money.minor);
            sum += owed.money.minor;
        }
        told_.total = {static_cast<int64_t>(sum)};
        told_.points = std::min(points, told_.total);
        if (left_.empty() || told_.points == Money{}) return;
        const auto parts = split_by_largest_remainder(told_.total.minor - told_.points.minor, weights);
        for (size_t i = 0; i < parts.size(); ++i) left_[i].money = {parts[i]};
    }

    void run() {
        const std::vector<CardOffered> offered = draft_.order().content.gift_cards;
        for (size_t i = 0; i < offered.size(); ++i) check(offered[i], i);
        if (!purses_.empty()) pay();
        told_.to_pay = left();
    }

  private:
    void pay() {
        std::vector<Money> owed;
        for (const Owed& one : left_) owed.push_back(one.money);
        const std::vector<Money> pays = plan_tenders(owed, purses_).pays;
        // what is bound stands first, so that the open ones are split over what it leaves
        for (const bool bound : {true, false})
            for (size_t i = 0; i < cards_.size(); ++i)
                if ((purses_[i].owed != Purse::kAny) == bound) split(i, pays[i]);
        for (size_t i = 0; i < cards_.size(); ++i)
            if (pays[i] > Money{}) take(i, pays[i]);
    }

    Money left() const {
        Money sum;
        for (const Owed& owed : left_) sum.minor += owed.money.minor;
        return sum;
    }

    void refuse(size_t index, RefusalCode code, std::string detail = {}) {
        told_.refusals.push_back({code, pointer("gift_cards", index), std::move(detail)});
    }

    void check(const CardOffered& offered, size_t index) {
        const Code* card = draft_.state().code(offered.card);
        const Code seen = card == nullptr ? Code{} : as_seen(draft_, *card);
        if (card == nullptr || seen.form != CodeForm::gift_card || seen.voided || at_ < seen.valid_from ||
            at_ >= seen.valid_until || (seen.customer && seen.customer != draft_.customer().id))
            return refuse(index, RefusalCode::card_not_valid);
        if (seen.frozen) return refuse(index, RefusalCode::card_frozen);
        const GiftCardKind* kind = draft_.order_programme().gift_card(seen.rule);
        const Amount total = amount_of(told_.total, draft_.programme.currency);
        if (kind != nullptr && total < kind->minimum_order)
            return refuse(index, RefusalCode::below_minimum,
                          to_text(total, draft_.programme.currency) + " < " +
                              to_text(kind->minimum_order, draft_.programme.currency));
        const Money available{card->balance.minor - held_by_others(*card, draft_.order().id, draft_.now).minor};
        if (available <= Money{}) return refuse(index, RefusalCode::card_empty);
        Purse purse{available, kind != nullptr && kind->single_use ? available : Money{}, Purse::kAny};
        if (!seen.merchant.empty()) {
            const auto seller = std::find_if(left_.begin(), left_.end(),
                                             [&](const Owed& owed) { return owed.merchant == seen.merchant; });
            if (seller == left_.end()) return refuse(index, RefusalCode::card_not_valid, "of another merchant");
            purse.owed = static_cast<size_t>(seller - left_.begin());
        }
        if (offered.most > Money{}) purse.available = std::min(purse.available, offered.most);
        purses_.push_back(purse);
        cards_.push_back(card->id);
        parts_.emplace_back(left_.size(), 0);
    }

    void split(size_t at, Money paid) {
        if (paid == Money{}) return;
        std::vector<Int128> weights;
        for (size_t i = 0; i < left_.size(); ++i)
            weights.push_back(purses_[at].owed == Purse::kAny || purses_[at].owed == i ? left_[i].money.minor : 0);
        parts_[at] = split_by_largest_remainder(paid.minor, weights);
        for (size_t i = 0; i < left_.size(); ++i) left_[i].money.minor -= parts_[at][i];
    }

    void take(size_t at, Money paid) {
        const Code& card = *draft_.state().code(cards_[at]);
        const CodeId id = card.id;
        const std::string last_four = card.last_four;
        const bool drawn = until_ == kNever;
        const Money taken = std::max(paid, purses_[at].worth);
        draft_.emit(CodeUsed{
            id, {draft_.order().id, taken, until_}, false, {card.balance.minor - (drawn ? taken.minor : 0)}});
        for (size_t i = 0; i < left_.size(); ++i) {
            if (parts_[at][i] == 0) continue;
            told_.cards.push_back({id, last_four, left_[i].merchant, {parts_[at][i]}});
            draft_.emit(OrderPaidWithCard{told_.cards.back()});
        }
    }

    Draft& draft_;
    Instant at_;
    Instant until_;
    Checkout& told_;
    std::vector<Owed> left_;
    std::vector<Purse> purses_;  // of the cards that may pay, as they were given
    std::vector<CodeId> cards_;
    std::vector<std::vector<int64_t>> parts_;  // of each, by what is owed
};

Money worth_of_points(const Draft& draft) {
    Money worth;
    for (const PointsPayment& payment : draft.order().content.pay_with_points)
        if (const WalletRule* wallet = draft.order_programme().wallet(payment.wallet))
            worth.minor += worth_of(*wallet, payment.points).value_or(Money{}).minor;
    return worth;
}

Pricing price_draft(Draft& draft, Instant at) {
    const Order& order = draft.order();
    PricedAt priced{at, {}};
    if (draft.customer().exists()) priced.standing = standing_of(draft.programme, draft.customer(), at);
    priced.standing.at = at;
    const std::vector<Code> codes = codes_in_play(draft, at);
    const StateRooms rooms(draft.programme, draft.state(), at, draft.now);
    std::vector<Measured> measured;
    PricingFacts facts;
    facts.programme = &draft.programme;
    facts.customer = draft.customer().exists() ? &draft.customer() : nullptr;
    facts.standing = &priced.standing;
    facts.order = &order;
    facts.at = at;
    for (const CodeGiven& given : order.content.codes)
        if (!given.word.empty()) facts.words.push_back(given.word);
    for (const Code& code : codes) facts.codes.push_back(&code);
    facts.rooms = &rooms;
    facts.measured = &measured;
    facts.nudges = facts.explain = draft.explains() || !order.content.codes.empty();
    Pricing pricing = price(facts);
    priced.standing.measured = std::move(measured);
    draft.emit(CartPriced{std::move(priced)});
    return pricing;
}

}  // namespace

void check_codes(Draft& draft, const OrderContent& content) {
    if ((!content.codes.empty() || !content.gift_cards.empty()) && content.kind == OrderKind::returned)
        draft.refuse(RefusalCode::invalid, content.codes.empty() ? "/gift_cards" : "/codes", "a return uses none");
    else if (!content.codes.empty() && !content.apply_offers)
        draft.refuse(RefusalCode::invalid, "/codes", "codes need apply_offers");
    if (content.codes.size() > kMostCodes || content.gift_cards.size() > kMostCodes)
        return draft.refuse(RefusalCode::invalid, content.codes.size() > kMostCodes ? "/codes" : "/gift_cards",
                            "at most 20");
    for (size_t i = 0; i < content.codes.size(); ++i) {
        const CodeGiven& given = content.codes[i];
        if (given.word.empty() && !given.code) draft.refuse(RefusalCode::code_not_valid, pointer("codes", i));
        for (size_t j = 0; j < i; ++j)
            if (content.codes[j].word == given.word && content.codes[j].code == given.code)
                draft.refuse(RefusalCode::invalid, pointer("codes", i), "given twice");
    }
    for (size_t i = 0; i < content.gift_cards.size(); ++i) {
        if (content.gift_cards[i].most < Money{})
            draft.refuse(RefusalCode::invalid, pointer("gift_cards", i), "an amount above zero");
        for (size_t j = 0; j < i; ++j)
            if (content.gift_cards[j].card == content.gift_cards[i].card)
                draft.refuse(RefusalCode::invalid, pointer("gift_cards", i), "given twice");
    }
}

Amount total_of(const Programme& programme, const Order& order) {
    const Basket basket = basket_of(programme, order);
    return basket.subtotal + basket.delivery;
}

std::vector<Owed> owed_by_merchant(const Programme& programme, const Order& order) {
    const Basket basket = basket_of(programme, order);
    std::vector<std::pair<std::string, Amount>> amounts;
    const auto add = [&](const std::string& merchant, Amount amount) {
        const auto place =
            std::find_if(amounts.begin(), amounts.end(), [&](const auto& a) { return a.first == merchant; });
        if (place == amounts.end())
            amounts.emplace_back(merchant, amount);
        else
            place->second += amount;
    };
    for (const Basket::Line& line : basket.lines) add(line.line->merchant, line.gross);
    if (basket.delivery != Amount{}) add({}, basket.delivery);
    std::sort(amounts.begin(), amounts.end());
    std::vector<Int128> weights;
    weights.reserve(amounts.size());
    for (const auto& [merchant, amount] : amounts) weights.push_back(std::max<int64_t>(0, amount.millionths));
    const Money total = std::max(Money{}, round_half_even(basket.subtotal + basket.delivery, programme.currency));
    std::vector<Owed> owed;
    const std::vector<int64_t> parts =
        weights.empty() ? std::vector<int64_t>{} : split_by_largest_remainder(total.minor, weights);
    for (size_t i = 0; i < parts.size(); ++i) owed.push_back({amounts[i].first, {parts[i]}});
    return owed;
}

Checkout check_out(Draft& draft, Instant at, Instant until) {
    Checkout told;
    if (draft.order().content.apply_offers) {
        told.pricing = price_draft(draft, at);
        const std::vector<CodeGiven> given = draft.order().content.codes;
        for (const Applied& applied : told.pricing.applied)
            grant(draft, advantage_of(draft, applied), *applied.offer, at, until);
        for (size_t i = 0; i < given.size(); ++i) {
            const bool opened = std::any_of(told.pricing.applied.begin(), told.pricing.applied.end(),
                                            [&](const Applied& applied) { return opened_by(applied, given[i]); });
            if (!opened) told.refusals.push_back(why_not(draft, told.pricing, given[i], i));
        }
    }
    if (draft.explains() || !draft.order().content.gift_cards.empty())
        CardDrawer(draft, at, until, worth_of_points(draft), told).run();
    return told;
}

namespace {

void fold(const Draft& draft, State& state, const Effects& effects) {
    for (const Effect& effect : effects) {
        [[maybe_unused]] const bool folded = apply(state, draft.command, effect, draft.now);
        assert(folded && "what limits count always fits the state");
    }
}

// Whether the limits, without this cart's own holds, leave room for one advantage after another.
bool limits_allow(const Draft& draft, Instant at) {
    const Programme& programme = draft.order_programme();
    const Order& order = draft.order();
    State trial = draft.state();
    for (const Advantage& advantage : order.advantages) {
        const Offer* offer = programme.offer(advantage.offer);
        if (offer == nullptr) return false;
        fold(draft, trial, released(programme, trial, *offer, at, advantage.amount, order.locked_until, draft.now));
    }
    for (const Advantage& advantage : order.advantages) {
        const Offer& offer = *programme.offer(advantage.offer);
        const OfferRoom room = StateRooms(programme, trial, at, draft.now).room(offer);
        if (room.uses < 1 || room.money < advantage.amount) return false;
        fold(draft, trial, counted(programme, trial, offer, at, 1, advantage.amount));
        const Code* code = advantage.code ? draft.state().code(advantage.code) : nullptr;
        if (advantage.code && (code == nullptr || code->voided || as_seen(draft, *code).used_up())) return false;
    }
    return true;
}

using Draw = std::pair<CodeId, CodeUse>;

// What the cart holds of gift cards, by card; nothing when one of them no longer has it.
std::optional<std::vector<Draw>> draws_of(const Draft& draft) {
    std::vector<Draw> draws;
    const OrderId& order = draft.order().id;
    for (const CardPayment& payment : draft.order().card_payments) {
        if (std::any_of(draws.begin(), draws.end(), [&](const Draw& one) { return one.first == payment.card; }))
            continue;
        const Code* card = draft.state().code(payment.card);
        if (card == nullptr || card->voided || card->frozen) return std::nullopt;
        const auto own = std::find_if(card->uses.begin(), card->uses.end(),
                                      [&](const CodeUse& use) { return use.order == order; });
        if (own == card->uses.end()) return std::nullopt;
        const int64_t free = card->balance.minor - held_by_others(*card, order, draft.now).minor;
        if (free < own->amount.minor) return std::nullopt;
        draws.emplace_back(card->id, *own);
    }
    return draws;
}

}  // namespace

bool capture_cart(Draft& draft) {
    const Programme& programme = draft.order_programme();
    const Instant at = draft.order().priced ? draft.order().priced->at : draft.now;
    auto draws = draws_of(draft);
    if (!draws || !limits_allow(draft, at)) return false;
    const Instant until = draft.order().locked_until;
    const std::vector<Advantage> advantages = draft.order().advantages;
    const std::vector<CardPayment> cards = draft.order().card_payments;
    for (const Advantage& advantage : advantages)
        emit_all(draft, released(programme, draft.state(), *programme.offer(advantage.offer), at, advantage.amount,
                                 until, draft.now));
    for (const Advantage& advantage : advantages)
        grant(draft, advantage, *programme.offer(advantage.offer), at, kNever);
    for (auto& [card, use] : *draws) {
        use.held_until = kNever;
        draft.emit(CodeUsed{card, use, false, {draft.state().code(card)->balance.minor - use.amount.minor}});
    }
    for (const CardPayment& payment : cards) draft.emit(OrderPaidWithCard{payment});
    return true;
}

void release_cart(Draft& draft) {
    release_cart_points(draft);
    const Instant until = draft.order().locked_until;
    const Instant at = draft.order().priced ? draft.order().priced->at : draft.now;
    const std::vector<Advantage> advantages = draft.order().advantages;
    for (Advantage advantage : advantages) {
        if (const Offer* offer = draft.order_programme().offer(advantage.offer))
            emit_all(draft, released(draft.order_programme(), draft.state(), *offer, at, advantage.amount, until,
                                     draft.now));
        give_code_back(draft, advantage.code);
        draft.emit(AdvantageGranted{{advantage.offer, advantage.code, advantage.last_four, {}, {}, {}}});
    }
    const std::vector<CardPayment> cards = draft.order().card_payments;
    for (const CardPayment& payment : cards) {
        give_code_back(draft, payment.card);
        draft.emit(OrderPaidWithCard{{payment.card, payment.last_four, payment.merchant, {}}});
    }
}

namespace {

void give_back_advantage(Draft& draft, const Advantage& advantage) {
    const Programme& programme = draft.order_programme();
    if (const Offer* offer = programme.offer(advantage.offer))
        emit_all(draft, counted(programme, draft.state(), *offer, draft.order().priced->at, -1,
                                {-advantage.amount.minor}));
    give_code_back(draft, advantage.code);
    draft.emit(AdvantageGranted{{advantage.offer, advantage.code, advantage.last_four, {}, {}, {}}});
}

// Money that comes back to a card that has expired meanwhile lives for its kind's grace.
void keep_alive(Draft& draft, CodeId id) {
    const Code* card = draft.state().code(id);
    if (card->valid_until > draft.now) return;
    const GiftCardKind* kind = draft.order_programme().gift_card(card->rule);
    Code longer = *card;
    longer.valid_until =
        add(draft.now, kind != nullptr ? kind->refund_grace : draft.programme.refund_grace, draft.programme.zone);
    if (longer.valid_until > card->valid_until) draft.emit(CodeChanged{std::move(longer)});
}

void give_back_to_card(Draft& draft, CodeId id, Money back, bool all) {
    const Code* card = draft.state().code(id);
    if (card == nullptr || (back == Money{} && !all)) return;
    keep_alive(draft, id);
    if (all) return give_code_back(draft, id);
    card = draft.state().code(id);
    for (CodeUse use : card->uses) {
        if (use.order != draft.order().id) continue;
        use.amount.minor -= back.minor;
        return draft.emit(CodeUsed{id, use, false, {card->balance.minor + back.minor}});
    }
}

Money of_merchant(const std::vector<Owed>& owed, const std::string& merchant) {
    for (const Owed& one : owed)
        if (one.merchant == merchant) return one.money;
    return {};
}

// What each card keeps paying this merchant; the money paid outside shrinks with them.
void shrink(Draft& draft, const Owed& before, Money after) {
    std::vector<CardPayment> cards;
    std::vector<Int128> weights;
    Int128 outside = before.money.minor;
    for (const CardPayment& payment : draft.order().card_payments) {
        if (payment.merchant != before.merchant) continue;
        cards.push_back(payment);
        weights.push_back(payment.amount.minor);
        outside -= payment.amount.minor;
    }
    if (cards.empty()) return;
    weights.push_back(std::max<Int128>(0, outside));
    const auto keeps = split_by_largest_remainder(std::min(after, before.money).minor, weights);
    for (size_t i = 0; i < cards.size(); ++i) {
        const Money kept = after <= Money{} ? Money{} : std::min(cards[i].amount, Money{keeps[i]});
        if (kept == cards[i].amount) continue;
        const Money back{cards[i].amount.minor - kept.minor};
        cards[i].amount = kept;
        draft.emit(OrderPaidWithCard{cards[i]});
        const std::vector<CardPayment>& left = draft.order().card_payments;
        const bool none_left = std::none_of(left.begin(), left.end(),
                                            [&](const CardPayment& one) { return one.card == cards[i].card; });
        give_back_to_card(draft, cards[i].card, back, none_left);
    }
}

Money outside_of(const Order& order, const std::vector<Owed>& owed) {
    Money outside;
    for (const Owed& one : owed) outside.minor += one.money.minor;
    for (const Payment& payment : order.payments) outside.minor -= payment.worth.minor;
    for (const CardPayment& payment : order.card_payments) outside.minor -= payment.amount.minor;
    return std::max(Money{}, outside);
}

// The advantage as the kept cart has it: what pricing gives now, never more than was granted.
Advantage kept_of(const Pricing& pricing, const Advantage& granted) {
    Advantage kept{granted.offer, granted.code, granted.last_four, {}, {}, {}};
    for (const Applied& applied : pricing.applied) {
        if (applied.offer->id != granted.offer) continue;
        kept.amount = applied.amount;
        kept.lines = applied.lines;
        kept.delivery = applied.delivery;
    }
    if (kept.amount <= granted.amount) return kept;
    std::vector<Int128> weights{kept.delivery.minor};
    for (const LineDiscount& line : kept.lines) weights.push_back(line.amount.minor);
    const auto parts = split_by_largest_remainder(granted.amount.minor, weights);
    kept.amount = granted.amount;
    kept.delivery = {parts[0]};
    for (size_t i = 0; i < kept.lines.size(); ++i) kept.lines[i].amount = {parts[i + 1]};
    std::erase_if(kept.lines, [](const LineDiscount& line) { return line.amount == Money{}; });
    return kept;
}

Pricing price_kept(Draft& draft) {
    const Order& order = draft.order();
    std::vector<Code> codes;
    PricingFacts facts;
    facts.programme = &draft.order_programme();
    facts.standing = &order.priced->standing;
    facts.order = &order;
    facts.at = order.priced->at;
    for (const Advantage& advantage : order.advantages) {
        facts.only.push_back(advantage.offer);
        if (const Offer* offer = facts.programme->offer(advantage.offer); offer != nullptr && !offer->word.empty())
            facts.words.push_back(offer->word);
        const Code* code = advantage.code ? draft.state().code(advantage.code) : nullptr;
        if (code == nullptr) continue;
        codes.push_back(*code);
        codes.back().voided = false;
        codes.back().customer = {};
        codes.back().valid_from = kEarliest;
        codes.back().valid_until = kNever;
    }
    for (const Code& code : codes) facts.codes.push_back(&code);
    std::sort(facts.only.begin(), facts.only.end());
    return price(facts);
}

}  // namespace

void withdraw_advantages(Draft& draft) {
    const std::vector<Advantage> advantages = draft.order().advantages;
    for (const Advantage& advantage : advantages) give_back_advantage(draft, advantage);
    const std::vector<CardPayment> cards = draft.order().card_payments;
    for (const CardPayment& payment : cards) {
        draft.emit(OrderPaidWithCard{{payment.card, payment.last_four, payment.merchant, {}}});
        give_back_to_card(draft, payment.card, {}, true);
    }
}

void reprice_kept(Draft& draft) {
    if (draft.order().advantages.empty()) return;
    const Programme& programme = draft.order_programme();
    const std::vector<OrderLine>& lines = draft.order().content.lines;
    const bool keeps_any = std::any_of(
        lines.begin(), lines.end(), [&](const OrderLine& line) { return draft.order().kept_quantity(line) > 0; });
    const Pricing pricing = keeps_any ? price_kept(draft) : Pricing{};
    const std::vector<Advantage> advantages = draft.order().advantages;
    for (const Advantage& granted : advantages) {
        Advantage kept = kept_of(pricing, granted);
        if (kept.amount == Money{}) {
            give_back_advantage(draft, granted);
        } else if (!(kept == granted)) {
            if (const Offer* offer = programme.offer(granted.offer))
                emit_all(draft, counted(programme, draft.state(), *offer, draft.order().priced->at, 0,
                                        {kept.amount.minor - granted.amount.minor}));
            draft.emit(AdvantageGranted{std::move(kept)});
        }
    }
}

PaidBefore paid_before(const Programme& programme, const Order& order) {
    PaidBefore before;
    before.total = total_of(programme, order);
    before.owed = owed_by_merchant(programme, order);
    before.outside = outside_of(order, before.owed);
    return before;
}

void return_cards(Draft& draft, const PaidBefore& before) {
    if (draft.order().card_payments.empty()) return;
    const std::vector<Owed> after = owed_by_merchant(draft.order_programme(), draft.order());
    for (const Owed& owed : before.owed) shrink(draft, owed, of_merchant(after, owed.merchant));
}

void tell_money_back(Draft& draft, const PaidBefore& before, std::vector<std::string> spent_vouchers) {
    const Order& order = draft.order();
    Money back, unpaid;
    if (order.paid_at != kNever) {
        const Money outside = outside_of(order, owed_by_merchant(draft.order_programme(), order));
        const Money paid{before.outside.minor - order.unpaid.minor};
        back = std::max(Money{}, Money{paid.minor - outside.minor});
        unpaid = std::max(Money{}, Money{outside.minor - paid.minor});
    }
    if (back > Money{} || unpaid != order.unpaid || !spent_vouchers.empty())
        draft.emit(MoneyGivenBack{back, std::move(spent_vouchers), unpaid});
}

}  // namespace habitue::loyalty
