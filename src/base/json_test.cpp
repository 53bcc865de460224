#include "base/json.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

std::string quoted(std::string_view text) {
    std::string out;
    JsonWriter(out).text(text);
    return out;
}

TEST(Json, text_is_escaped_where_json_asks_for_it_and_nowhere_else) {
    EXPECT_EQ(quoted(""), "\"\"");
    EXPECT_EQ(quoted("plain / text"), "\"plain / text\"");
    EXPECT_EQ(quoted("say \"hi\""), "\"say \\\"hi\\\"\"");
    EXPECT_EQ(quoted("a\\b"), "\"a\\\\b\"");
    EXPECT_EQ(quoted("a\nb\rc\td"), "\"a\\nb\\rc\\td\"");
    EXPECT_EQ(quoted(std::string_view("\0\x01\x1f\x7f", 4)), "\"\\u0000\\u0001\\u001f\x7f\"");
    EXPECT_EQ(quoted("10 \xe2\x82\xac caf\xc3\xa9 \xf0\x9f\x8e\x81"),
              "\"10 \xe2\x82\xac caf\xc3\xa9 \xf0\x9f\x8e\x81\"");
    EXPECT_EQ(quoted("\"\""), "\"\\\"\\\"\"");
}

TEST(Json, a_special_character_is_found_wherever_it_stands) {
    for (const size_t size : {1u, 7u, 8u, 9u, 17u, 62u, 63u, 200u}) {
        const std::string plain(size, '\xc3');
        EXPECT_EQ(quoted(std::string_view(plain)), '"' + plain + '"');
        for (int byte = 0; byte < 256; ++byte) {
            for (size_t at = 0; at<size; at += size> 20 ? 13 : 1) {
                std::string text = plain;
                text[at] = static_cast<char>(byte);
                const bool special = byte < 0x20 || byte == '"' || byte == '\\';
                const size_t longer = quoted(std::string_view(text)).size() - (size + 2);
                const bool short_form = byte == '\n' || byte == '\r' || byte == '\t' || byte >= 0x20;
                EXPECT_EQ(longer, !special ? 0u : short_form ? 1u : 5u) << byte << " at " << at << " of " << size;
            }
        }
    }
}

TEST(Json, commas_stand_between_and_only_between) {
    std::string out;
    JsonWriter json(out);
    json.object().field("a", 1).field("b", "two").field("c", true).key("d").null();
    json.key("e").array().integer(1).integer(-2).object().end_object().array().end_array().end_array();
    json.key("f")
        .object()
        .field("g", INT64_MIN)
        .end_object()
        .key(std::string_view("h\""))
        .raw("[1.50]")
        .end_object();
    EXPECT_EQ(out,
              "{\"a\":1,\"b\":\"two\",\"c\":true,\"d\":null,\"e\":[1,-2,{},[]],"
              "\"f\":{\"g\":-9223372036854775808},\"h\\\"\":[1.50]}");
}

TEST(Json, the_text_is_whole_whenever_the_outermost_value_is) {
    std::string out = "one: ";
    JsonWriter json(out);
    json.object().field("a", 1).end_object();
    EXPECT_EQ(out, "one: {\"a\":1}");
    out = "two: ";
    JsonWriter(out).text("b");
    EXPECT_EQ(out, "two: \"b\"");
}

TEST(Json, lists_may_hold_objects_side_by_side) {
    std::string out;
    JsonWriter json(out);
    json.array();
    for (int i = 0; i < 3; ++i) json.object().field("i", i).end_object();
    json.end_array();
    EXPECT_EQ(out, "[{\"i\":0},{\"i\":1},{\"i\":2}]");
}

}  // namespace
}  // namespace habitue
