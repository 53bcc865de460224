// Published data, decided by the engine and compared with plain sums over the files.
#include <gtest/gtest.h>

#include <map>

#include "base/decimal.h"
#include "connect/orders_csv.h"
#include "insight/replay.h"
#include "insight/test_data.h"

namespace habitue::insight {
namespace {

// Calls `row` for every row of a CSV file.
template <class OnRow>
void each_row(const std::string& path, OnRow row) {
    auto source = connect::open_source(path);
    ASSERT_TRUE(source.ok()) << source.fault().text();
    auto csv = connect::CsvReader::open(std::move(*source));
    ASSERT_TRUE(csv.ok()) << csv.fault().text();
    connect::CsvRow read;
    while (true) {
        const auto more = csv->next(read);
        ASSERT_TRUE(more.ok()) << more.fault().text();
        if (!*more) return;
        row([&](const char* column) { return std::string(read.field(csv->column(column))); });
    }
}

// "12.345" in thousandths, digit by digit.
int64_t thousandths(const std::string& text) {
    int64_t value = 0;
    int decimals = -1;
    for (const char c : text) {
        if (c == '.') decimals = 0;
        if (c < '0' || c > '9') continue;
        value = value * 10 + (c - '0');
        if (decimals >= 0) ++decimals;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 3; ++i) value *= 10;
    return text[0] == '-' ? -value : value;
}

struct PlainSums {
    int64_t earned = 0;
    int64_t taken_back = 0;
    int64_t active = 0;
    int64_t deficit = 0;
    size_t customers = 0;
    size_t orders = 0;
};

// One point a whole pound of an invoice; an invoice that begins with C takes back one a whole pound of its own.
PlainSums plain_sums(const std::string& path) {
    std::map<std::string, std::pair<std::string, int64_t>> invoices;  // customer and amount
    each_row(path, [&](auto field) {
        if (field("CustomerID").empty()) return;
        auto& [customer, amount] = invoices[field("InvoiceNo")];
        customer = field("CustomerID");
        amount += thousandths(field("UnitPrice")) * std::atoll(field("Quantity").c_str());
    });
    PlainSums sums;
    std::map<std::string, int64_t> balances;
    for (const auto& [invoice, order] : invoices) {
        const bool returned = invoice[0] == 'C';
        const int64_t pounds = (returned ? -order.second : order.second) / 1000;
        (returned ? sums.taken_back : sums.earned) += pounds;
        balances[order.first] += returned ? -pounds : pounds;
    }
    for (const auto& [customer, balance] : balances)
        (balance > 0 ? sums.active : sums.deficit) += std::abs(balance);
    sums.customers = balances.size();
    sums.orders = invoices.size();
    return sums;
}

TEST(RealData, a_year_of_invoices_gives_exactly_the_points_that_plain_sums_give) {
    const std::string path = shared_data("online-retail/online_retail.csv.gz");
    if (path.empty()) GTEST_SKIP() << "the data set online-retail is not on this machine";
    loyalty::Programme programme = example_programme("one-point-per-pound");
    connect::OrdersOptions options;
    options.preset = *connect::find_preset("online-retail");
    options.zone = programme.zone;
    options.currency = programme.currency.text();
    auto source = connect::open_source(path);
    ASSERT_TRUE(source.ok());
    auto read = connect::read_orders(std::move(*source), options);
    ASSERT_TRUE(read.ok()) << read.fault().text();
    Replay replay(std::move(programme));
    replay.run(history_of(std::move(read->commands)));
    const ReplayFigures figures = replay.figures();

    const PlainSums sums = plain_sums(path);
    const WalletFigures& points = figures.wallets.at(0);
    EXPECT_EQ(figures.refused_rows, (std::map<std::string, uint64_t>{}));
    EXPECT_EQ(figures.orders, sums.orders);
    EXPECT_EQ(figures.customers, sums.customers);
    EXPECT_EQ(points.flows.earned.value, sums.earned);
    EXPECT_EQ(points.flows.taken_back.value, sums.taken_back);
    EXPECT_EQ(points.active.value, sums.active);
    EXPECT_EQ(points.deficit.value, sums.deficit);
    EXPECT_EQ(points.pending, Points{});
    EXPECT_EQ(points.flows.expired, Points{});
    EXPECT_EQ(figures.differences, std::vector<std::string>{});
}

struct Flight {
    HistoryEvent event;
    Points points;  // as published
};

std::vector<Flight> flights(const std::string& activity, const std::string& members, const TimeZone& zone) {
    std::map<std::string, std::string> cards;
    each_row(members, [&](auto field) { cards[field("Loyalty Number")] = field("Loyalty Card"); });
    std::vector<Flight> all;
    each_row(activity, [&](auto field) {
        const std::string member = field("Loyalty Number");
        const LocalDate month{static_cast<int16_t>(std::stoi(field("Year"))),
                              static_cast<uint8_t>(std::stoi(field("Month"))), 1};
        const Instant noon = zone.at(month, hours(12).milliseconds);
        loyalty::TrackActivity flown{
            member,
            std::to_string(all.size() + 1),
            "flight",
            noon,
            {{"card", cards.at(member)}, {"distance", int64_t{std::stoll(field("Distance"))}}}};
        all.push_back({{noon, {{}, std::move(flown)}}, {*parse_decimal(field("Points Accumulated"), 2)}});
    });
    std::stable_sort(all.begin(), all.end(),
                     [](const Flight& a, const Flight& b) { return a.event.at < b.event.at; });
    return all;
}

TEST(RealData, every_member_month_of_the_airline_gives_exactly_its_published_points) {
    const std::string activity = shared_data("airline-loyalty/customer_flight_activity.csv.gz");
    const std::string members = shared_data("airline-loyalty/customer_loyalty_history.csv.gz");
    if (activity.empty() || members.empty()) GTEST_SKIP() << "the data set airline-loyalty is not on this machine";
    loyalty::Programme programme = example_programme("airline");
    programme.version = 1;
    const TimeZone zone = programme.zone;
    loyalty::Programmes programmes;
    programmes.add(std::make_shared<const loyalty::Programme>(std::move(programme)));
    loyalty::MemoryAggregates memory;
    Points given, sum;
    memory.on_record = [&](const loyalty::Record& record) {
        for (const loyalty::Effect& effect : record.effects)
            if (const auto* posted = std::get_if<loyalty::EntryPosted>(&effect)) given += posted->entry.points;
    };
    loyalty::Engine engine(programmes, memory);

    size_t wrong = 0;
    const std::vector<Flight> all = flights(activity, members, zone);
    for (const Flight& flight : all) {
        given = {};
        const loyalty::Handled handled = engine.handle(flight.event.command, flight.event.at);
        ASSERT_TRUE(handled.decision.accepted()) << name_of(handled.decision.refusals.front().code);
        if (given != flight.points && ++wrong < 5)
            ADD_FAILURE() << given.value << " instead of " << flight.points.value << " hundredths at "
                          << to_text(flight.event.at);
        sum += given;
    }
    EXPECT_EQ(wrong, 0u);
    EXPECT_EQ(all.size(), 405'624u);
    EXPECT_EQ(sum, Points{5'017'273'625}) << "50,172,736.25 points";
}

}  // namespace
}  // namespace habitue::insight
