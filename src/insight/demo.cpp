#include "insight/demo.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "insight/demo_calendar.h"
#include "insight/random.h"

namespace habitue::insight {

using loyalty::AdvanceOrder;
using loyalty::OrderLine;
using loyalty::OrderState;
using loyalty::PutOrder;

namespace {

struct Article {
    std::string_view category;
    std::string_view sku;
    int64_t price;   // cents
    int64_t weight;  // how often it is chosen
};

constexpr Article kArticles[] = {
    {"wine", "VIN-COTES-DU-RHONE", 890, 9},    {"wine", "VIN-BANDOL-ROSE", 1450, 6},
    {"wine", "VIN-CREMANT", 1190, 5},          {"wine", "VIN-CHATEAUNEUF", 3400, 2},
    {"grocery", "EPI-HUILE-OLIVE", 1390, 8},   {"grocery", "EPI-TAPENADE", 490, 9},
    {"grocery", "EPI-MIEL-LAVANDE", 850, 8},   {"grocery", "EPI-NOUGAT", 690, 6},
    {"grocery", "EPI-CALISSONS", 1150, 5},     {"grocery", "EPI-SEL-CAMARGUE", 395, 6},
    {"tea", "THE-EARL-GREY", 1080, 5},         {"tea", "TISANE-TILLEUL", 720, 5},
    {"care", "SOIN-SAVON-MARSEILLE", 450, 9},  {"care", "SOIN-CREME-MAINS", 980, 6},
    {"care", "SOIN-HUILE-AMANDE", 1650, 4},    {"care", "SOIN-EAU-FLORALE", 1290, 3},
    {"home", "MAISON-BOUGIE", 1890, 5},        {"home", "MAISON-TORCHON-LIN", 1490, 4},
    {"home", "MAISON-NAPPE", 4900, 2},         {"home", "MAISON-SACHET-LAVANDE", 350, 8},
    {"stationery", "PAP-CARNET", 1250, 3},     {"stationery", "PAP-CARTES", 590, 4},
    {"garden", "JARDIN-GRAINES", 320, 4},      {"garden", "JARDIN-OLIVIER", 3900, 1},
    {"gift-card", "CARTE-CADEAU-30", 3000, 1}, {"gift-card", "CARTE-CADEAU-50", 5000, 1},
};

// How long people take between two orders, in ordinary days, and how many of a hundred take that long.
struct Rhythm {
    int64_t days;
    int64_t of_hundred;
};
constexpr Rhythm kRhythms[] = {{12, 6}, {24, 14}, {40, 22}, {65, 24}, {110, 20}, {190, 14}};

// Orders by the hour of the day.
constexpr std::array<int64_t, 24> kHours = {1, 1, 0, 0, 0, 1, 2, 4,  6,  7, 8, 8,
                                            9, 8, 7, 7, 7, 8, 9, 10, 11, 9, 6, 3};

template <class Choices, class WeightOf>
size_t choose(Random& random, const Choices& choices, WeightOf weight_of_choice) {
    int64_t whole = 0;
    for (const auto& choice : choices) whole += weight_of_choice(choice);
    int64_t left = random.below(whole);
    size_t chosen = 0;
    for (const auto& choice : choices) {
        left -= weight_of_choice(choice);
        if (left < 0) break;
        ++chosen;
    }
    return chosen;
}

std::string numbered(const char* form, uint32_t number) {
    char text[48];
    std::snprintf(text, sizeof text, form, number);
    return text;
}

// What one customer is like, and what they do from the day they are first seen to the last day of the shop.
class Life {
  public:
    Life(const DemoShop& shop, const DemoCalendar& calendar, uint32_t number, bool guest, History& out)
        : shop_(shop),
          calendar_(calendar),
          guest_(guest),
          random_(Random::of(shop.seed, number * 2 + (guest ? 1 : 0))),
          name_(numbered(guest ? "demo-guest-%06u" : "demo-customer-%06u", number)),
          order_prefix_(numbered(guest ? "demo-order-g%06u-" : "demo-order-%06u-", number)),
          out_(out) {}

    void live();

  private:
    void describe();
    void introduce(Instant);
    void buy(int32_t day);
    void fill(PutOrder&, LocalDate);
    void follow(const PutOrder&, int32_t day);
    void send_back(const PutOrder&, int32_t day, int32_t delivered);
    Instant moment(int32_t day);
    void say(Instant at, loyalty::CommandBody body, CustomerId customer = {}) {
        out_.push_back({at, {customer, std::move(body)}});
    }
    bool open(int32_t day) const { return day < calendar_.days(); }

    const DemoShop& shop_;
    const DemoCalendar& calendar_;
    bool guest_;
    Random random_;
    std::string name_;
    std::string order_prefix_;
    History& out_;
    int64_t gap_ = 60;     // in ordinary days
    int shape_ = 1;        // of the gaps
    int64_t leaves_ = 10;  // percent, after each order
    std::string_view favourite_;
    uint32_t orders_ = 0;
    Instant last_at_ = kEarliest;
};

void Life::describe() {
    gap_ = kRhythms[choose(random_, kRhythms, [](const Rhythm& rhythm) { return rhythm.of_hundred; })].days;
    gap_ = gap_ * random_.between(80, 125) / 100;
    shape_ = static_cast<int>(random_.between(1, 4));
    leaves_ = random_.between(3, 22);
    favourite_ =
        kArticles[choose(random_, kArticles, [](const Article& article) { return article.weight; })].category;
}

void Life::introduce(Instant first_order) {
    const Instant joined_at = first_order - minutes(random_.between(2, 30));
    loyalty::PutCustomer put;
    put.external_id = name_;
    put.joined_at = joined_at;
    put.attributes = {{"birth_day", random_.between(1, 28)},
                      {"birth_month", random_.between(1, 12)},
                      {"country", std::string("FR")},
                      {"language", std::string("fr")}};
    say(joined_at, std::move(put));
}

Instant Life::moment(int32_t day) {
    const auto hour = static_cast<int64_t>(choose(random_, kHours, [](int64_t weight) { return weight; }));
    const int64_t time = (hour * 60 + random_.below(60)) * 60'000 + random_.below(60) * 1000;
    return shop_.zone.at(calendar_.date(day), time);
}

void Life::live() {
    describe();
    int64_t weight = random_.below(calendar_.whole_weight());  // the shop grows steadily
    for (int32_t day = calendar_.day_at(weight); open(day); day = calendar_.day_at(weight)) {
        buy(day);
        if (guest_ || random_.chance(leaves_)) return;
        weight = std::max(weight + random_.gamma(shape_, gap_ * kOrdinaryDay), calendar_.weight_before(day + 1));
    }
}

void Life::fill(PutOrder& put, LocalDate date) {
    const bool sales = is_sales_day(date);
    const int64_t lines = std::min<int64_t>(1 + random_.exponential(2), 8);
    Amount subtotal;
    for (int64_t i = 0; i < lines; ++i) {
        const Article& article = kArticles[choose(random_, kArticles, [&](const Article& one) {
            return one.category == favourite_ ? one.weight * 4 : one.weight;
        })];
        OrderLine& line = put.content.lines.emplace_back();
        line.id = std::to_string(i + 1);
        line.sku = article.sku;
        line.category = article.category;
        line.gift_card = article.category == "gift-card";
        line.quantity = line.gift_card ? 1 : 1 + random_.below(3) * random_.below(2);
        line.unit_price = {article.price * 10'000};
        const int64_t cents = article.price * line.quantity;
        if (sales && !line.gift_card && random_.chance(60))
            line.discount = {cents * random_.between(2, 4) / 10 * 10'000};
        line.tax = {(cents * 10'000 - line.discount.millionths) / 60'000 *
                    10'000};  // 20 % are a sixth of the price
        subtotal += Amount{cents * 10'000 - line.discount.millionths};
    }
    if (put.content.channel == "web" && subtotal < Amount{60'000'000}) put.content.delivery = {4'900'000};
}

void Life::buy(int32_t day) {
    const Instant at = std::max(moment(day), last_at_ + hours(1));
    last_at_ = at;
    if (!guest_ && orders_ == 0) introduce(at);
    PutOrder put;
    put.order.value = order_prefix_ + std::to_string(++orders_);
    if (!guest_) put.customer = name_;
    put.currency = shop_.currency;
    put.placed_at = at;
    put.paid_at = at;
    put.content.channel = random_.chance(80) ? "web" : "shop";
    if (put.content.channel == "shop") put.delivered_at = at;
    fill(put, calendar_.date(day));
    say(at, put);
    follow(put, day);
}

// What comes behind an order: delivery, a review, a reward, goods that come back.
void Life::follow(const PutOrder& put, int32_t day) {
    int32_t delivered = day;
    if (!put.delivered_at) {
        delivered = day + static_cast<int32_t>(random_.between(1, 5));
        const Instant at = put.placed_at + days(delivered - day) + minutes(random_.below(300));
        if (random_.chance(1))
            return say(put.placed_at + hours(3),
                       AdvanceOrder{put.order, OrderState::cancelled, put.placed_at + hours(3)});
        if (!open(delivered)) return;
        say(at, AdvanceOrder{put.order, OrderState::delivered, at});
    }
    if (random_.chance(6)) send_back(put, day, delivered);
    if (guest_) return;
    const int32_t reviewed = delivered + static_cast<int32_t>(random_.between(2, 15));
    if (random_.chance(15) && open(reviewed)) {
        const Instant at = put.placed_at + days(reviewed - day) + minutes(random_.below(600));
        say(at,
            loyalty::TrackActivity{name_, put.order.value + "-review", "review", at, {{"order", put.order.value}}});
    }
    if (!shop_.rewards.empty() && random_.chance(12)) {
        const auto reward = static_cast<size_t>(random_.below(static_cast<int64_t>(shop_.rewards.size())));
        say(put.placed_at + minutes(5), loyalty::RedeemReward{shop_.rewards[reward], 1, {}}, customer_id_of(name_));
    }
}

void Life::send_back(const PutOrder& put, int32_t day, int32_t delivered) {
    const int32_t returned = delivered + static_cast<int32_t>(random_.between(3, 20));
    if (!open(returned)) return;
    loyalty::RefundOrder refund{put.order, {put.order.value + "-refund", put.placed_at + days(returned - day), {}}};
    for (const OrderLine& line : put.content.lines)
        if (!line.gift_card && (refund.refund.lines.empty() || random_.chance(40)))
            refund.refund.lines.push_back({line.id, random_.between(1, line.quantity)});
    if (refund.refund.lines.empty()) return;
    const Instant at = refund.refund.at;
    say(at, std::move(refund));
}

}  // namespace

History demo_history(const DemoShop& shop) {
    const DemoCalendar calendar(shop.first_day, shop.years);
    History history;
    for (uint32_t number = 1; number <= shop.customers; ++number)
        Life(shop, calendar, number, false, history).live();
    for (uint32_t number = 1; number <= shop.customers / 4; ++number)
        Life(shop, calendar, number, true, history).live();
    std::stable_sort(history.begin(), history.end(),
                     [](const HistoryEvent& a, const HistoryEvent& b) { return a.at < b.at; });
    return history;
}

}  // namespace habitue::insight
