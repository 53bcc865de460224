#include "connect/orders_csv_writer.h"

#include <gtest/gtest.h>

#include <sstream>

#include "connect/orders_csv.h"

namespace habitue::connect {
namespace {

using loyalty::AdvanceOrder;
using loyalty::Command;
using loyalty::OrderState;

Command order(const char* id) {
    loyalty::PutOrder put;
    put.order.value = id;
    put.customer = "anna";
    put.currency = "EUR";
    put.placed_at = put.paid_at.emplace(*parse_instant("2026-01-05T10:00:00Z"));
    loyalty::OrderLine line;
    line.id = "1";
    line.sku = "A, \"B\"";
    line.category = "wine";
    line.quantity = 3;
    line.unit_price = {10'500'000};
    line.discount = {1'500'000};
    put.content.lines = {line};
    return {{}, put};
}

TEST(OrdersWriter, what_it_writes_is_read_back_as_it_was) {
    const Instant delivered = *parse_instant("2026-01-08T10:00:00Z");
    const std::vector<Command> said = {order("o1"),
                                       {{}, AdvanceOrder{{"o1"}, OrderState::delivered, delivered}},
                                       {{}, loyalty::RefundOrder{{"o1"}, {"r1", delivered, {{"1", 2}}}}},
                                       order("o2"),
                                       {{}, AdvanceOrder{{"o2"}, OrderState::cancelled, delivered}},
                                       {{}, loyalty::TrackActivity{"anna", "a", "review", delivered, {}}}};
    std::vector<const Command*> commands;
    for (const Command& command : said) commands.push_back(&command);
    std::ostringstream out;
    const OrdersWritten written = write_orders(out, commands);
    EXPECT_EQ(written.orders, 2u);
    EXPECT_EQ(written.rows, 2u);
    EXPECT_EQ(written.left_out, 2u) << "the cancelled order and the review";

    OrdersOptions options;
    options.preset = *find_preset("generic");
    const auto read = read_orders(source_of(out.str()), options);
    ASSERT_TRUE(read.ok()) << read.fault().text();
    ASSERT_EQ(read->commands.size(), 3u);
    EXPECT_EQ(read->commands[0], said[0]);
    EXPECT_EQ(read->commands[1], said[1]);
    const auto& returned = std::get<loyalty::PutOrder>(read->commands[2].body);
    EXPECT_EQ(returned.content.kind, loyalty::OrderKind::returned);
    EXPECT_EQ(returned.content.lines[0].quantity, 2);
    EXPECT_EQ(returned.content.lines[0].discount, Amount{1'000'000});
}

TEST(OrdersWriter, a_text_cannot_become_a_formula_in_a_spreadsheet) {
    EXPECT_EQ(csv_text("=1+1"), "'=1+1");
    EXPECT_EQ(csv_text("@x"), "'@x");
    EXPECT_EQ(csv_text("plain"), "plain");
    EXPECT_EQ(csv_text("a\"b,c"), "\"a\"\"b,c\"");
}

}  // namespace
}  // namespace habitue::connect
