#include "http/routes/wire_offers.h"

#include <algorithm>
#include <cstdlib>

#include "base/rate.h"
#include "http/routes/code_reading.h"
#include "http/routes/offer_texts.h"
#include "loyalty/offers/decay.h"
#include "loyalty/offers/sentences.h"

namespace habitue::wire {

using namespace loyalty;

std::string_view state_of(const Code& code, Instant now) {
    if (code.voided) return "voided";
    if (code.frozen) return "frozen";
    if (code.used_up()) return "used_up";
    if (code.valid_until != kNever && code.valid_until <= now) return "expired";
    if (code.valid_from > now) return "not_yet_valid";
    return "open";
}

void code_fields(JsonWriter& json, const Code& code, Instant now) {
    json.field("id", habitue::to_text(code.id)).field("form", name_of(code.form)).field("rule", code.rule);
    json.field("state", state_of(code, now)).field("last_four", code.last_four);
    if (!code.batch.empty()) json.field("batch", code.batch);
    if (code.customer) json.field("customer", to_text(code.customer));
    if (code.issued_by) json.field("issued_by", code.issued_by.value);
    instant(json, "issued_at", code.issued_at);
    instant(json, "valid_from", code.valid_from);
    instant(json, "valid_until", code.valid_until);
    instant(json, "clock_starts_at", code.clock_starts_at);
    json.field("most_uses", code.most_uses);
    json.key("uses").array();
    for (const CodeUse& use : code.uses) {
        json.object().field("order", use.order.value);
        if (code.form == CodeForm::gift_card) json.field("amount_minor", use.amount.minor);
        json.end_object();
    }
    json.end_array();
    if (code.print != PrintState::none) json.field("print", name_of(code.print));
    if (code.form != CodeForm::gift_card) return;
    json.field("initial_minor", code.initial.minor).field("balance_minor", code.balance.minor);
    json.field("pin", code.pin_hash != 0);
    if (!code.merchant.empty()) json.field("merchant", code.merchant);
}

Money Bill::total() const {
    Money sum = delivery;
    for (const Line& line : lines) sum.minor += line.amount.minor;
    return sum;
}

Money Bill::discount() const {
    Money sum = delivery_discount;
    for (const Line& line : lines) sum.minor += line.discount.minor;
    return sum;
}

Money Bill::to_pay() const {
    return {std::max<int64_t>(
        0, total().minor + tax.minor - discount().minor - points.minor - cards.minor - unpaid.minor)};
}

namespace {

Amount kept_of(Amount whole, Rate kept) {
    return {scale(whole.millionths, kept, Rounding::half_even).value_or(whole.millionths)};
}

}  // namespace

Bill bill_of(const Programme& programme, const Order& order) {
    Bill bill;
    bill.lines.resize(order.content.lines.size());
    if (order.cancelled_at != kNever) return bill;
    for (size_t i = 0; i < bill.lines.size(); ++i) {
        const OrderLine& line = order.content.lines[i];
        const Rate kept{order.kept_quantity(line), line.quantity};
        const Amount whole = times(line.unit_price, line.quantity).value_or(Amount{}) - line.discount;
        bill.lines[i].amount = round_half_even(kept_of(whole, kept), programme.currency);
        bill.lines[i].tax = round_half_even(kept_of(line.tax, kept), programme.currency);
    }
    bill.delivery = round_half_even(order.content.delivery, programme.currency);
    for (const Advantage& advantage : order.advantages) {
        for (const LineDiscount& part : advantage.lines)
            if (part.line < bill.lines.size()) bill.lines[part.line].discount.minor += part.amount.minor;
        bill.delivery_discount.minor += advantage.delivery.minor;
    }
    for (Bill::Line& line : bill.lines) {
        if (line.amount.minor > 0 && line.discount.minor > 0)
            line.tax.minor =
                scale(line.tax.minor, Rate{line.net().minor, line.amount.minor}, Rounding::half_even).value_or(0);
        if (!programme.prices_with_tax) bill.tax.minor += line.tax.minor;
    }
    for (const Payment& payment : order.payments) bill.points.minor += payment.worth.minor;
    for (const CardPayment& payment : order.card_payments) bill.cards.minor += payment.amount.minor;
    bill.unpaid = order.unpaid;
    return bill;
}

namespace {

// Only what may be announced has a reference.
void reference_of(JsonWriter& json, const Programme& programme, const Quote* quote, size_t line,
                  std::string_view language) {
    if (quote == nullptr) return;
    for (const ReferencePrice& reference : quote->references) {
        if (reference.line != line || !reference.shown) continue;
        json.field("reference_price_minor", reference.prior.price->minor);
        json.field("reference_sentence",
                   sentence(reference.prior, programme.currency, programme.zone).in(language));
    }
}

}  // namespace

void bill_lines(JsonWriter& json, const Programme& programme, const Order& order, const Bill& bill,
                const Quote* quote, std::string_view language) {
    json.key("lines").array();
    for (size_t i = 0; i < bill.lines.size(); ++i) {
        const Bill::Line& line = bill.lines[i];
        json.object().field("line", order.content.lines[i].id).field("amount_minor", line.amount.minor);
        json.field("discount_minor", line.discount.minor).field("net_minor", line.net().minor);
        json.field("tax_minor", line.tax.minor);
        reference_of(json, programme, quote, i, language);
        json.end_object();
    }
    json.end_array();
}

void tenders(JsonWriter& json, const Order& order, const Bill& bill) {
    json.key("tenders").array();
    for (const Payment& payment : order.payments)
        json.object()
            .field("type", "points")
            .field("wallet", payment.wallet)
            .field("points", payment.points().value)
            .field("amount_minor", payment.worth.minor)
            .end_object();
    for (const CardPayment& payment : order.card_payments) {
        json.object().field("type", "gift_card").field("id", habitue::to_text(payment.card));
        json.field("last_four", payment.last_four);
        if (!payment.merchant.empty()) json.field("merchant", payment.merchant);
        json.field("amount_minor", payment.amount.minor).end_object();
    }
    json.object().field("type", "outside").field("amount_minor", bill.to_pay().minor).end_object();
    json.end_array();
}

void give_back(JsonWriter& json, const Order& before, const Handled& handled) {
    const Order& after = handled.after.order;
    json.key("give_back").array();
    for (const Payment& payment : before.payments) {
        Money left;
        for (const Payment& now : after.payments)
            if (now.wallet == payment.wallet) left.minor += now.worth.minor;
        if (left == payment.worth) continue;
        json.object().field("type", "points").field("wallet", payment.wallet);
        json.field("amount_minor", payment.worth.minor - left.minor).end_object();
    }
    for (const CardPayment& payment : before.card_payments) {
        Money left;
        for (const CardPayment& now : after.card_payments)
            if (now.card == payment.card && now.merchant == payment.merchant) left.minor += now.amount.minor;
        if (left == payment.amount) continue;
        json.object().field("type", "gift_card").field("id", habitue::to_text(payment.card));
        json.field("last_four", payment.last_four);
        if (!payment.merchant.empty()) json.field("merchant", payment.merchant);
        json.field("amount_minor", payment.amount.minor - left.minor).end_object();
    }
    for (const Effect& effect : handled.decision.effects)
        if (const auto* money = std::get_if<MoneyGivenBack>(&effect); money != nullptr && money->money > Money{})
            json.object().field("type", "outside").field("amount_minor", money->money.minor).end_object();
    json.end_array();
}

namespace {

void offer_name(JsonWriter& json, const Programme& programme, const std::string& id) {
    json.field("offer", id);
    if (const Offer* offer = programme.offer(id)) texts(json, "name", offer->name);
}

void line_shares(JsonWriter& json, const Order& order, const Advantage& of) {
    json.key("lines").array();
    for (const LineDiscount& part : of.lines) {
        json.object();
        if (part.line < order.content.lines.size()) json.field("line", order.content.lines[part.line].id);
        json.field("amount_minor", part.amount.minor).end_object();
    }
    json.end_array();
}

void discount_fields(JsonWriter& json, const Programme& programme, const Order& order, const Advantage& of,
                     bool by_line) {
    offer_name(json, programme, of.offer);
    if (!of.last_four.empty()) json.field("code_last_four", of.last_four);
    json.field("amount_minor", of.amount.minor);
    if (by_line) line_shares(json, order, of);
    json.field("delivery_minor", of.delivery.minor);
}

// The text of a voucher that the order issued itself; the shop may want to print or send it again.
void issued(JsonWriter& json, const Programme& programme, const Order& order) {
    json.key("issued").array();
    for (const CodeId id : order.issued) {
        json.object().field("id", habitue::to_text(id));
        for (const Offer& offer : programme.offers) {
            if (offer.source != Offer::Source::voucher) continue;
            const std::string text = voucher_code(programme.code_secret, order.id, offer.id);
            const auto plain = plain_code(text);
            if (!plain || code_id_of(programme.code_secret, *plain) != id) continue;
            json.field("code", text);
            offer_name(json, programme, offer.id);
            break;
        }
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void gifts(JsonWriter& json, const Programme& programme, const Order& order) {
    json.key("gifts").array();
    for (const GiftGiven& given : order.gifts) {
        json.object().field("gift", given.gift).field("product", given.product);
        for (const SurpriseGift& gift : programme.gifts)
            if (gift.id == given.gift) texts(json, "name", gift.name);
        json.end_object();
    }
    json.end_array();
}

void order_offers(JsonWriter& json, const Programme& programme, const Order& order) {
    const Bill bill = bill_of(programme, order);
    json.key("advantages").array();
    for (const Advantage& advantage : order.advantages) {
        json.object();
        discount_fields(json, programme, order, advantage, true);
        json.end_object();
    }
    json.end_array();
    json.field("discount_minor", bill.discount().minor);
    tenders(json, order, bill);
    json.field("to_pay_minor", bill.to_pay().minor);
    if (bill.unpaid > Money{}) json.field("unpaid_minor", bill.unpaid.minor);
    gifts(json, programme, order);
    issued(json, programme, order);
    instant(json, "locked_until", order.locked_until);
}

namespace {

const Applied* applied_of(const Pricing* pricing, const Advantage& advantage) {
    if (pricing == nullptr) return nullptr;
    for (const Applied& applied : pricing->applied)
        if (applied.offer->id == advantage.offer && applied.code == advantage.code) return &applied;
    return nullptr;
}

void write_reason(JsonWriter& json, RefusalCode reason, const std::string& said, const std::string& detail) {
    const RefusalKind& kind = kind_of(reason);
    json.field("reason", kind.name).field("sentence", said);
    if (!detail.empty()) json.field("detail", detail);
    json.field("later_could_help", kind.later_could_help);
}

std::string last_four_of_given(const OrderContent& content, const NotApplied& no) {
    for (const CodeGiven& given : content.codes) {
        const bool of_word =
            !given.word.empty() && (no.word == given.word || (no.offer && no.offer->word == given.word));
        if (of_word || (no.code && given.code == no.code)) return given.last_four;
    }
    return "";
}

// What was entered and opens nothing; then the offers that did not apply.
void not_applied(JsonWriter& json, const Programme& programme, const OrderContent& content,
                 const Checkout* checkout, std::string_view language) {
    static const Checkout nothing;
    if (checkout == nullptr) checkout = &nothing;
    const std::vector<NotApplied>& offers = checkout->pricing.not_applied;
    std::vector<std::string> by_offers;  // these codes speak of an offer
    by_offers.reserve(offers.size());
    for (const NotApplied& no : offers) by_offers.push_back(last_four_of_given(content, no));
    json.key("not_applied").array();
    for (const Refusal& refusal : checkout->refusals) {
        const bool card = refusal.where.starts_with("/gift_cards/");
        const size_t index = std::strtoul(refusal.where.c_str() + refusal.where.rfind('/') + 1, nullptr, 10);
        if (index >= (card ? content.gift_cards.size() : content.codes.size())) continue;
        const std::string& last_four = card ? content.gift_cards[index].last_four : content.codes[index].last_four;
        if (!card && std::find(by_offers.begin(), by_offers.end(), last_four) != by_offers.end()) continue;
        json.object().field(card ? JsonKey("gift_card_last_four") : JsonKey("code_last_four"), last_four);
        const RefusalKind& kind = kind_of(refusal.code);
        write_reason(json, refusal.code, std::string(language == "en" ? kind.en : kind.fr), refusal.detail);
        json.key("instead").array().end_array().end_object();
    }
    for (size_t i = 0; i < offers.size(); ++i) {
        const NotApplied& no = offers[i];
        json.object();
        // whether the code was ever good, and for what, is nobody's to know
        if (no.offer != nullptr && no.reason != RefusalCode::code_not_valid) {
            json.field("offer", no.offer->id);
            texts(json, "name", no.offer->name);
        }
        if (!by_offers[i].empty()) json.field("code_last_four", by_offers[i]);
        write_reason(json, no.reason, sentence(programme, no, language), no.detail);
        json.key("instead").array();
        for (const Offer* other : no.instead) json.text(other->id);
        json.end_array().end_object();
    }
    json.end_array();
}

void nudges(JsonWriter& json, const Programme& programme, const Pricing* pricing, std::string_view language) {
    static const Pricing nothing;
    json.key("nudges").array();
    for (const Nudge& nudge : (pricing ? *pricing : nothing).nudges) {
        json.object().field("offer", nudge.offer->id);
        texts(json, "name", nudge.offer->name);
        if (nudge.missing > Money{}) json.field("missing_minor", nudge.missing.minor);
        if (nudge.missing_quantity > 0) json.field("missing_quantity", nudge.missing_quantity);
        if (!nudge.products.empty()) {
            json.key("products").array();
            for (const std::string& product : nudge.products) json.text(product);
            json.end_array();
        }
        json.field("sentence", sentence(programme, nudge, language)).end_object();
    }
    json.end_array();
}

}  // namespace

void countdown(JsonWriter& json, const Programme& programme, const Offer& offer, const Code& code,
               std::string_view language, Instant now) {
    const Benefit& full = offer.steps.front().benefit;
    const auto value = [&](std::string_view key, Instant at) {
        Instant change = kNever;
        json.key(key);
        if (!offer.decay) {
            json.text(worth_text(full, programme.currency, language));
            return change;
        }
        const ValueOfDay day =
            value_at(*offer.decay, clock_start(offer, &code, programme.zone), at, programme.zone);
        if (day.none)
            json.null();
        else
            json.text(
                worth_text(scaled(day.benefit ? *day.benefit : full, day.share), programme.currency, language));
        return day.next_change;
    };
    const Instant change = value("value", now);
    if (change == kNever) return;
    json.field("next_change_at", to_text(change))
        .field("next_change_in_seconds", (change - now).milliseconds / 1000);
    value("next_value", change);
}

void quote(JsonWriter& json, const Programme& programme, const OrderContent& given, const Order& order,
           const std::vector<Code>& codes, const Quote* quoted, std::string_view language, Instant now) {
    const Checkout* checkout = quoted == nullptr ? nullptr : &quoted->checkout;
    const Pricing* pricing = checkout == nullptr ? nullptr : &checkout->pricing;
    json.key("discounts").array();
    for (const Advantage& advantage : order.advantages) {
        json.object();
        discount_fields(json, programme, order, advantage, quoted != nullptr);
        const Applied* applied = applied_of(pricing, advantage);
        if (applied != nullptr && !applied->shrunk_by.empty()) json.field("shrunk_by", applied->shrunk_by);
        const auto code =
            std::find_if(codes.begin(), codes.end(), [&](const Code& one) { return one.id == advantage.code; });
        if (applied != nullptr && code != codes.end() && applied->offer->decay)
            countdown(json, programme, *applied->offer, *code, language, now);
        json.end_object();
    }
    json.end_array();
    not_applied(json, programme, given, checkout, language);
    nudges(json, programme, pricing, language);
    if (pricing == nullptr) return;
    json.key("proof").object().field("optimal", pricing->proven).field("bound_minor", pricing->bound.minor);
    json.field("work", pricing->work).end_object();
}

}  // namespace habitue::wire
