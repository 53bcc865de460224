// Offers, vouchers, budgets, stacking, gift cards and gifts from the document's text: what is sound compiles to
// what it says, what is not says where and why.
#include <gtest/gtest.h>

#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace habitue::service {
namespace {

using namespace loyalty;

constexpr const char* kHead =
    "habitue: 1\nid: p\nname: P\ncurrency: EUR\ntime_zone: Europe/Paris\nwallets: {points: {}}\n"
    "tiers: {measure: orders, window: lifetime, levels: [{id: or, from: 3}]}\n"
    "segments: {fidele: customer.orders > 3}\n"
    "budgets: [{id: ete, limit: [5000 EUR in total, 500 EUR per month]}, {id: noel, limit: 20 per customer}]\n";
constexpr const char* kStacking =
    "stacking: {at_most: 3, groups: [{id: promos, not_with: codes}, {id: codes, at_most: 2}, {id: rest}]}\n";

Result<Programme> read(const std::string& yaml) {
    const auto document = read_yaml(kHead + yaml);
    if (!document) return document.fault();
    return read_programme(*document);
}

// With their paths, without lines and columns.
std::string problems_of(const std::string& yaml) {
    const auto programme = read(yaml);
    if (programme) return "it was read";
    std::string out;
    for (const Problem& problem : programme.fault().problems)
        out += (out.empty() ? "" : "\n") + problem.where.substr(problem.where.find('/')) + ": " + problem.what;
    return out;
}

Programme programme_of(const std::string& yaml) {
    auto programme = read(yaml);
    EXPECT_TRUE(programme.ok()) << programme.fault().text();
    return programme ? std::move(*programme) : Programme{};
}
Offer offer_of(const std::string& keys) {
    const Programme programme = programme_of(kStacking + ("offers: [{id: a, " + keys + "}]\n"));
    return programme.offers.empty() ? Offer{} : programme.offers.front();
}
Offer voucher_of(const std::string& keys) {
    const Programme programme = programme_of("vouchers: [{id: a, " + keys + "}]\n");
    return programme.offers.empty() ? Offer{} : programme.offers.front();
}
Benefit benefit_of(const std::string& give) { return offer_of("give: " + give).steps.at(0).benefit; }

TEST(Offers, give_what_their_phrase_says) {
    using Kind = Benefit::Kind;
    EXPECT_EQ(benefit_of("12.5 %").kind, Kind::percent);
    EXPECT_EQ(benefit_of("12.5 %").share, (Rate{1, 8}));
    EXPECT_EQ(benefit_of("5 EUR").kind, Kind::amount);
    EXPECT_EQ(benefit_of("5 EUR").money, Money{500});
    EXPECT_EQ(benefit_of("price 9.90 EUR").kind, Kind::price);
    EXPECT_EQ(benefit_of("price 9.90 EUR").money, Money{990});
    EXPECT_EQ(benefit_of("free delivery").kind, Kind::delivery);
    EXPECT_EQ(benefit_of("free delivery").share, (Rate{1, 1}));
    EXPECT_EQ(benefit_of("50 % of delivery").kind, Kind::delivery);
    EXPECT_EQ(benefit_of("50 % of delivery").share, (Rate{1, 2}));
    const Benefit half = benefit_of("buy 2 get 1 at 50 %");
    EXPECT_EQ(half.kind, Kind::buy_get);
    EXPECT_EQ(half.buy, 2);
    EXPECT_EQ(half.get, 1);
    EXPECT_EQ(half.share, (Rate{1, 2}));
    EXPECT_EQ(benefit_of("buy 3 get 2").share, (Rate{1, 1}));
    const Benefit free = benefit_of("{free: [SAVON-1, SAVON-2], quantity: 2}");
    EXPECT_EQ(free.kind, Kind::free_product);
    EXPECT_EQ(free.products, (std::vector<std::string>{"SAVON-1", "SAVON-2"}));
    EXPECT_EQ(free.get, 2);
    EXPECT_EQ(benefit_of("{free: SAVON-1}").get, 1);
}

TEST(Offers, rise_in_steps_by_amount_or_quantity) {
    const Offer amounts = offer_of("give: {50 EUR: 5 %, 100 EUR: 10 %}");
    ASSERT_EQ(amounts.steps.size(), 2u);
    EXPECT_FALSE(amounts.by_quantity);
    EXPECT_EQ(amounts.steps[1].from, 100'000'000);
    EXPECT_EQ(amounts.steps[1].benefit.share, (Rate{1, 10}));
    const Offer pieces = offer_of("give: {by quantity: {3: 5 EUR, 6: 12 EUR}}");
    ASSERT_EQ(pieces.steps.size(), 2u);
    EXPECT_TRUE(pieces.by_quantity);
    EXPECT_EQ(pieces.steps[0].from, 3);
    EXPECT_EQ(pieces.steps[1].benefit.money, Money{1200});
}

TEST(Offers, are_taken_of_the_order_unless_they_say_or_mean_lines) {
    EXPECT_EQ(offer_of("give: 10 %").target, Target::order);
    EXPECT_EQ(offer_of("give: 10 %, of: line.quantity > 1").target, Target::lines);
    EXPECT_EQ(offer_of("give: 10 %, of: line.quantity > 1, on: order").target, Target::order);
    EXPECT_EQ(offer_of("give: 50 %, on: cheapest").target, Target::cheapest);
    EXPECT_EQ(offer_of("give: price 5 EUR").target, Target::lines);
    EXPECT_EQ(offer_of("give: price 5 EUR, on: dearest").target, Target::dearest);
    EXPECT_EQ(offer_of("give: buy 1 get 1").target, Target::lines);
}

TEST(Offers, join_for_with_who) {
    const auto who = [](const std::string& keys) {
        const Offer offer = offer_of("give: 10 %, " + keys);
        return offer.who ? offer.who->source() : "";
    };
    EXPECT_EQ(who("for: everybody"), "");
    EXPECT_EQ(who("for: members"), "customer.member");
    EXPECT_EQ(who("for: {tier: or, order: 3}"), "customer.tier == \"or\" && customer.orders == 2");
    EXPECT_EQ(who("for: {segment: [fidele]}, who: customer.orders < 9"),
              "segment(\"fidele\") && (customer.orders < 9\n)");
}

TEST(Offers, hold_in_their_days_and_hours_on_their_channels) {
    const Offer offer = offer_of(
        "give: 10 %, from: 2026-07-01, until: 2026-07-31, days: [saturday, sunday], hours: 10:00-24:00, channels: "
        "web");
    EXPECT_EQ(to_text(offer.from), "2026-06-30T22:00:00Z");
    EXPECT_EQ(to_text(offer.until), "2026-07-31T22:00:00Z");
    EXPECT_EQ(offer.weekdays, 0x60);
    EXPECT_EQ(offer.from_minute, 600);
    EXPECT_EQ(offer.until_minute, 1440);
    EXPECT_EQ(offer.channels, std::vector<std::string>{"web"});
    EXPECT_EQ(offer_of("give: 10 %, days: monday").weekdays, 1);
    EXPECT_EQ(offer_of("give: 10 %").weekdays, 0x7f);
}

TEST(Offers, are_opened_by_a_word_by_codes_or_by_nothing) {
    const Offer word = offer_of("give: 10 %, code: noel 10, community: insta");
    EXPECT_EQ(word.source, Offer::Source::word);
    EXPECT_EQ(word.word, "NOEL10");
    EXPECT_EQ(word.community, "insta");
    EXPECT_EQ(offer_of("give: 10 %, codes: true").source, Offer::Source::codes);
    EXPECT_EQ(offer_of("give: 10 %, codes: false").source, Offer::Source::everybody);
}

TEST(Offers, are_public_when_everybody_may_have_them) {
    EXPECT_TRUE(offer_of("give: 10 %").is_public);
    EXPECT_TRUE(offer_of("give: 10 %, code: NOEL").is_public);
    EXPECT_FALSE(offer_of("give: 10 %, codes: true").is_public);
    EXPECT_FALSE(offer_of("give: 10 %, for: members").is_public);
    EXPECT_FALSE(offer_of("give: 10 %, personal: true").is_public);
    EXPECT_TRUE(offer_of("give: 10 %, codes: true, personal: false").is_public);
}

TEST(Offers, are_bounded_in_uses_and_money) {
    const Offer offer = offer_of(
        "give: 10 %, minimum: 20 EUR, minimum_quantity: 3, budget: [noel, ete], "
        "limit: [1 per customer, 500 in total, 300 EUR per month], cap: {of_margin: 30 %, refuse: true, "
        "first_cart: true}");
    EXPECT_EQ(offer.minimum, Amount{20'000'000});
    EXPECT_EQ(offer.minimum_quantity, 3);
    EXPECT_EQ(offer.budgets, (std::vector<size_t>{1, 0}));
    ASSERT_EQ(offer.limits.size(), 3u);
    EXPECT_EQ(offer.limits[0].uses, 1);
    EXPECT_EQ(offer.limits[1].per, LimitPer::total);
    EXPECT_EQ(offer.limits[2].money, Money{30'000});
    EXPECT_EQ(offer.limits[2].per, LimitPer::month);
    EXPECT_EQ(offer.cap->of, ContributionCap::Of::margin);
    EXPECT_EQ(offer.cap->share, (Rate{3, 10}));
    EXPECT_TRUE(offer.cap->first_cart);
    EXPECT_TRUE(offer.cap->refuse);
}

TEST(Offers, are_told_when_they_are_near) {
    EXPECT_EQ(offer_of("give: free delivery, when: cart.subtotal >= money(\"60 EUR\"), nudge: within 15 EUR")
                  .nudge_within,
              Amount{15'000'000});
    EXPECT_EQ(offer_of("give: 5 %, minimum_quantity: 3, nudge: within 2").nudge_quantity, 2);
}

TEST(Offers, stand_in_the_order_in_which_they_are_applied) {
    const Programme programme = programme_of(
        "offers:\n  - {id: a, give: 1 %, after_others: true, priority: 9}\n  - {id: b, give: 1 %}\n"
        "  - {id: c, give: 1 %, priority: 5}\nvouchers:\n  - {id: d, give: 1 %}\n  - {id: e, give: 1 %, priority: "
        "7}\n");
    std::string order;
    for (const Offer& offer : programme.offers) order += offer.id;
    EXPECT_EQ(order, "ecbda");
}

TEST(Vouchers, are_issued_by_hand_unless_they_say) {
    EXPECT_EQ(voucher_of("give: 10 %").issue->kind, Issue::Kind::by_hand);
    EXPECT_FALSE(voucher_of("give: 10 %").is_public);
    const Issue order = *voucher_of(
                             "give: 10 %, issue: order_paid, valid: 60 days, insert: true, "
                             "issue_when: order.subtotal > money(\"30 EUR\")")
                             .issue;
    EXPECT_EQ(order.kind, Issue::Kind::order);
    EXPECT_EQ(order.state, OrderState::paid);
    EXPECT_EQ(order.validity, (Period{60, Period::Unit::days}));
    EXPECT_TRUE(order.insert);
    EXPECT_TRUE(order.when.has_value());
    const Issue review = *voucher_of("give: 2 EUR, issue: activity review").issue;
    EXPECT_EQ(review.kind, Issue::Kind::activity);
    EXPECT_EQ(review.activity, "review");
}

TEST(Vouchers, fall_in_steps) {
    const Offer offer = voucher_of(
        "issue: order_placed, value: {steps: {0 days: 15 %, 1 week: 10 %, 30 days: 5 %, 60 days: none}, wait: 21 "
        "days}");
    ASSERT_TRUE(offer.decay.has_value());
    EXPECT_EQ(offer.decay->kind, Decay::Kind::steps);
    EXPECT_EQ(offer.decay->clock, Decay::Clock::delivered);
    EXPECT_EQ(offer.decay->wait, (Period{21, Period::Unit::days}));
    ASSERT_EQ(offer.decay->steps.size(), 4u);
    EXPECT_EQ(offer.decay->steps[1].day, 7);
    EXPECT_EQ(offer.decay->steps[1].benefit.share, (Rate{1, 10}));
    EXPECT_TRUE(offer.decay->steps[3].none);
    ASSERT_EQ(offer.steps.size(), 1u);
    EXPECT_EQ(offer.steps[0].benefit.share, (Rate{3, 20}));
}

TEST(Vouchers, fall_evenly_or_by_halves) {
    const Decay linear = *voucher_of("give: 10 EUR, value: {linear: 60 days}").decay;
    EXPECT_EQ(linear.kind, Decay::Kind::linear);
    EXPECT_EQ(linear.over, (Period{60, Period::Unit::days}));
    EXPECT_EQ(linear.clock, Decay::Clock::issued);
    const Decay halves =
        *voucher_of("give: 20 %, issue: order_paid, value: {at: paid, exponential: 10 days, until: 2 months}")
             .decay;
    EXPECT_EQ(halves.kind, Decay::Kind::exponential);
    EXPECT_EQ(halves.clock, Decay::Clock::paid);
    EXPECT_EQ(halves.ends, (Period{2, Period::Unit::months}));
}

TEST(Stacking, excludes_both_ways_and_keeps_floors) {
    const Programme programme = programme_of(
        "stacking: {objective: merchant, groups: [{id: a}, {id: b, at_most: 2, not_with: [a, c]}, {id: c}], "
        "floor: {line: 0 %, order: 150 %}, ceiling: 50 %, work: 500}\n");
    const Stacking& stacking = programme.stacking;
    EXPECT_EQ(stacking.objective, Stacking::Objective::merchant);
    EXPECT_EQ(stacking.groups[0].not_with, std::vector<size_t>{1});
    EXPECT_EQ(stacking.groups[1].not_with, (std::vector<size_t>{0, 2}));
    EXPECT_EQ(stacking.groups[1].at_most, 2);
    EXPECT_EQ(stacking.groups[0].at_most, 1);
    EXPECT_EQ(stacking.line_floor, (Rate{0, 1}));
    EXPECT_EQ(stacking.order_floor, (Rate{3, 2}));
    EXPECT_EQ(stacking.ceiling, (Rate{1, 2}));
    EXPECT_EQ(stacking.most_work, 500);
    EXPECT_TRUE(programme_of("stacking: {each: alone}\n").stacking.each_alone);
}

TEST(GiftCards, have_their_amounts_and_their_life) {
    const Programme programme = programme_of(
        "gift_cards:\n"
        "  - {id: carte, amount: {from: 10 EUR, to: 500 EUR}, validity: 12 months, activation: 1 day, pin: true, "
        "merchant: one, refund_grace: 30 days}\n"
        "  - {id: cheque, form: cheque, amount: 15 EUR, validity: {after: 6 months, at: end of month}, "
        "minimum_order: 30 EUR}\n");
    const GiftCardKind& card = *programme.gift_card("carte");
    EXPECT_FALSE(card.single_use);
    EXPECT_EQ(card.least, Money{1000});
    EXPECT_EQ(card.most, Money{50'000});
    EXPECT_EQ(card.activation, (Period{1, Period::Unit::days}));
    EXPECT_TRUE(card.pin);
    EXPECT_TRUE(card.bound);
    EXPECT_EQ(card.refund_grace, (Period{30, Period::Unit::days}));
    const GiftCardKind& cheque = *programme.gift_card("cheque");
    EXPECT_TRUE(cheque.single_use);
    EXPECT_EQ(cheque.least, cheque.most);
    EXPECT_EQ(cheque.validity_anchor, Anchor::end_of_month);
    EXPECT_EQ(cheque.minimum_order, Amount{30'000'000});
}

TEST(Gifts, have_a_share_and_a_stock) {
    const Programme programme = programme_of(
        "gifts: [{id: g, product: ECH-1, share: 10 %, when: cart.quantity > 2, limit: 200 in total}]\n"
        "prices: {tax: excluded}\nmargin: 40 %\n");
    ASSERT_EQ(programme.gifts.size(), 1u);
    EXPECT_EQ(programme.gifts[0].share, (Rate{1, 10}));
    EXPECT_EQ(programme.gifts[0].limits.at(0).uses, 200);
    EXPECT_FALSE(programme.prices_with_tax);
    EXPECT_EQ(programme.margin, (Rate{2, 5}));
}

TEST(Budgets, are_for_many_orders) {
    std::string text = kHead;
    text.replace(text.find("20 per customer"), 15, "5 EUR per order");
    const auto document = read_yaml(text);
    ASSERT_TRUE(document.ok());
    const auto programme = read_programme(*document);
    ASSERT_FALSE(programme.ok());
    EXPECT_EQ(
        programme.fault().text(),
        "line 9, column 87, /budgets/1/limit: a budget is for many orders: a limit per order belongs to the offer");
}

struct Case {
    const char* name;
    std::string text;
    const char* problems;
};
std::string offer(const std::string& keys) { return kStacking + ("offers: [{id: a, " + keys + "}]\n"); }
std::string voucher(const std::string& keys) { return "vouchers: [{id: a, " + keys + "}]\n"; }

class BrokenOffers : public testing::TestWithParam<Case> {};
TEST_P(BrokenOffers, say_where_and_what) { EXPECT_EQ(problems_of(GetParam().text), GetParam().problems); }

INSTANTIATE_TEST_SUITE_P(
    Giving, BrokenOffers,
    testing::Values(
        Case{"nothing", "offers: [{id: a}]\n",
             "/offers/0: the key \"give\" is missing: what the offer gives, such as 10 % or free delivery"},
        Case{"percent", offer("give: 150 %"),
             "/offers/0/give: a share such as 10 %, above 0 and at most 100 %, is expected; found \"150 %\""},
        Case{"phrase", offer("give: free shipping"),
             "/offers/0/give: expected one of: \"10 %\", \"5 EUR\", \"price 9.90 EUR\", \"buy 2 get 1\", \"buy 2 "
             "get 1 "
             "at 50 %\", free delivery, \"50 % of delivery\", {free: SKU}; found \"free shipping\""},
        Case{"number", offer("give: 10"),
             "/offers/0/give: expected one of: \"10 %\", \"5 EUR\", \"price 9.90 EUR\", \"buy 2 get 1\", \"buy 2 "
             "get 1 "
             "at 50 %\", free delivery, \"50 % of delivery\", {free: SKU}; found 10"},
        Case{"no_money", offer("give: 0 EUR"), "/offers/0/give: \"0 EUR\" takes nothing off"},
        Case{"other_currency", offer("give: 5 GBP"),
             "/offers/0/give: \"5 GBP\" is not in the programme's currency, EUR"},
        Case{"buy_without_get", offer("give: buy 2"),
             "/offers/0/give: expected \"buy 2 get 1\" or \"buy 2 get 1 at 50 %\", with 1 to 10000 units"},
        Case{"cheapest_with_buy_get", offer("give: buy 2 get 1, on: cheapest"),
             "/offers/0/on: buy and get choose the cheapest units by themselves: leave this out"},
        Case{"price_of_the_order", offer("give: price 5 EUR, on: order"),
             "/offers/0/on: a new price is each unit's: lines, cheapest or dearest is expected"},
        Case{"delivery_on_lines", offer("give: free delivery, on: lines"),
             "/offers/0/on: what is taken off the delivery is not taken off lines: leave this out"},
        Case{"no_free_product", offer("give: {free: []}"),
             "/offers/0/give/free: at least one product is expected: the customer chooses one of them"},
        Case{"free_product_twice", offer("give: {free: [A, A]}"),
             "/offers/0/give/free/1: the product \"A\" stands here a second time"},
        Case{"steps_fall", offer("give: {100 EUR: 10 %, 50 EUR: 5 %}"),
             "/offers/0/give/50 EUR: steps rise: \"50 EUR\" must be above the one before it"},
        Case{"steps_of_two_kinds", offer("give: {50 EUR: 10 %, 80 EUR: 5 EUR}"),
             "/offers/0/give/80 EUR: the steps of one offer give the same kind of advantage"},
        Case{"step_without_currency", offer("give: {50: 10 %}"),
             "/offers/0/give/50: \"50\" is not an amount with its currency, such as \"60.50 EUR\""},
        Case{"no_step", offer("give: {}"),
             "/offers/0/give: expected at least one step, such as {50 EUR: 5 %}; found keys and values"}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Holding, BrokenOffers,
    testing::Values(
        Case{"twice", "offers: [{id: a, give: 1 %}]\nvouchers: [{id: a, give: 1 %}]\n",
             "/vouchers/0/id: the offer \"a\" stands here a second time"},
        Case{"code_and_codes", offer("give: 1 %, code: A, codes: true"),
             "/offers/0/codes: one of \"code\" and \"codes\" is expected: a public word, or codes of batches"},
        Case{"word", offer("give: 1 %, code: A+B"),
             "/offers/0/code: expected a public word such as NOEL10: letters, digits, - and _; found \"A+B\""},
        Case{"community_of_no_code", offer("give: 1 %, community: insta"),
             "/offers/0/community: a community is given a code: \"community\" goes with \"code\" or \"codes\""},
        Case{"group", offer("give: 1 %, group: promo"),
             "/offers/0/group: there is no stacking group \"promo\"; did you mean `promos`?"},
        Case{"budget", offer("give: 1 %, budget: [ete, hiver]"),
             "/offers/0/budget/1: there is no budget \"hiver\""},
        Case{"segment", offer("give: 1 %, for: {segment: fideles}"),
             "/offers/0/for/segment: there is no segment \"fideles\"; did you mean `fidele`?"},
        Case{"tier", offer("give: 1 %, for: {tier: argent}"),
             "/offers/0/for/tier: there is no tier level \"argent\""},
        Case{"audience", offer("give: 1 %, for: friends"),
             "/offers/0/for: expected one of: everybody, members; found \"friends\""},
        Case{"line_in_when", offer("give: 1 %, when: line.gift_card"),
             "/offers/0/when: in this condition, line 1, column 1: unknown name `line`"},
        Case{"cart_in_who", offer("give: 1 %, who: cart.quantity > 1"),
             "/offers/0/who: in this condition, line 1, column 1: unknown name `cart`"},
        Case{"dates", offer("give: 1 %, from: 2026-02-01, until: 2026-01-01"),
             "/offers/0/until: ends before it begins"},
        Case{"day", offer("give: 1 %, days: [sunday, funday]"),
             "/offers/0/days/1: expected one of: monday, tuesday, wednesday, thursday, friday, saturday, sunday; "
             "found "
             "\"funday\""},
        Case{"hours_in_reverse", offer("give: 1 %, hours: 22:00-02:00"),
             "/offers/0/hours: these hours end before they begin; for a night write two offers, up to 24:00 and "
             "from "
             "00:00"},
        Case{"hours", offer("give: 1 %, hours: 10-18"),
             "/offers/0/hours: expected hours of the day such as 10:00-18:00; found \"10-18\""},
        Case{"no_channel", offer("give: 1 %, channels: []"),
             "/offers/0/channels: expected at least one channel such as web; found a list"},
        Case{"limit_in_points", offer("give: 1 %, limit: 5 points per day"),
             "/offers/0/limit: expected a limit such as \"1 per customer\", \"500 in total\" or \"300 EUR per "
             "month\"; "
             "found \"5 points per day\""},
        Case{"cap_of_both", offer("give: 1 %, cap: {of_margin: 5 %, of_revenue: 5 %}"),
             "/offers/0/cap: one of \"of_margin\" and \"of_revenue\" is expected, such as {of_margin: 30 %}"},
        Case{"nudge_to_nothing", offer("give: 1 %, nudge: within 5 EUR"),
             "/offers/0/nudge: no amount has to be reached here: add minimum, or a condition on cart.subtotal"},
        Case{"nudge_to_no_quantity", offer("give: 1 %, minimum: 5 EUR, nudge: within 2"),
             "/offers/0/nudge: no quantity has to be reached here: add minimum_quantity, or steps by quantity"},
        Case{"nudge", offer("give: 1 %, minimum: 5 EUR, nudge: 5 EUR"),
             "/offers/0/nudge: expected how near, such as \"within 15 EUR\" or \"within 2\"; found \"5 EUR\""},
        Case{
            "voucher_key", offer("give: 1 %, insert: true"),
            "/offers/0/insert: unknown key \"insert\"; known here: id, name, for, who, when, of, minimum, "
            "minimum_quantity, give, on, lines, from, until, days, hours, channels, code, codes, community, limit, "
            "budget, cap, group, exclusive, priority, after_others, nudge, personal"}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Vouchers, BrokenOffers,
    testing::Values(
        Case{
            "nothing", voucher("issue: order_paid"),
            "/vouchers/0: a voucher gives something: \"give\" (such as 10 %), or \"value\" for one that falls with "
            "time"},
        Case{"no_day_zero", voucher("value: {steps: {7 days: 10 %}}"),
             "/vouchers/0/value/steps/7 days: the first step begins at 0 days: what the voucher is worth when its "
             "clock starts"},
        Case{
            "steps_in_reverse", voucher("value: {steps: {0 days: 10 %, 9 days: 5 %, 1 week: 3 %}}"),
            "/vouchers/0/value/steps/1 week: steps go on in time: \"1 week\" must be later than the one before it"},
        Case{"behind_none", voucher("value: {steps: {0 days: 10 %, 9 days: none, 10 days: 3 %}}"),
             "/vouchers/0/value/steps/10 days: nothing comes after none"},
        Case{"months", voucher("value: {steps: {0 days: 10 %, 1 month: 5 %}}"),
             "/vouchers/0/value/steps/1 month: \"1 month\": days or weeks such as 7 days are expected as the key"},
        Case{"steps_and_give", voucher("give: 5 %, value: {steps: {0 days: 10 %}}"),
             "/vouchers/0/give: the steps say what the voucher gives: leave this out"},
        Case{"linear_of_nothing", voucher("value: {linear: 60 days}"),
             "/vouchers/0: the key \"give\" is missing: what the voucher is worth at first, such as 15 %"},
        Case{"linear_price", voucher("give: price 5 EUR, value: {linear: 60 days}"),
             "/vouchers/0/give: only a percentage, an amount or a part of the delivery can fall day by day; write "
             "steps"},
        Case{"exponential_for_ever", voucher("give: 5 %, value: {exponential: 9 days}"),
             "/vouchers/0/value: the key \"until\" is missing: after what time the voucher is worth nothing, such "
             "as "
             "60 days"},
        Case{"two_curves", voucher("give: 5 %, value: {exponential: 9 days, linear: 5 days}"),
             "/vouchers/0/value: one of \"steps\", \"linear\" and \"exponential\" is expected"},
        Case{"clock_of_no_order", voucher("give: 5 %, value: {linear: 9 days, at: delivered}"),
             "/vouchers/0/value/at: no order issues this voucher: its clock starts when it is issued"},
        Case{"wait_for_nothing", voucher("give: 5 %, value: {linear: 9 days, wait: 5 days}"),
             "/vouchers/0/value/wait: there is no parcel to wait for: the clock starts when the voucher is issued"},
        Case{"issue", voucher("give: 5 %, issue: order_payed"),
             "/vouchers/0/issue: expected one of: by hand, order_placed, order_paid, order_delivered, "
             "activity(\"review\"); found \"order_payed\""},
        Case{"issue_when_by_hand", voucher("give: 5 %, issue_when: customer.member"),
             "/vouchers/0/issue_when: this voucher is issued by hand: \"issue_when\" goes with an order or an "
             "activity"},
        Case{"insert_by_hand", voucher("give: 5 %, insert: true"),
             "/vouchers/0/insert: an insert goes into the parcel of an order: issue it by order_placed, order_paid "
             "or "
             "order_delivered"}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Others, BrokenOffers,
    testing::Values(
        Case{"group_without_itself", "stacking: {groups: [{id: a, not_with: a}]}\n",
             "/stacking/groups/0/not_with: a group does not exclude itself: at_most says how many of it go "
             "together"},
        Case{"unknown_group", "stacking: {groups: [{id: promos, not_with: [promo]}]}\n",
             "/stacking/groups/0/not_with/0: there is no stacking group \"promo\"; did you mean `promos`?"},
        Case{"alone_and_groups", "stacking: {each: alone, groups: [{id: a}]}\n",
             "/stacking/groups: each offer is judged alone, so none excludes another: leave this out"},
        Case{"alone_and_exclusive", "stacking: {each: alone}\noffers: [{id: a, give: 5 %, exclusive: true}]\n",
             "/offers/0/exclusive: stacking says that each offer is judged alone: leave this out"},
        Case{"floor", "stacking: {floor: {line: 2000 %}}\n",
             "/stacking/floor/line: expected a percentage from 0 % to 1000 %; found \"2000 %\""},
        Case{"margin", "margin: 140 %\n", "/margin: expected a percentage from 0 % to 100 %; found \"140 %\""},
        Case{"card_amounts", "gift_cards: [{id: a, amount: {from: 50 EUR, to: 10 EUR}}]\n",
             "/gift_cards/0/amount/to: the largest amount is below the smallest one"},
        Case{"card_worth_nothing", "gift_cards: [{id: a, amount: 0 EUR}]\n",
             "/gift_cards/0/amount: a gift card is worth something: an amount above zero is expected"},
        Case{"card_form", "gift_cards: [{id: a, form: paper}]\n",
             "/gift_cards/0/form: expected one of: card, cheque; found \"paper\""},
        Case{"card_validity", "gift_cards: [{id: a, validity: 0 days}]\n",
             "/gift_cards/0/validity: expected a period of at least one day; found \"0 days\""},
        Case{"gift_in_money", "gifts: [{id: a, product: X, limit: 5 EUR in total}]\n",
             "/gifts/0/limit: gifts are counted in pieces, such as 200 in total"},
        Case{"gift_of_nothing", "gifts: [{id: a}]\n",
             "/gifts/0: the key \"product\" is missing: the SKU that goes into the parcel"}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace habitue::service
