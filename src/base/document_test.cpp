#include "base/document.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

Node scalar(Node::Kind kind, std::string text) {
    Node node;
    node.kind = kind;
    node.scalar = std::move(text);
    return node;
}

TEST(Document, a_position_names_line_column_and_path) {
    Node node;
    node.line = 12;
    node.column = 5;
    EXPECT_EQ(position_text(node, "/earning/0/points"), "line 12, column 5, /earning/0/points");
    EXPECT_EQ(position_text(node, ""), "line 12, column 5");
    EXPECT_EQ(position_text(Node{}, "/tiers"), "/tiers");
    EXPECT_EQ(position_text(Node{}, ""), "");
}

TEST(Document, json_keeps_the_order_of_keys_and_the_text_of_numbers) {
    Node list;
    list.kind = Node::Kind::list;
    list.elements = {scalar(Node::Kind::boolean, "true"), Node{}, scalar(Node::Kind::text, "true")};
    Node map;
    map.kind = Node::Kind::map;
    map.keys = {"worth", "a\"b", "empty"};
    map.elements = {scalar(Node::Kind::number, "12.50"), list, Node{}};
    map.elements[2].kind = Node::Kind::map;
    EXPECT_EQ(to_json(map), "{\"worth\":12.50,\"a\\\"b\":[true,null,\"true\"],\"empty\":{}}");
    EXPECT_EQ(to_json(Node{}), "null");
}

TEST(Document, a_map_finds_its_keys_and_nothing_else) {
    Node map;
    map.kind = Node::Kind::map;
    map.keys = {"id"};
    map.elements = {scalar(Node::Kind::text, "base")};
    ASSERT_NE(map.find("id"), nullptr);
    EXPECT_EQ(map.find("id")->scalar, "base");
    EXPECT_EQ(map.find("name"), nullptr);
}

}  // namespace
}  // namespace habitue
