#include "connect/orders_csv.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

namespace habitue::connect {
namespace {

using loyalty::AdvanceOrder;
using loyalty::OrderKind;
using loyalty::PutOrder;

using Counts = std::map<std::string, uint64_t>;

OrdersOptions options_for(std::string_view preset, std::string_view zone = "Europe/Paris") {
    OrdersOptions options;
    options.preset = *find_preset(preset);
    options.zone = *TimeZone::find(zone);
    options.currency = "EUR";
    return options;
}

Result<OrdersRead> read(std::string text, const OrdersOptions& options) {
    return read_orders(source_of(std::move(text)), options);
}

OrdersRead read_well(std::string text, const OrdersOptions& options) {
    auto orders = read(std::move(text), options);
    EXPECT_TRUE(orders.ok()) << (orders.ok() ? "" : orders.fault().text());
    if (!orders) return {};
    uint64_t accounted = orders->tally.rows_used;
    for (const auto& [reason, rows] : orders->tally.skipped) accounted += rows;
    EXPECT_EQ(accounted, orders->tally.rows) << "every row is used or skipped";
    return std::move(*orders);
}

const PutOrder& put(const OrdersRead& orders, size_t i) { return std::get<PutOrder>(orders.commands.at(i).body); }

bool assumes(const OrdersRead& orders, std::string_view id) {
    for (const Remark& remark : orders.assumptions)
        if (remark.id == id) return true;
    return false;
}

constexpr std::string_view kRetail =
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
constexpr std::string_view kGeneric = "order_id,customer_id,ordered_at,sku,quantity,unit_price\n";

TEST(OnlineRetail, an_invoice_is_one_order_paid_and_delivered_at_its_time) {
    const OrdersRead orders = read_well(std::string(kRetail) +
                                            "536365,85123A,HEART,6,2010-07-01 08:26:00,2.55,17850,UK\n"
                                            "536366,71053,\"LANTERN, WHITE\",1,2010-07-01 09:00:00,3.395,13047,UK\n"
                                            "536365,POST,POSTAGE,1,2010-07-01 08:26:00,18,17850,UK\n",
                                        options_for("online-retail", "Europe/London"));
    ASSERT_EQ(orders.commands.size(), 2u);
    const PutOrder& first = put(orders, 0);
    EXPECT_EQ(first.order.value, "536365");
    EXPECT_EQ(first.customer, "17850");
    EXPECT_EQ(first.currency, "EUR");
    EXPECT_EQ(to_text(first.placed_at), "2010-07-01T07:26:00Z");
    EXPECT_EQ(first.paid_at, first.placed_at);
    EXPECT_EQ(first.delivered_at, first.placed_at);
    ASSERT_EQ(first.content.lines.size(), 2u);
    EXPECT_EQ(first.content.lines[1].id, "2");
    EXPECT_EQ(first.content.lines[1].sku, "POST");
    EXPECT_EQ(first.content.lines[0].quantity, 6);
    EXPECT_EQ(put(orders, 1).content.lines[0].unit_price, Amount{3'395'000});
    EXPECT_TRUE(assumes(orders, "paid_and_delivered_when_ordered"));
    EXPECT_TRUE(assumes(orders, "no_currency"));
}

TEST(OnlineRetail, an_invoice_that_begins_with_c_is_a_return_of_positive_quantities) {
    const OrdersRead orders = read_well(std::string(kRetail) +
                                            "C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527,UK\n"
                                            "C536379,X,Odd,2,2010-12-01 09:41:00,1,14527,UK\n",
                                        options_for("online-retail"));
    ASSERT_EQ(orders.commands.size(), 1u);
    EXPECT_EQ(put(orders, 0).content.kind, OrderKind::returned);
    EXPECT_EQ(put(orders, 0).content.lines.at(0).quantity, 1);
    EXPECT_EQ(orders.tally.returns, 1u);
    EXPECT_EQ(orders.tally.skipped, (Counts{{"positive_quantity_in_return", 1}}));
}

TEST(OnlineRetail, what_is_odd_is_counted_and_what_cannot_be_used_is_skipped_with_its_reason) {
    const OrdersRead orders = read_well(std::string(kRetail) +
                                            "1,A,x,6,2010-12-01 08:26:00,2.55,,UK\n"
                                            "A2,B,Adjust bad debt,1,2010-12-01 08:26:00,-11062.06,,UK\n"
                                            "3,C,x,-5,2010-12-01 08:26:00,0,,UK\n"
                                            "4,D,free,1,2010-12-01 08:26:00,0.0,17850,UK\n"
                                            "4,E,twice,1,2010-12-01 08:26:00,1.00,17850,UK\n"
                                            "4,E,twice,1,2010-12-01 08:26:00,1.00,17850,UK\n"
                                            "5,F,x,-1,2010-12-01 08:26:00,1.00,17850,UK\n"
                                            "6,G,x,1,2010-12-01 08:26:00,1.00,17850,UK\n"
                                            "6,H,x,1,2010-12-01 08:25:00,1.00,17850,UK\n"
                                            "7,I,x,1,01.12.2010,1.00,17850,UK\n"
                                            "8,J,x,one,2010-12-01 08:26:00,1.00,17850,UK\n"
                                            "9,K,x,1,2010-12-01 08:26:00,1.0000001,17850,UK\n"
                                            "10,L,x,1,2010-12-01 08:26:00,1,17850,UK\n"
                                            "10,M,x,1,2010-12-01 08:26:00,1,13047,UK\n"
                                            "11,N,x,1\n",
                                        options_for("online-retail"));
    EXPECT_EQ(orders.tally.skipped, (Counts{{"bad_date", 1},
                                            {"bad_price", 1},
                                            {"bad_quantity", 1},
                                            {"negative_quantity", 1},
                                            {"no_customer", 3},
                                            {"several_customers", 2},
                                            {"wrong_field_count", 1}}));
    EXPECT_EQ(orders.tally.odd, (Counts{{"duplicate_rows", 1},
                                        {"negative_price", 1},
                                        {"negative_quantity", 2},
                                        {"orders_with_several_dates", 1},
                                        {"zero_price", 2}}));
    ASSERT_EQ(orders.commands.size(), 2u);
    EXPECT_EQ(put(orders, 0).content.lines.size(), 3u);
    EXPECT_EQ(to_text(put(orders, 1).placed_at), "2010-12-01T07:25:00Z");
    EXPECT_EQ(orders.tally.examples.front(), (SkippedRow{2, "no_customer", "the row names no customer"}));
}

TEST(Generic, states_that_come_later_are_commands_of_their_own) {
    const OrdersRead orders = read_well(
        "order_id,customer_id,ordered_at,paid_at,delivered_at,sku,quantity,unit_price,currency,category,discount\n"
        "o1,anna,2026-01-05 10:00,2026-01-05 10:00,2026-01-08 12:00,A,2,10.50,EUR,wine,1.25\n"
        "o2,,2026-01-06T10:00:00Z,,,A,1,5,GBP,,\n",
        options_for("generic"));
    ASSERT_EQ(orders.commands.size(), 3u);
    EXPECT_EQ(put(orders, 0).paid_at, put(orders, 0).placed_at);
    EXPECT_FALSE(put(orders, 0).delivered_at);
    EXPECT_EQ(put(orders, 0).content.lines[0].category, "wine");
    EXPECT_EQ(put(orders, 0).content.lines[0].discount, Amount{1'250'000});
    const auto& delivered = std::get<AdvanceOrder>(orders.commands[1].body);
    EXPECT_EQ(delivered.state, loyalty::OrderState::delivered);
    EXPECT_EQ(to_text(delivered.at), "2026-01-08T11:00:00Z");
    EXPECT_EQ(put(orders, 2).currency, "GBP");
    EXPECT_FALSE(put(orders, 2).paid_at) << "an empty cell says that it was not paid";
    EXPECT_EQ(orders.tally.guest_orders, 1u);
    EXPECT_FALSE(assumes(orders, "no_currency"));
}

TEST(Generic, an_order_of_negative_quantities_is_a_return_and_a_mixed_one_keeps_what_was_sold) {
    const OrdersRead orders = read_well(std::string(kGeneric) +
                                            "r1,anna,2026-01-05,A,-2,3\nr1,anna,2026-01-05,B,-1,3\n"
                                            "m1,anna,2026-01-05,A,2,3\nm1,anna,2026-01-05,B,-1,3\n",
                                        options_for("generic"));
    EXPECT_EQ(put(orders, 0).content.kind, OrderKind::returned);
    EXPECT_EQ(put(orders, 0).content.lines[0].quantity, 2);
    EXPECT_EQ(put(orders, 1).content.kind, OrderKind::sale);
    EXPECT_EQ(put(orders, 1).content.lines.size(), 1u);
    EXPECT_EQ(orders.tally.skipped, (Counts{{"negative_quantity", 1}}));
}

TEST(Generic, order_details_may_stand_on_the_first_row_only_and_line_ids_count_once) {
    const OrdersRead orders = read_well(
        "order_id,customer_id,ordered_at,line_id,sku,quantity,unit_price,channel\n"
        "o1,anna,2026-01-05,a,A,2,3,web\no1,,2026-01-05,b,B,1,3,\no1,,2026-01-05,a,A,2,3,\n",
        options_for("generic"));
    ASSERT_EQ(orders.commands.size(), 1u);
    EXPECT_EQ(put(orders, 0).customer, "anna");
    EXPECT_EQ(put(orders, 0).content.channel, "web");
    EXPECT_EQ(put(orders, 0).content.lines.size(), 2u);
    EXPECT_EQ(orders.tally.skipped, (Counts{{"line_repeated", 1}}));
}

TEST(Generic, a_french_file_has_semicolons_decimal_commas_and_days_first) {
    const OrdersRead orders = read_well(
        "order_id;customer_id;ordered_at;sku;quantity;unit_price;category\n"
        "o1;anna;21/11/2026 09:30;A;2;12,50;\xe9picerie\n",
        options_for("generic"));
    ASSERT_EQ(orders.commands.size(), 1u);
    EXPECT_EQ(put(orders, 0).content.lines[0].unit_price, Amount{12'500'000});
    EXPECT_EQ(put(orders, 0).content.lines[0].category, "épicerie");
    EXPECT_EQ(to_text(put(orders, 0).placed_at), "2026-11-21T08:30:00Z");
}

TEST(Generic, a_comma_in_a_number_of_a_comma_file_is_refused_rather_than_guessed) {
    const OrdersRead orders =
        read_well(std::string(kGeneric) + "o1,anna,2026-01-05,A,1,\"1,234\"\n", options_for("generic"));
    EXPECT_EQ(orders.tally.skipped, (Counts{{"bad_price", 1}}));
}

TEST(Generic, columns_can_be_named_otherwise) {
    OrdersOptions options = options_for("generic");
    for (const char* assignment : {"order_id=Commande", "customer_id=Client", "ordered_at=Date", "unit_price=Prix"})
        ASSERT_TRUE(map_field(options.preset, assignment).ok());
    const OrdersRead orders =
        read_well("Prix,Date,Client,Commande,sku,quantity\n9.90,2026-01-05,anna,o1,A,1\n", options);
    ASSERT_EQ(orders.commands.size(), 1u);
    EXPECT_EQ(put(orders, 0).order.value, "o1");
    EXPECT_FALSE(map_field(options.preset, "prix=Prix").ok());
    EXPECT_FALSE(map_field(options.preset, "order_id").ok());
    EXPECT_FALSE(find_preset("unknown").ok());
}

TEST(Generic, missing_columns_are_all_named_with_those_the_file_has) {
    const auto orders = read("order_id,date,sku\n", options_for("generic"));
    ASSERT_FALSE(orders.ok());
    EXPECT_EQ(orders.fault().problems.size(), 4u);
    EXPECT_NE(orders.fault().text().find(
                  "\"ordered_at\" (ordered_at) is missing; the file has \"order_id\", \"date\", \"sku\""),
              std::string::npos)
        << orders.fault().text();
}

std::string shared_data() {
    if (const char* folder = std::getenv("HABITUE_SHARED_DATA")) return folder;
    return std::string(HABITUE_SOURCE_DIR) + "/../shared/data";
}

// The published figures of the UCI data set.
TEST(OnlineRetail, the_real_file_has_its_published_counts) {
    std::string path = shared_data() + "/online-retail/online_retail.csv.gz";
    if (!std::filesystem::exists(path))
        path = std::string(HABITUE_SOURCE_DIR) + "/../../shared/data/online-retail/online_retail.csv.gz";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "the data set online-retail is not on this machine";
    auto source = open_source(path);
    ASSERT_TRUE(source.ok());
    const auto read = read_orders(std::move(*source), options_for("online-retail", "Europe/London"));
    ASSERT_TRUE(read.ok()) << read.fault().text();
    const OrdersTally& tally = read->tally;
    EXPECT_EQ(tally.rows, 541'909u);
    EXPECT_EQ(tally.skipped, (Counts{{"no_customer", 135'080}}));
    EXPECT_EQ(tally.rows_used, 406'829u);
    EXPECT_EQ(tally.orders, 22'190u);
    EXPECT_EQ(tally.odd.at("duplicate_rows"), 5'268u);
    EXPECT_EQ(tally.odd.at("negative_quantity"), 1'336u);
    EXPECT_EQ(tally.odd.at("zero_price"), 2'515u);
    EXPECT_EQ(tally.odd.at("negative_price"), 2u);

    Int128 net = 0;
    size_t returned_lines = 0;
    std::set<std::string> customers;
    for (const loyalty::Command& command : read->commands) {
        const auto& order = std::get<PutOrder>(command.body);
        const bool returned = order.content.kind == OrderKind::returned;
        customers.insert(order.customer);
        for (const loyalty::OrderLine& line : order.content.lines) {
            net += Int128{line.unit_price.millionths} * line.quantity * (returned ? -1 : 1);
            returned_lines += returned ? 1 : 0;
        }
    }
    EXPECT_EQ(customers.size(), 4'372u);
    EXPECT_EQ(returned_lines, 8'905u);
    EXPECT_EQ(static_cast<int64_t>(net), 8'300'065'814'000) << "the net amount of all rows with a customer";
}

}  // namespace
}  // namespace habitue::connect
