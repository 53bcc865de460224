#include "service/documents.h"

#include <gtest/gtest.h>

namespace habitue::service {
namespace {

std::string fault_of(const Result<Node>& read) {
    return read ? "it was read: " + to_json(*read) : read.fault().text();
}

TEST(Documents, yaml_and_json_of_the_same_document_give_the_same_tree) {
    const auto yaml = read_yaml("name: Élan\nlist: [1, -2.50, true, ~, 'true', \"3\"]\nmap:\n  on: order_paid\n");
    const auto json =
        read_json(R"({"name":"\u00c9lan","list":[1,-2.50,true,null,"true","3"],"map":{"on":"order_paid"}})");
    ASSERT_TRUE(yaml.ok()) << fault_of(yaml);
    ASSERT_TRUE(json.ok()) << fault_of(json);
    EXPECT_EQ(to_json(*yaml), to_json(*json));
    EXPECT_EQ(to_json(*yaml), R"({"name":"Élan","list":[1,-2.50,true,null,"true","3"],"map":{"on":"order_paid"}})");
}

TEST(Documents, nodes_know_where_they_stood) {
    const auto yaml = read_yaml("été: 1\nb:\n  - x\n  - {é: 2, c: 3}\n");
    ASSERT_TRUE(yaml.ok()) << fault_of(yaml);
    const Node& map = yaml->elements[1].elements[1];
    EXPECT_EQ(position_text(map.elements[1], "/b/1/c"), "line 4, column 15, /b/1/c");

    const auto json = read_json("{\"été\": 1,\n \"b\": [\"x\",\n  {\"é\": 2, \"c\": 3}]}");
    ASSERT_TRUE(json.ok()) << fault_of(json);
    EXPECT_EQ(position_text(json->elements[0], ""), "line 1, column 9");
    EXPECT_EQ(position_text(json->elements[1].elements[1].elements[1], ""), "line 3, column 17");
}

TEST(Documents, what_looks_like_a_number_to_people_but_not_to_json_stays_a_text) {
    const auto yaml = read_yaml("[007, .5, 1., +1, 0x1F, 1_000, 1e3, 0, -0.0, 2018-02-01]");
    ASSERT_TRUE(yaml.ok()) << fault_of(yaml);
    EXPECT_EQ(to_json(*yaml), R"(["007",".5","1.","+1","0x1F","1_000",1e3,0,-0.0,"2018-02-01"])");
}

TEST(Documents, escapes_of_json_are_read_by_the_letter) {
    const auto json = read_json(R"(["\"\\\/\b\f\n\r\t", "\ud83d\ude00\u20AC"])");
    ASSERT_TRUE(json.ok()) << fault_of(json);
    EXPECT_EQ(json->elements[0].scalar, "\"\\/\b\f\n\r\t");
    EXPECT_EQ(json->elements[1].scalar, "\U0001F600\u20AC");
}

struct Broken {
    const char* text;
    const char* fault;
};

class BrokenJson : public testing::TestWithParam<Broken> {};
TEST_P(BrokenJson, is_refused_with_its_place) { EXPECT_EQ(fault_of(read_json(GetParam().text)), GetParam().fault); }
INSTANTIATE_TEST_SUITE_P(
    Documents, BrokenJson,
    testing::Values(Broken{"", "line 1, column 1: the document ends too early: a value is expected"},
                    Broken{"{\"a\": 1,\n \"a\": 2}", "line 2, column 2: the key \"a\" stands here a second time"},
                    Broken{"[1, 2,]", "line 1, column 7: a value is expected"},
                    Broken{"{\"a\": 01}", "line 1, column 7: a value is expected"},
                    Broken{"{a: 1}", "line 1, column 2: a key in quotes is expected"},
                    Broken{"{\"a\" 1}", "line 1, column 6: ':' is expected behind a key"},
                    Broken{"[\"\\x\"]", "line 1, column 3: this is no escape that JSON knows"},
                    Broken{"[\"\\ud800\"]", "line 1, column 3: half of a surrogate pair stands alone"},
                    Broken{"[\"a\nb\"]", "line 1, column 4: a text may not hold a control character"},
                    Broken{"[\"a", "line 1, column 4: the document ends inside a text"},
                    Broken{"{} {}", "line 1, column 4: the document goes on behind its end"},
                    Broken{"[tru]", "line 1, column 2: a value is expected"},
                    Broken{"[1 2]", "line 1, column 4: ',' or ']' is expected"},
                    Broken{"[\"\xFF\"]", "line 1, column 3: the document is not valid UTF-8"}));

class BrokenYaml : public testing::TestWithParam<Broken> {};
TEST_P(BrokenYaml, is_refused_with_its_place) { EXPECT_EQ(fault_of(read_yaml(GetParam().text)), GetParam().fault); }
INSTANTIATE_TEST_SUITE_P(
    Documents, BrokenYaml,
    testing::Values(Broken{"", "the document is empty"},
                    Broken{"a: 1\nb: 2\na: 3\n", "line 3, column 1: the key \"a\" stands here a second time"},
                    Broken{"a: &x [1]\nb: *x\n",
                           "line 1, column 4: anchors (&name) are not read here: write it out where it is needed"},
                    Broken{"a: 1\n---\nb: 2\n", "line 3, column 1: a second document begins here: one is expected"},
                    Broken{"a: !!int 1\n", "line 1, column 4: tags (tag:yaml.org,2002:int) are not read here"},
                    Broken{"[a]: 1\n", "line 1, column 1: a key must be a text"},
                    Broken{"a: [1, 2\n", "line 2, column 1: end of sequence flow not found"},
                    Broken{"a: \xFF\n", "line 1, column 4: the document is not valid UTF-8"}));

TEST(Documents, nesting_that_no_document_needs_is_refused) {
    const std::string deep(33, '['), far(20'000, '[');
    EXPECT_EQ(fault_of(read_json(deep + std::string(33, ']'))),
              "line 1, column 33: is nested more than 32 levels deep");
    EXPECT_EQ(fault_of(read_yaml(deep + std::string(33, ']'))),
              "line 1, column 33: is nested more than 32 levels deep");
    EXPECT_EQ(fault_of(read_json(far)), "line 1, column 33: is nested more than 32 levels deep");
    EXPECT_FALSE(read_yaml(far).ok());
    EXPECT_TRUE(read_json(std::string(32, '[') + std::string(32, ']')).ok());
    EXPECT_TRUE(read_yaml(std::string(32, '[') + std::string(32, ']')).ok());
}

TEST(Documents, size_and_number_of_keys_are_bounded) {
    const std::string large = "\"" + std::string(kLargestDocument, 'x') + "\"";
    EXPECT_EQ(fault_of(read_json(large)), "the document is larger than 4 MiB");
    EXPECT_EQ(fault_of(read_yaml(large)), "the document is larger than 4 MiB");
    std::string many = "{";
    for (size_t i = 0; i <= kMostKeys; ++i) many += (i ? ", " : "") + ("\"k" + std::to_string(i) + "\": 1");
    many += "}";
    EXPECT_NE(fault_of(read_json(many)).find("a map has at most 2000 keys"), std::string::npos);
    EXPECT_NE(fault_of(read_yaml(many)).find("a map has at most 2000 keys"), std::string::npos);
}

TEST(Documents, either_form_is_recognised) {
    EXPECT_EQ(to_json(*read_document(" \n{\"a\": 1}")), R"({"a":1})");
    EXPECT_EQ(to_json(*read_document("a: 1")), R"({"a":1})");
}

}  // namespace
}  // namespace habitue::service
