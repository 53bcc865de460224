#include "scenario/sentence.h"

#include <algorithm>

#include "base/decimal.h"
#include "loyalty/codes/code_text.h"
#include "loyalty/codes/vouchers.h"

namespace habitue::scenario {

using namespace loyalty;

namespace {

class Teller {
  public:
    Teller(const std::string& sentence, Instant now, World& world, Memory& memory)
        : words_(sentence), now_(now), world_(world), memory_(memory) {}

    std::optional<Answer> tell() {
        if (words_.take("the")) {
            words_.expect("clock");
            words_.expect_end();
            world_.pass_time_to(now_);
            return std::nullopt;
        }
        if (words_.take("a")) {
            words_.expect("guest");
            if (words_.take("locks")) return lock("");
            words_.expect("orders");
            return order("", OrderKind::sale);
        }
        const std::string subject = words_.next("who or what");
        const Answer answer = deed(subject);
        words_.expect_end();
        return answer;
    }

  private:
    Answer deed(const std::string& subject) {
        if (words_.take("is")) return state_of(subject);
        if (words_.take("adjusts")) return adjust(subject);
        if (words_.take("merges")) return merge(subject);
        if (words_.take("separates")) return undo_merge(subject);
        if (words_.take("issues")) return issue(subject);
        if (words_.take("voids"))
            return change(subject, words_.take("insert") ? CodeChange::void_insert : CodeChange::void_code);
        if (words_.take("freezes")) return change(subject, CodeChange::freeze);
        if (words_.take("unfreezes")) return change(subject, CodeChange::unfreeze);
        if (words_.take("prints")) return change(subject, CodeChange::printed);
        memory_.meet(subject);
        if (words_.take("joins")) return join(subject);
        if (words_.take("now")) return profile(subject);
        if (words_.take("no")) return drop(subject);
        if (words_.take("orders")) return order(subject, OrderKind::sale);
        if (words_.take("returns")) return order(subject, OrderKind::returned);
        if (words_.take("does")) return activity(subject);
        if (words_.take("redeems")) return redeem(subject);
        if (words_.take("gives")) return words_.take("back") ? give_back(subject) : transfer(subject);
        if (words_.take("holds")) return hold(subject);
        if (words_.take("captures")) return capture(subject);
        if (words_.take("locks")) return lock(subject);
        if (words_.take("releases")) {
            if (words_.take("cart")) return world_.release(ReleaseCart{{words_.next("a cart")}}, now_);
            words_.expect("hold");
            return world_.release(subject, {.hold = number("a hold's number")}, now_);
        }
        words_.fail("a verb");
    }

    Answer state_of(const std::string& subject) {
        if (words_.take("refunded")) return refund(subject);
        if (words_.take("known")) {
            memory_.meet(subject);
            return world_.put_customer({.external_id = subject, .attributes = attributes()}, now_);
        }
        AdvanceOrder advance{.order = {subject}};
        if (words_.take("paid"))
            advance.state = OrderState::paid;
        else if (words_.take("delivered"))
            advance.state = OrderState::delivered;
        else if (words_.take("cancelled"))
            advance.state = OrderState::cancelled;
        else
            words_.fail("paid, delivered, cancelled, refunded or known");
        advance.at = event_time();
        return world_.advance(advance, now_);
    }

    Answer join(const std::string& customer) {
        PutCustomer put{.external_id = customer, .joined_at = event_time()};
        put.attributes = attributes();
        return world_.put_customer(put, now_);
    }

    Answer profile(const std::string& customer) {
        words_.expect("has");
        return world_.put_customer({.external_id = customer, .attributes = attribute_list()}, now_);
    }

    Answer drop(const std::string& customer) {
        words_.expect("longer");
        words_.expect("has");
        return world_.put_customer({.external_id = customer, .removed = {words_.next("an attribute")}}, now_);
    }

    // A1: 2 x wine:red at 12.50 less 1.00, 1 x mug at 8; delivery 4.90; paid; pays 100 points
    Answer order(const std::string& customer, OrderKind kind) {
        PutOrder put;
        put.order = {words_.next("an order's id")};
        put.customer = customer;
        put.currency = world_.programme().currency.text();
        put.placed_at = now_;
        put.content.kind = kind;
        words_.expect(":");
        do put.content.lines.push_back(line(put.content.lines.size() + 1));
        while (words_.take(","));
        while (words_.take(";")) order_clause(put);
        words_.expect_end();
        memory_.orders[put.order.value] = put.content;
        return world_.put_order(put, now_);
    }

    void order_clause(PutOrder& put) {
        if (words_.take("delivery"))
            put.content.delivery = words_.amount("what delivery costs");
        else if (words_.take("placed"))
            put.placed_at = words_.moment().in(zone());
        else if (words_.take("paid"))
            put.paid_at = words_.sees_date() ? words_.moment().in(zone()) : now_;
        else if (words_.take("delivered"))
            put.delivered_at = words_.sees_date() ? words_.moment().in(zone()) : now_;
        else if (words_.take("currency"))
            put.currency = words_.next("a currency");
        else if (words_.take("channel"))
            put.content.channel = words_.next("a channel");
        else if (words_.take("with"))
            put.content.attributes = attribute_list();
        else if (words_.take("pays"))
            put.content.pay_with_points.push_back(payment());
        else if (words_.take("expecting")) {
            put.expected_discount = money("a discount");
            words_.expect("off");
        } else
            advantage_clause(put.content);
    }

    // offers | code NOEL10 | voucher of A1 by retour | card K1 [up to 5.00]
    void advantage_clause(OrderContent& content) {
        content.apply_offers = true;
        if (words_.take("offers")) return;
        if (words_.sees("card")) {
            CardOffered offered{.card = code_named(words_, world_.programme()), .last_four = {}, .most = {}};
            if (words_.take("up")) {
                words_.expect("to");
                offered.most = money("an amount");
            }
            return content.gift_cards.push_back(std::move(offered));
        }
        if (words_.sees("code") && is_word(words_.peek(1))) {
            words_.take("code");
            return content.codes.push_back(
                {.word = *plain_word(words_.next("a code")), .code = {}, .last_four = {}});
        }
        if (!words_.sees("code") && !words_.sees("voucher"))
            words_.fail(
                "delivery, placed, paid, delivered, currency, channel, with, pays, expecting, offers, code, "
                "voucher or card");
        content.codes.push_back({.word = {}, .code = code_named(words_, world_.programme()), .last_four = {}});
    }

    bool is_word(const std::string& typed) const {
        const auto word = plain_word(typed);
        const std::vector<Offer>& offers = world_.programme().offers;
        return word &&
               std::any_of(offers.begin(), offers.end(), [&](const Offer& offer) { return offer.word == *word; });
    }

    // camille locks A1 for 15 minutes: 1 x wine:red at 12.50; offers
    Answer lock(const std::string& customer) {
        PutOrder put;
        LockCart lock;
        lock.order = {words_.next("a cart's id")};
        lock.customer = customer;
        lock.currency = world_.programme().currency.text();
        words_.expect("for");
        lock.until = now_ + minutes(words_.whole("how many"));
        words_.expect("minutes");
        words_.expect(":");
        do put.content.lines.push_back(line(put.content.lines.size() + 1));
        while (words_.take(","));
        while (words_.take(";")) order_clause(put);
        words_.expect_end();
        lock.content = std::move(put.content);
        return world_.lock(lock, now_);
    }

    // shop issues code AAAA of noel in batch B1 [for camille] [until DATE] [for 3 uses]
    // shop issues voucher VVVV of retour for camille: "sorry"
    // shop issues card K1 of carte over 50.00 [for camille] [bought by A1] [of seller lyon] [until DATE]:
    // "birthday"
    Answer issue(const std::string& actor) {
        IssueCodes issue;
        if (actor != "nobody") issue.actor = actor;
        if (words_.take("code"))
            issue.form = CodeForm::batch;
        else if (words_.take("voucher"))
            issue.form = CodeForm::voucher;
        else
            issue.form = CodeForm::gift_card, words_.expect("card");
        const std::string text = words_.next("a code");
        const Hash256& secret = world_.programme().code_secret;
        const std::string plain = plain_code(text).value_or("");
        issue.codes = {{.code = code_id_of(secret, plain), .last_four = last_four_of(plain), .pin_hash = 0}};
        words_.expect("of");
        issue.rule = words_.next("an offer or a kind of gift card");
        while (!words_.done() && !words_.sees(":")) issue_clause(issue);
        issue.reason = reason();
        if (issue.form == CodeForm::batch && issue.batch.empty()) issue.batch = "b1";
        return world_.issue(issue, now_);
    }

    void issue_clause(IssueCodes& issue) {
        if (words_.take("in")) {
            words_.expect("batch");
            issue.batch = words_.next("a batch");
        } else if (words_.take("over")) {
            issue.amount = money("an amount");
        } else if (words_.take("bought")) {
            words_.expect("by");
            issue.purchase = {words_.next("an order")};
        } else if (words_.take("pin")) {
            issue.codes[0].pin_hash =
                pin_hash_of(world_.programme().code_secret, issue.codes[0].code, words_.next("a PIN"));
        } else if (words_.take("of")) {
            words_.expect("seller");
            issue.merchant = words_.next("a seller");
        } else if (words_.take("until")) {
            issue.valid_until = words_.moment_or_end(zone());
        } else if (words_.sees("uses", 2)) {
            words_.expect("for");
            issue.most_uses = words_.whole("how many");
            words_.expect("uses");
        } else {
            words_.expect("for");
            issue.customer = words_.next("a customer");
            memory_.meet(issue.customer);
        }
    }

    // marie freezes card K1: "why"
    Answer change(const std::string& actor, CodeChange change) {
        ChangeCode asked{
            .code = code_named(words_, world_.programme()), .change = change, .reason = reason(), .actor = {}};
        if (actor != "nobody") asked.actor = actor;
        return world_.change(asked, now_);
    }

    Money money(std::string_view what) { return round_half_even(words_.amount(what), world_.programme().currency); }

    OrderLine line(size_t number_of_line) {
        OrderLine line{.id = std::to_string(number_of_line)};
        line.quantity = words_.whole("a quantity");
        words_.expect("x");
        const std::string product = words_.next("a product");
        const size_t colon = product.find(':');
        line.sku = colon == std::string::npos ? product : product.substr(colon + 1);
        if (colon != std::string::npos) line.category = product.substr(0, colon);
        words_.expect("at");
        line.unit_price = words_.amount("a price");
        for (;;) {
            if (words_.take("less"))
                line.discount = words_.amount("a discount");
            else if (words_.take("tax"))
                line.tax = words_.amount("a tax");
            else if (words_.take("gift-card"))
                line.gift_card = true;
            else if (words_.take("cost"))
                line.unit_cost = words_.amount("a cost");
            else if (words_.take("by"))
                line.merchant = words_.next("a seller");
            else if (words_.take("as"))
                line.id = words_.next("a line's id");
            else if (words_.take("with"))
                line.attributes = attribute_list(true);
            else
                return line;
        }
    }

    PointsPayment payment() {
        const PointsIn paid = points();
        PointsPayment payment{.wallet = paid.wallet, .points = paid.points};
        if (payment.wallet.empty()) payment.wallet = world_.programme().wallets.front().id;
        if (words_.take("from")) {
            words_.expect("hold");
            payment.hold = number("a hold's number");
        }
        return payment;
    }

    // A1 is refunded R1 [on DATE]: 1 of line 1, 2 of line 3   |   ... in full
    Answer refund(const std::string& order) {
        RefundOrder refund{.order = {order}};
        refund.refund.id = words_.next("a refund's id");
        refund.refund.at = event_time();
        if (words_.take("in")) {
            words_.expect("full");
            for (const OrderLine& line : memory_.orders[order].lines)
                refund.refund.lines.push_back({.line = line.id, .quantity = line.quantity});
            return world_.refund(refund, now_);
        }
        words_.expect(":");
        do {
            const int64_t quantity = words_.whole("a quantity");
            words_.expect("of");
            words_.expect("line");
            refund.refund.lines.push_back({.line = words_.next("a line's id"), .quantity = quantity});
        } while (words_.take(","));
        return world_.refund(refund, now_);
    }

    Answer activity(const std::string& customer) {
        TrackActivity track{.customer = customer};
        track.type = words_.next("a type of activity");
        track.activity = words_.next("the activity's id");
        track.at = event_time();
        track.attributes = attributes();
        return world_.track(track, now_);
    }

    Answer redeem(const std::string& customer) {
        RedeemReward redeem;
        if (words_.sees("x", 1)) {
            redeem.quantity = words_.whole("a quantity");
            words_.expect("x");
        }
        redeem.reward = words_.next("a reward");
        if (words_.take("for")) {
            words_.expect("an");
            words_.expect("order");
            words_.expect("of");
            redeem.order_total = words_.amount("the order's total");
        }
        return world_.redeem(customer, redeem, now_);
    }

    Answer give_back(const std::string& customer) {
        words_.expect("redemption");
        return world_.refund_reward(customer, {.redemption = number("a redemption's number")}, now_);
    }

    Answer hold(const std::string& customer) {
        const PointsIn held = points();
        HoldPoints hold{.wallet = held.wallet, .points = held.points};
        words_.expect("until");
        hold.ends_at = words_.moment().in(zone());
        if (words_.take("for")) hold.reference = words_.next("what for");
        return world_.hold(customer, hold, now_);
    }

    // captures hold 1   |   captures 10 points of hold 1
    Answer capture(const std::string& customer) {
        CaptureHold capture;
        if (!words_.sees("hold")) {
            capture.points = points().points;
            words_.expect("of");
        }
        words_.expect("hold");
        capture.hold = number("a hold's number");
        return world_.capture(customer, capture, now_);
    }

    // marie adjusts camille by +50 points: "why"   (nobody: no actor)
    Answer adjust(const std::string& actor) {
        const std::string customer = words_.next("a customer");
        memory_.meet(customer);
        words_.expect("by");
        const PointsIn by = points();
        AdjustPoints adjust{.wallet = by.wallet, .points = by.points, .reason = reason()};
        if (actor != "nobody") adjust.actor = actor;
        return world_.adjust(customer, adjust, now_);
    }

    Answer transfer(const std::string& customer) {
        const PointsIn given = points();
        words_.expect("to");
        TransferPoints transfer{.wallet = given.wallet, .to = words_.next("a customer"), .points = given.points};
        memory_.meet(transfer.to);
        transfer.reason = reason();
        return world_.transfer(customer, transfer, now_);
    }

    Answer merge(const std::string& actor) {
        const std::string customer = words_.next("a customer");
        words_.expect("into");
        MergeInto merge{.survivor = words_.next("the survivor"), .reason = reason()};
        if (actor != "nobody") merge.actor = actor;
        memory_.meet(customer);
        memory_.meet(merge.survivor);
        return world_.merge(customer, merge, now_);
    }

    Answer undo_merge(const std::string& actor) {
        const std::string absorbed = words_.next("a customer");
        words_.expect("from");
        const std::string survivor = words_.next("the survivor");
        UndoMerge undo{.absorbed = customer_id_of(absorbed), .reason = reason()};
        if (actor != "nobody") undo.actor = actor;
        return world_.undo_merge(survivor, undo, now_);
    }

    std::string reason() { return words_.take(":") ? words_.next("a reason") : ""; }

    Instant event_time() { return words_.take("on") ? words_.moment().in(zone()) : now_; }

    PointsIn points() {
        const std::string written = words_.next("points");
        words_.expect("points");
        const std::string named = words_.take("in") ? words_.next("a wallet") : "";
        const Programme& programme = world_.programme();
        const WalletRule* wallet = programme.wallet(named.empty() ? programme.wallets.front().id : named);
        // a wallet that is not there is for the kernel to refuse
        const Result<int64_t> value = parse_decimal(written, wallet ? wallet->decimals : 0);
        if (!value) throw BadSentence("\"" + written + "\" is no amount of points");
        return {.wallet = named, .points = {*value}};
    }

    uint32_t number(std::string_view what) { return static_cast<uint32_t>(words_.whole(what)); }

    Attributes attributes() { return words_.take("with") ? attribute_list() : Attributes{}; }

    // city "Lyon", vip true, age 30. On an order line the commas belong to the lines, so there is one.
    Attributes attribute_list(bool only_one = false) {
        Attributes list;
        do {
            const std::string name = words_.next("an attribute");
            list.push_back({.name = name, .value = attribute_value()});
        } while (!only_one && words_.take(","));
        std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        return list;
    }

    AttributeValue attribute_value() {
        const std::string word = words_.next("a value");
        if (words_.was_quoted()) return word;
        if (word == "true" || word == "false") return word == "true";
        const Result<int64_t> number = parse_decimal(word, 0);
        if (!number)
            throw BadSentence("\"" + word + "\" is neither true, false, a whole number nor a text in quotes");
        return *number;
    }

    const TimeZone& zone() const { return world_.programme().zone; }

    Words words_;
    Instant now_;
    World& world_;
    Memory& memory_;
};

}  // namespace

CodeId code_named(Words& words, const Programme& programme) {
    if (words.take("voucher")) {
        words.expect("of");
        const std::string order = words.next("an order");
        words.expect("by");
        return voucher_id(programme, {order}, words.next("an offer"));
    }
    if (!words.take("code")) words.expect("card");
    const std::string typed = words.next("a code");
    return code_id_of(programme.code_secret, plain_code(typed).value_or(""));
}

void Memory::meet(const std::string& customer) {
    if (std::find(customers.begin(), customers.end(), customer) == customers.end()) customers.push_back(customer);
}

const WalletRule& wallet_named(const Programme& programme, const std::string& wallet) {
    const WalletRule* rule = wallet.empty() ? &programme.wallets.front() : programme.wallet(wallet);
    if (!rule) throw BadSentence("the programme has no wallet \"" + wallet + "\"");
    return *rule;
}

std::optional<Answer> do_sentence(const std::string& sentence, Instant now, World& world, Memory& memory) {
    return Teller(sentence, now, world, memory).tell();
}

}  // namespace habitue::scenario
