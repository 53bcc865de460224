#include "base/ids.h"

#include <gtest/gtest.h>

#include <set>

namespace habitue {
namespace {

TEST(Ids, customer_text_comes_back_as_the_same_id) {
    for (const uint64_t value :
         {uint64_t{0}, uint64_t{1}, uint64_t{31}, uint64_t{32}, uint64_t{1} << 60, UINT64_MAX}) {
        const auto back = parse_customer_id(to_text(CustomerId{value}));
        ASSERT_TRUE(back.ok()) << value;
        EXPECT_EQ(back->value, value);
    }
    EXPECT_EQ(to_text(CustomerId{0}), "cus_0000000000000");
    EXPECT_EQ(to_text(CustomerId{UINT64_MAX}), "cus_fzzzzzzzzzzzz");
}

TEST(Ids, text_that_is_no_customer_id_is_refused) {
    for (const char* text : {"", "cus_", "cus_000000000000", "cus_00000000000000", "CUS_0000000000000",
                             "cus_000000000000i", "cus_000000000000A", "cus_g000000000000", "ord_0000000000000"})
        EXPECT_FALSE(parse_customer_id(text).ok()) << text;
}

// Every stored base depends on this numbering: it never changes.
TEST(Ids, a_customer_is_numbered_by_the_external_id_alone) {
    EXPECT_EQ(customer_id_of("shop-42"), customer_id_of("shop-42"));
    std::set<CustomerId> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(customer_id_of(std::to_string(i)));
    EXPECT_EQ(seen.size(), 10'000u);
    EXPECT_FALSE(seen.contains(CustomerId{}));
    EXPECT_EQ(to_text(customer_id_of("shop-42")), "cus_8yhvpx7cw54gp");
}

}  // namespace
}  // namespace habitue
