#include "loyalty/codes/vouchers.h"

#include <algorithm>

#include "loyalty/codes/code_text.h"
#include "loyalty/earning/earning.h"
#include "loyalty/programme/schema.h"

namespace habitue::loyalty {

OrderId voucher_source(const TrackActivity& activity) {
    return {"activity\n" + activity.customer + "\n" + activity.activity};
}

CodeId voucher_id(const Programme& programme, const OrderId& source, std::string_view offer) {
    return code_id_of(programme.code_secret, *plain_code(voucher_code(programme.code_secret, source, offer)));
}

namespace {

Instant end_of_life(const Programme& programme, const Offer& offer, Instant from) {
    Instant end = offer.until;
    if (offer.issue && offer.issue->validity.count > 0)
        end = std::min(
            end, anchor(add(from, offer.issue->validity, programme.zone), Anchor::end_of_day, programme.zone));
    return end;
}

// What starts the clock of an order's voucher; nothing when it is not a state of the order.
std::optional<OrderState> starts_at(const Offer& offer) {
    switch (offer.decay->clock) {
        case Decay::Clock::issued: return std::nullopt;
        case Decay::Clock::placed: return OrderState::placed;
        case Decay::Clock::paid: return OrderState::paid;
        case Decay::Clock::delivered: return OrderState::delivered;
    }
    return std::nullopt;
}

Instant clock_of(const Programme& programme, const Offer& offer, const Order* order, Instant at) {
    if (!offer.decay) return kNever;
    const auto state = starts_at(offer);
    if (!state || order == nullptr) return at;
    if (order->reached(*state) != kNever) return order->reached(*state);
    return offer.decay->wait.count > 0 ? add(order->placed_at, offer.decay->wait, programme.zone) : kNever;
}

// `order` issues it; null: an activity.
Code voucher_of(const Programme& programme, const Offer& offer, const OrderId& source, const Order* order,
                Instant at) {
    Code code;
    const std::string plain = *plain_code(voucher_code(programme.code_secret, source, offer.id));
    code.id = code_id_of(programme.code_secret, plain);
    code.form = CodeForm::voucher;
    code.rule = offer.id;
    code.last_four = last_four_of(plain);
    code.issued_at = code.valid_from = at;
    code.clock_starts_at = clock_of(programme, offer, order, at);
    const bool waits = offer.decay && code.clock_starts_at == kNever;
    code.valid_until = waits ? offer.until : end_of_life(programme, offer, offer.decay ? code.clock_starts_at : at);
    if (offer.issue->insert) code.print = PrintState::waiting;
    return code;
}

// A voucher that was void because its order had fallen away lives again with it.
void issue(Draft& draft, Code code) {
    const Code* earlier = draft.state().code(code.id);
    if (earlier == nullptr) return draft.emit(CodeIssued{std::move(code)});
    if (!earlier->voided || !earlier->uses.empty()) return;
    Code again = *earlier;
    again.voided = false;
    again.print = code.print;
    draft.emit(CodeChanged{std::move(again)});
}

bool is_on(const Offer& offer, Instant at) { return offer.from <= at && at < offer.until; }

ConditionFacts facts_of(const Draft& draft, const Programme& programme, const Standing& standing) {
    ConditionFacts facts;
    facts.programme = &programme;
    facts.standing = &standing;
    facts.customer = draft.customer().exists() ? &draft.customer() : nullptr;
    return facts;
}

Standing standing_now(const Draft& draft, const Programme& programme, Instant at) {
    Standing standing;
    if (draft.customer().exists()) standing = standing_of(programme, draft.customer(), at);
    standing.at = at;
    return standing;
}

}  // namespace

void issue_vouchers(Draft& draft, OrderState state, Instant at) {
    const Programme& programme = draft.order_programme();
    for (const Offer& offer : programme.offers) {
        if (!offer.issue || offer.issue->kind != Issue::Kind::order || offer.issue->state != state ||
            !is_on(offer, at))
            continue;
        const Standing standing = standing_now(draft, programme, at);
        ConditionFacts facts = facts_of(draft, programme, standing);
        const Basket basket = basket_of(programme, draft.order());
        if (basket.lines.empty()) continue;
        facts.order = &draft.order();
        facts.order_subtotal = basket.subtotal;
        if (offer.issue->when && !holds(*offer.issue->when, facts)) continue;
        Code code = voucher_of(programme, offer, draft.order().id, &draft.order(), at);
        code.customer = draft.customer().id;
        code.issued_by = draft.order().id;
        issue(draft, std::move(code));
    }
}

void issue_vouchers(Draft& draft, const TrackActivity& activity) {
    const Programme& programme = draft.programme;
    for (const Offer& offer : programme.offers) {
        if (!offer.issue || offer.issue->kind != Issue::Kind::activity || offer.issue->activity != activity.type ||
            !is_on(offer, activity.at))
            continue;
        const Standing standing = standing_now(draft, programme, activity.at);
        ConditionFacts facts = facts_of(draft, programme, standing);
        facts.activity = activity.type;
        facts.activity_attributes = &activity.attributes;
        if (offer.issue->when && !holds(*offer.issue->when, facts)) continue;
        Code code = voucher_of(programme, offer, voucher_source(activity), nullptr, activity.at);
        code.customer = draft.customer().id;
        issue(draft, std::move(code));
    }
}

void start_clocks(Draft& draft, OrderState state, Instant at) {
    const Programme& programme = draft.order_programme();
    const std::vector<CodeId> issued = draft.order().issued;
    for (const CodeId id : issued) {
        const Code* code = draft.state().code(id);
        const Offer* offer = code == nullptr ? nullptr : programme.offer(code->rule);
        if (offer == nullptr || !offer->decay || starts_at(*offer) != state || code->clock_starts_at <= at)
            continue;
        Code started = *code;
        started.clock_starts_at = at;
        started.valid_until = end_of_life(programme, *offer, at);
        draft.emit(CodeChanged{std::move(started)});
    }
}

std::vector<std::string> void_issued(Draft& draft) {
    std::vector<std::string> spent;
    const std::vector<CodeId> issued = draft.order().issued;
    for (const CodeId id : issued) {
        const Code* code = draft.state().code(id);
        if (code == nullptr || code->form != CodeForm::voucher || code->voided) continue;
        const bool used = std::any_of(code->uses.begin(), code->uses.end(),
                                      [](const CodeUse& use) { return use.held_until == kNever; });
        if (used) {
            spent.push_back(code->last_four);
            continue;
        }
        Code gone = *code;
        gone.voided = true;
        if (gone.print == PrintState::waiting) gone.print = PrintState::voided;
        draft.emit(CodeChanged{std::move(gone)});
    }
    return spent;
}

namespace {

void freeze(Draft& draft, const Code& card) {
    Code frozen = card;
    frozen.frozen = true;
    draft.emit(CodeChanged{std::move(frozen)});
}

bool is_open_card(const Code* card) {
    return card != nullptr && card->form == CodeForm::gift_card && !card->frozen && !card->voided;
}

// Of the cards that the order bought, one of this worth; any other when there is none.
const Code* card_worth(const Draft& draft, Money worth) {
    const Code* any = nullptr;
    for (const CodeId id : draft.order().issued) {
        const Code* card = draft.state().code(id);
        if (!is_open_card(card)) continue;
        if (card->initial == worth) return card;
        if (any == nullptr) any = card;
    }
    return any;
}

}  // namespace

void freeze_bought_cards(Draft& draft, const Refund* refund) {
    if (refund == nullptr) {
        const std::vector<CodeId> issued = draft.order().issued;
        for (const CodeId id : issued)
            if (const Code* card = draft.state().code(id); is_open_card(card)) freeze(draft, *card);
        return;
    }
    for (const RefundLine& back : refund->lines) {
        const std::vector<OrderLine>& lines = draft.order().content.lines;
        const auto line =
            std::find_if(lines.begin(), lines.end(), [&](const OrderLine& one) { return one.id == back.line; });
        if (line == lines.end() || !line->gift_card) continue;
        const Money worth = round_half_even(line->unit_price, draft.programme.currency);
        for (int64_t i = 0; i < back.quantity; ++i) {
            const Code* card = card_worth(draft, worth);
            if (card == nullptr) break;
            freeze(draft, *card);
        }
    }
}

namespace {

// The order's place among all, from 0 to 2^32, always the same.
bool is_drawn(const Programme& programme, const SurpriseGift& gift, const OrderId& order) {
    const uint64_t place = hash64(programme.id + "\n" + gift.id + "\n" + order.value) >> 32U;
    return static_cast<Int128>(place) * gift.share.denominator < (static_cast<Int128>(gift.share.numerator) << 32);
}

std::string use_of(const std::string& gift) { return "gift:" + gift; }

}  // namespace

void give_gifts(Draft& draft, Instant at) {
    const Programme& programme = draft.order_programme();
    if (!draft.order().content.apply_offers) return;
    for (const SurpriseGift& gift : programme.gifts) {
        const std::vector<GiftGiven>& given = draft.order().gifts;
        const bool has_it =
            std::any_of(given.begin(), given.end(), [&](const GiftGiven& one) { return one.gift == gift.id; });
        if (has_it || at < gift.from || at >= gift.until || !is_drawn(programme, gift, draft.order().id)) continue;
        const Standing standing = standing_now(draft, programme, at);
        ConditionFacts facts = facts_of(draft, programme, standing);
        facts.order = &draft.order();
        facts.order_subtotal = basket_of(programme, draft.order()).subtotal;
        if (gift.when && !holds(*gift.when, facts)) continue;
        if (room_left(draft, use_of(gift.id), gift.limits, at).uses < 1) continue;
        draft.emit(GiftGranted{{gift.id, gift.product}});
        count_uses(draft, use_of(gift.id), gift.limits, at, 1, {});
    }
}

void give_back_gifts(Draft& draft) {
    if (draft.order().delivered_at != kNever) return;
    const Programme& programme = draft.order_programme();
    for (const SurpriseGift& gift : programme.gifts) {
        const std::vector<GiftGiven>& given = draft.order().gifts;
        const bool has_it =
            std::any_of(given.begin(), given.end(), [&](const GiftGiven& one) { return one.gift == gift.id; });
        if (has_it) count_uses(draft, use_of(gift.id), gift.limits, draft.order().placed_at, -1, {});
    }
}

}  // namespace habitue::loyalty
