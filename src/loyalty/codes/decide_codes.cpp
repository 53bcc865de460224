// Codes, vouchers given by hand, and gift cards: issued and changed.
#include <algorithm>
#include <set>

#include "loyalty/deciders.h"
#include "loyalty/programme/programme.h"

namespace habitue::loyalty {
namespace {

constexpr size_t kMostCodesAtOnce = 1'000;
// Each use stands in the code's own row; what many people use is a public word with a limit.
constexpr int64_t kMostUses = 1'000;

std::string code_pointer(size_t index, const char* field = "") { return "/codes/" + std::to_string(index) + field; }

void check_text(Draft& draft, const std::string& text, const char* where, bool needed) {
    if (text.size() > kLongestText || (needed && text.empty()))
        draft.refuse(RefusalCode::invalid, where, needed ? "1 to 256 bytes" : "at most 256 bytes");
}

void check_new_codes(Draft& draft, const IssueCodes& issue) {
    if (issue.codes.empty() || issue.codes.size() > kMostCodesAtOnce)
        return draft.refuse(RefusalCode::invalid, "/codes", "1 to 1000 codes");
    std::set<CodeId> seen;
    for (size_t i = 0; i < issue.codes.size(); ++i) {
        const NewCode& fresh = issue.codes[i];
        if (!fresh.code) draft.refuse(RefusalCode::invalid, code_pointer(i), "no code");
        if (fresh.last_four.size() > 4)
            draft.refuse(RefusalCode::invalid, code_pointer(i, "/last_four"), "at most 4 characters");
        const bool exists = draft.state().code(fresh.code) != nullptr;
        if (exists || !seen.insert(fresh.code).second)
            draft.refuse(RefusalCode::code_exists, code_pointer(i),
                         exists ? "ends in " + fresh.last_four : "given twice");
    }
}

void check_dates(Draft& draft, const IssueCodes& issue) {
    for (const auto& [time, where] :
         {std::pair(issue.valid_from, "/valid_from"), std::pair(issue.valid_until, "/valid_until")})
        if (time != kEarliest && time != kNever && (time < kEarliest || time > kLatest))
            draft.refuse(RefusalCode::invalid, where, "between 1900 and 2099");
    if (issue.valid_until <= std::max(issue.valid_from, draft.now))
        draft.refuse(RefusalCode::invalid, "/valid_until", "after valid_from and now");
}

void check_person(Draft& draft, const IssueCodes& issue) {
    const bool by_hand = issue.form == CodeForm::voucher || (issue.form == CodeForm::gift_card && !issue.purchase);
    check_text(draft, issue.reason, "/reason", by_hand);
    check_text(draft, issue.actor, "/actor", by_hand);
    if (issue.customer.empty()) return;
    if (issue.customer.size() > kLongestText)
        draft.refuse(RefusalCode::invalid, "/customer", "at most 256 bytes");
    else if (!draft.customer().exists())
        draft.refuse(RefusalCode::customer_not_found, "/customer", issue.customer);
}

Code blank(const Draft& draft, const IssueCodes& issue) {
    Code code;
    code.form = issue.form;
    code.rule = issue.rule;
    code.batch = issue.batch;
    code.customer = draft.customer().id;
    code.issued_by = issue.purchase;
    code.issued_at = draft.now;
    code.valid_from = issue.valid_from == kEarliest ? draft.now : issue.valid_from;
    code.valid_until = issue.valid_until;
    code.most_uses = issue.most_uses;
    return code;
}

void emit_codes(Draft& draft, const IssueCodes& issue, Code code) {
    for (const NewCode& fresh : issue.codes) {
        code.id = fresh.code;
        code.last_four = fresh.last_four;
        code.pin_hash = fresh.pin_hash;
        draft.emit(CodeIssued{code});
    }
}

const Offer* offer_opened_by(Draft& draft, const IssueCodes& issue, Offer::Source source) {
    const Offer* offer = draft.programme.offer(issue.rule);
    if (offer == nullptr) {
        draft.refuse(RefusalCode::rule_not_found, "/rule", issue.rule);
    } else if (offer->source != source) {
        draft.refuse(RefusalCode::not_allowed, "/rule",
                     issue.rule + (source == Offer::Source::codes ? " is not opened by codes of batches"
                                                                  : " is not a voucher"));
        offer = nullptr;
    }
    return offer;
}

void check_only_of_cards(Draft& draft, const IssueCodes& issue) {
    if (issue.purchase) draft.refuse(RefusalCode::invalid, "/purchase", "of gift cards only");
    if (issue.amount != Money{}) draft.refuse(RefusalCode::invalid, "/amount", "of gift cards only");
    if (!issue.merchant.empty()) draft.refuse(RefusalCode::invalid, "/merchant", "of gift cards only");
    for (size_t i = 0; i < issue.codes.size(); ++i)
        if (issue.codes[i].pin_hash != 0)
            draft.refuse(RefusalCode::invalid, code_pointer(i, "/pin"), "of gift cards only");
}

void issue_batch(Draft& draft, const IssueCodes& issue) {
    const Offer* offer = offer_opened_by(draft, issue, Offer::Source::codes);
    check_text(draft, issue.batch, "/batch", true);
    if (issue.most_uses < 1 || issue.most_uses > kMostUses)
        draft.refuse(RefusalCode::invalid, "/most_uses", "1 to 1000; a public word with a limit takes more");
    check_only_of_cards(draft, issue);
    if (offer == nullptr || draft.refused()) return;
    Code code = blank(draft, issue);
    code.valid_until = std::min(code.valid_until, offer->until);
    emit_codes(draft, issue, std::move(code));
}

void issue_voucher(Draft& draft, const IssueCodes& issue) {
    const Offer* offer = offer_opened_by(draft, issue, Offer::Source::voucher);
    if (issue.customer.empty()) draft.refuse(RefusalCode::invalid, "/customer", "a voucher is for one customer");
    if (issue.most_uses != 1) draft.refuse(RefusalCode::invalid, "/most_uses", "a voucher is used once");
    check_only_of_cards(draft, issue);
    if (offer == nullptr || draft.refused()) return;
    Code code = blank(draft, issue);
    if (code.valid_until == kNever && offer->issue && offer->issue->validity.count > 0)
        code.valid_until = anchor(add(code.valid_from, offer->issue->validity, draft.programme.zone),
                                  Anchor::end_of_day, draft.programme.zone);
    code.valid_until = std::min(code.valid_until, offer->until);
    if (offer->decay) code.clock_starts_at = code.valid_from;
    if (offer->issue && offer->issue->insert) code.print = PrintState::waiting;
    emit_codes(draft, issue, std::move(code));
}

void check_card(Draft& draft, const IssueCodes& issue, const GiftCardKind& kind) {
    if (issue.amount < kind.least || issue.amount > kind.most)
        draft.refuse(RefusalCode::amount_out_of_range, "/amount",
                     "from " + to_text(kind.least, draft.programme.currency) + " to " +
                         to_text(kind.most, draft.programme.currency));
    if (kind.bound) check_text(draft, issue.merchant, "/merchant", true);
    if (!kind.bound && !issue.merchant.empty())
        draft.refuse(RefusalCode::invalid, "/merchant", "cards of this kind pay every merchant");
    for (size_t i = 0; i < issue.codes.size(); ++i)
        if ((issue.codes[i].pin_hash != 0) != kind.pin)
            draft.refuse(RefusalCode::invalid, code_pointer(i, "/pin"),
                         kind.pin ? "cards of this kind have a PIN" : "cards of this kind have no PIN");
}

void issue_cards(Draft& draft, const IssueCodes& issue) {
    const GiftCardKind* kind = draft.programme.gift_card(issue.rule);
    if (kind == nullptr) return draft.refuse(RefusalCode::rule_not_found, "/rule", issue.rule);
    check_card(draft, issue, *kind);
    if (draft.refused()) return;
    Code card = blank(draft, issue);
    if (issue.valid_from == kEarliest && kind->activation.count > 0)
        card.valid_from = add(draft.now, kind->activation, draft.programme.zone);
    if (card.valid_until == kNever && kind->validity.count > 0)
        card.valid_until = anchor(add(card.valid_from, kind->validity, draft.programme.zone), kind->validity_anchor,
                                  draft.programme.zone);
    card.most_uses = 0;
    card.initial = card.balance = issue.amount;
    card.merchant = issue.merchant;
    emit_codes(draft, issue, std::move(card));
}

// Prints are told each time; all other changes only once.
void change(Draft& draft, const Code& before, const Code& after) {
    if (!(before == after)) draft.emit(CodeChanged{after});
}

void change_print(Draft& draft, const Code& before, CodeChange asked) {
    if (before.print == PrintState::none || before.print == PrintState::voided || before.voided)
        return draft.refuse(RefusalCode::not_allowed, "/change",
                            before.print == PrintState::none ? "it is not put into a parcel" : "it is void");
    Code after = before;
    after.print = asked == CodeChange::printed ? PrintState::printed : PrintState::voided;
    after.voided = asked == CodeChange::void_insert;
    draft.emit(CodeChanged{std::move(after)});
}

}  // namespace

void decide_issue_codes(Draft& draft, const IssueCodes& issue) {
    check_new_codes(draft, issue);
    check_dates(draft, issue);
    check_person(draft, issue);
    switch (issue.form) {
        case CodeForm::batch: return issue_batch(draft, issue);
        case CodeForm::voucher: return issue_voucher(draft, issue);
        case CodeForm::gift_card: return issue_cards(draft, issue);
    }
    draft.refuse(RefusalCode::invalid, "/form", "batch, voucher or gift_card");
}

void decide_change_code(Draft& draft, const ChangeCode& asked) {
    const bool needs_person = asked.change != CodeChange::printed;
    check_text(draft, asked.reason, "/reason", needs_person);
    check_text(draft, asked.actor, "/actor", needs_person);
    const Code* found = draft.state().code(asked.code);
    if (found == nullptr) draft.refuse(RefusalCode::code_not_valid, "/code");
    if (draft.refused()) return;
    const Code before = *found;
    Code after = before;
    switch (asked.change) {
        case CodeChange::void_code:
            after.voided = true;
            if (after.print == PrintState::waiting) after.print = PrintState::voided;
            return change(draft, before, after);
        case CodeChange::freeze:
        case CodeChange::unfreeze:
            if (before.form != CodeForm::gift_card)
                return draft.refuse(RefusalCode::not_allowed, "/change", "gift cards only");
            after.frozen = asked.change == CodeChange::freeze;
            return change(draft, before, after);
        case CodeChange::printed:
        case CodeChange::void_insert: return change_print(draft, before, asked.change);
    }
    draft.refuse(RefusalCode::invalid, "/change", "void, freeze, unfreeze, printed or void_insert");
}

}  // namespace habitue::loyalty
