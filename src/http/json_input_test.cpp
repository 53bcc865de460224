#include "http/json_input.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

enum class Channel { shop, web };

struct OrderRead {
    std::string id;
    std::string currency;
    Instant placed_at;
    std::optional<std::string> note;
    Channel channel = Channel::shop;
    Money shipping;
    std::vector<std::pair<std::string, int64_t>> lines;
    Amount price;
    std::vector<NamedAttribute> attributes;
    std::optional<LocalDate> birthday;
};

OrderRead read_order(JsonObject body) {
    OrderRead order;
    order.id = body.text("id", {.max_bytes = 20});
    order.currency = body.text("currency", {.min_bytes = 3, .max_bytes = 3});
    order.placed_at = body.instant("placed_at");
    order.note = body.optional_text("note", {.lines = true});
    order.channel = body.optional_choice<Channel>("channel", {{"shop", Channel::shop}, {"web", Channel::web}})
                        .value_or(Channel::shop);
    order.shipping = body.optional_money("shipping").value_or(Money{});
    for (JsonObject line : body.objects("lines", {.min = 1, .max = 3})) {
        order.lines.push_back({line.text("sku"), line.integer("quantity", 1, 1000)});
        order.price += line.amount("price", {.decimals = 4});
    }
    order.attributes = body.attributes("attributes", {.max_count = 4});
    if (auto customer = body.optional_object("customer")) {
        customer->text("id");
        order.birthday = customer->optional_date("birthday");
        customer->texts("tags", {.min = 0, .max = 2}, {.max_bytes = 5});
        if (customer->optional_boolean("member").value_or(false)) customer->skip("card");
    }
    return order;
}

// "pointer: what" of every problem, one a line; empty when there is none.
std::string problems_of(std::string_view body) {
    auto input = JsonInput::parse(body);
    if (!input) return input.fault().text();
    read_order(input->root());
    const auto read = input->finish();
    return read ? "" : read.fault().text();
}

// A well-formed order, with `more` put in as further fields.
std::string order_with(std::string_view more) {
    return R"({"id":"o-1","currency":"EUR","placed_at":"2026-11-21T09:30:00Z","lines":[{"sku":"a","quantity":2,"price":"9.90"}])" +
           std::string(more.empty() ? "" : ",") + std::string(more) + "}";
}

std::string order_with_line(std::string_view line) {
    return R"({"id":"o-1","currency":"EUR","placed_at":"2026-11-21T09:30:00Z","lines":[{"sku":"a","quantity":2,"price":"9.90"},)" +
           std::string(line) + "]}";
}

TEST(JsonInput, a_whole_order_is_read) {
    auto input = JsonInput::parse(order_with(
        R"("note":"deux\nlignes","channel":"web","shipping":490,"attributes":{"gift":true,"size":42,"colour":"bleu","tags":["a","b"]},)"
        R"("customer":{"id":"c-1","birthday":"1980-02-29","tags":["x"],"member":true,"card":"anything"})"));
    ASSERT_TRUE(input.ok());
    const OrderRead order = read_order(input->root());
    const auto read = input->finish();
    ASSERT_TRUE(read.ok()) << read.fault().text();
    EXPECT_EQ(order.id, "o-1");
    EXPECT_EQ(to_text(order.placed_at), "2026-11-21T09:30:00Z");
    EXPECT_EQ(order.note, "deux\nlignes");
    EXPECT_EQ(order.channel, Channel::web);
    EXPECT_EQ(order.shipping, Money{490});
    ASSERT_EQ(order.lines.size(), 1u);
    EXPECT_EQ(order.lines[0].second, 2);
    EXPECT_EQ(order.price, Amount{9'900'000});
    ASSERT_EQ(order.attributes.size(), 4u);
    EXPECT_EQ(order.attributes[0].value, AttributeValue(true));
    EXPECT_EQ(order.attributes[1].value, AttributeValue(int64_t{42}));
    EXPECT_EQ(order.attributes[2].value, AttributeValue(std::string("bleu")));
    EXPECT_EQ(order.attributes[3].value, AttributeValue(std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(order.birthday, (LocalDate{1980, 2, 29}));
}

TEST(JsonInput, absent_and_null_optionals_are_the_same) {
    EXPECT_EQ(problems_of(order_with("")), "");
    EXPECT_EQ(
        problems_of(order_with(R"("note":null,"channel":null,"shipping":null,"attributes":null,"customer":null)")),
        "");
}

TEST(JsonInput, what_is_wrong_is_told_with_its_pointer) {
    const std::pair<std::string, std::string> cases[] = {
        {order_with(R"("colour":"red")"), "/colour: is not a field of this request"},
        {order_with(R"("note":"a","note":"b")"), "/note: is given more than once"},
        {order_with(R"("note":5)"), "/note: is text, not an integer"},
        {order_with(R"("note":"")"), "/note: has 1 to 255 bytes, not 0"},
        {order_with(R"("note":"a\u0000b")"), "/note: has a control character"},
        {order_with(R"("channel":"fax")"), "/channel: is one of shop, web"},
        {order_with(R"("shipping":4.90)"), "/shipping: is an integer, not a number with a fraction or exponent"},
        {order_with(R"("shipping":1e2)"), "/shipping: is an integer, not a number with a fraction or exponent"},
        {order_with(R"("shipping":"490")"), "/shipping: is an integer, not text"},
        {order_with(R"("shipping":-1)"), "/shipping: is from 0 to 1000000000000, not -1"},
        {order_with(R"("shipping":9223372036854775808)"), "/shipping: is beyond 64 bits with a sign"},
        {order_with(R"("attributes":[])"), "/attributes: is an object, not an array"},
        {order_with(R"("attributes":{"a":{}})"),
         "/attributes/a: is text, an integer, true, false, or an array of texts"},
        {order_with(R"("attributes":{"a":1.5})"),
         "/attributes/a: is an integer, not a number with a fraction or exponent"},
        {order_with(R"("attributes":{"a":1,"a":2})"), "/attributes/a: is given more than once"},
        {order_with(R"("attributes":{"a/b~c":["x",7]})"), "/attributes/a~1b~0c/1: is text, not an integer"},
        {order_with(R"("attributes":{"a":1,"b":1,"c":1,"d":1,"e":1})"), "/attributes: has at most 4 attributes"},
        {order_with(R"("customer":{"id":"c","birthday":"1981-02-29"})"), "/customer/birthday"},
        {order_with(R"("customer":{"id":"c","member":1})"), "/customer/member: is true or false, not an integer"},
        {order_with(R"("customer":{"id":"c","card":"x"})"), "/customer/card: is not a field of this request"},
        {order_with(R"("customer":{"id":"c","id":"d"})"), "/customer/id: is given more than once"},
        {order_with(R"("customer":{})"), "/customer/id: is required"},
        {order_with(R"("customer":"c")"), "/customer: is an object, not text"},
        {order_with(R"("customer":{"id":"c","tags":["a","b","c"]})"), "/customer/tags: has 0 to 2 elements"},
        {order_with(R"("customer":{"id":"c","tags":["toolong"]})"), "/customer/tags/0: has 1 to 5 bytes"},
        {order_with_line("7"), "/lines/1: is an object, not an integer"},
        {order_with_line(R"({"sku":"b","quantity":0,"price":"1"})"), "/lines/1/quantity: is from 1 to 1000, not 0"},
        {order_with_line(R"({"sku":"b","quantity":true,"price":"1"})"),
         "/lines/1/quantity: is an integer, not true or false"},
        {order_with_line(R"({"sku":"b","quantity":1,"price":9.9})"),
         "/lines/1/price: is text, not a number with a fraction or exponent"},
        {order_with_line(R"({"sku":"b","quantity":1,"price":"9,90"})"), "/lines/1/price: "},
        {order_with_line(R"({"sku":"b","quantity":1,"price":"1.23456"})"), "/lines/1/price: "},
        {order_with_line(R"({"sku":"b","quantity":1,"price":"-1"})"),
         "/lines/1/price: is from 0 to 1000000000, not -1"},
        {order_with_line(R"({"sku":null,"quantity":1,"price":"1"})"), "/lines/1/sku: may not be null"},
        {order_with_line(R"({"sku":"b","quantity":1,"price":"1","size":4})"),
         "/lines/1/size: is not a field of this request"},
        {order_with_line(R"({"sku":"b","quantity":1,"price":"1"},{"sku":"c","quantity":1,"price":"1"},{})"),
         "/lines: has 1 to 3 elements"},
    };
    for (const auto& [body, expected] : cases) {
        const std::string told = problems_of(body);
        EXPECT_TRUE(told.starts_with(expected)) << body << "\n" << told;
        EXPECT_EQ(told.find('\n'), std::string::npos) << "one problem only: " << body << "\n" << told;
    }
}

TEST(JsonInput, all_problems_are_told_at_once) {
    EXPECT_EQ(problems_of(R"({"currency":"EURO","lines":[{"sku":1,"quantity":"2"}],"extra":1})"),
              "/id: is required\n"
              "/currency: has 3 to 3 bytes, not 4\n"
              "/placed_at: is required\n"
              "/lines/0/sku: is text, not an integer\n"
              "/lines/0/quantity: is an integer, not text\n"
              "/lines/0/price: is required\n"
              "/extra: is not a field of this request");
}

TEST(JsonInput, what_is_not_one_object_is_refused_with_the_reason) {
    const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    const std::pair<std::string, std::string> cases[] = {
        {"", "the body is empty"},
        {"   ", "the body is empty"},
        {"[]", "the body is an object, not an array"},
        {"null", "the body is an object, not null"},
        {"{} {}", "the body is not well-formed JSON"},
        {"{}x", "the body is not well-formed JSON"},
        {R"({"id":"o",})", "the body is not well-formed JSON"},
        {R"({"id":})", "the body is not well-formed JSON"},
        {R"({id:"o"})", "the body is not well-formed JSON"},
        {R"({"id":"o)", "the body ends within a text"},
        {R"({"id":01})", "the body has a malformed number"},
        {R"({"id":NaN})", "the body is not well-formed JSON"},
        {R"({"id":123456789012345678901234567890})", "the body has a malformed number, or one beyond 64 bits"},
        {"{\"id\":\"\xff\"}", "the body is not valid UTF-8"},
        {"{\"id\":\"\xc0\xaf\"}", "the body is not valid UTF-8"},
        {"{\"id\":\"\xed\xa0\x80\"}", "the body is not valid UTF-8"},
        {"{\"id\":\"a\nb\"}", "the body has a control character in a text"},
        {R"({"id":"\ud800"})", "the body has a malformed escape"},
        {R"({"id":"\x"})", "the body has a malformed escape"},
        {R"({"a":)" + nested(32) + "}", "the body is nested more than 32 deep"},
        {R"({"a":)" + nested(100'000) + "}", "the body is nested more than 32 deep"},
    };
    for (const auto& [body, expected] : cases) {
        const auto input = JsonInput::parse(body);
        ASSERT_FALSE(input.ok()) << body;
        EXPECT_TRUE(input.fault().text().starts_with(expected)) << body.substr(0, 100) << "\n"
                                                                << input.fault().text();
    }
    EXPECT_TRUE(JsonInput::parse(R"({"a":)" + nested(31) + "}").ok());
}

TEST(JsonInput, control_characters_are_found_at_every_place) {
    for (size_t size = 1; size < 20; ++size)
        for (size_t place = 0; place < size; ++place)
            for (const char* control : {"\\u0000", "\\u001f", "\\n", "\u007f", "\\u007f"}) {
                std::string body = R"({"text":")";
                for (size_t i = 0; i < size; ++i) body += i == place ? control : i % 3 == 0 ? "\xc3\xa9" : " ";
                auto input = JsonInput::parse(body + "\"}");
                ASSERT_TRUE(input.ok()) << body;
                input->root().text("text");
                const auto read = input->finish();
                ASSERT_FALSE(read.ok()) << body;
                EXPECT_EQ(read.fault().problems.front(), (Problem{"/text", "has a control character"}));
            }
}

TEST(JsonInput, duplicates_are_found_among_many_keys) {
    std::string body = "{";
    for (int i = 0; i < 200; ++i) body += "\"key" + std::to_string(i) + "\":1,";
    auto input = JsonInput::parse(body + "\"key7\":2}");
    ASSERT_TRUE(input.ok());
    for (int i = 0; i < 200; ++i) input->root().skip("key" + std::to_string(i));
    const auto read = input->finish();
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.fault().problems.front(), (Problem{"/key7", "is given more than once"}));
}

TEST(JsonInput, a_hostile_number_of_problems_is_cut_short) {
    std::string body = "{\"a\":1";
    for (int i = 0; i < 10'000; ++i) body += ",\"k" + std::to_string(i) + "\":1";
    auto input = JsonInput::parse(body + "}");
    ASSERT_TRUE(input.ok());
    const auto read = input->finish();
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.fault().problems.size(), 101u);
    EXPECT_EQ(read.fault().problems.back().what, "and more");
}

TEST(JsonInput, fields_are_found_in_any_order_and_large_bodies_after_small_ones) {
    for (const size_t size : {10u, 100'000u, 20u, 400'000u, 30u}) {
        auto input = JsonInput::parse(R"({"b":2,"text":")" + std::string(size, 'x') + R"(","a":1})");
        ASSERT_TRUE(input.ok());
        JsonObject root = input->root();
        EXPECT_EQ(root.integer("a", 0, 9), 1);
        EXPECT_EQ(root.integer("b", 0, 9), 2);
        EXPECT_EQ(root.text("text", {.max_bytes = 1'000'000}).size(), size);
        EXPECT_TRUE(input->finish().ok());
    }
}

TEST(JsonInput, problems_of_the_callers_own_join_the_others) {
    auto input = JsonInput::parse(R"({"lines":[{"sku":"a"}]})");
    ASSERT_TRUE(input.ok());
    JsonObject line = input->root().objects("lines", {})[0];
    line.problem("sku", "is unknown");
    line.skip("sku");
    line.problem("", "is sold out");
    EXPECT_EQ(input->finish().fault().text(), "/lines/0/sku: is unknown\n/lines/0: is sold out");
}

}  // namespace
}  // namespace habitue
