#include "base/hash.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

// BLAKE2b-256 and BLAKE2b-128 of "abc" and of nothing, as any other implementation computes them.
TEST(Hash, blake2b_gives_the_published_values) {
    EXPECT_EQ(to_hex(bytes_of(hash256("abc"))), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    EXPECT_EQ(to_hex(bytes_of(hash256(""))), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    EXPECT_EQ(to_hex(bytes_of(hash128("abc"))), "cf4ab791c62b8d2b2109c90275287816");
}

TEST(Hash, two_parts_hash_as_one_text) {
    EXPECT_EQ(hash256("ab", "c"), hash256("abc"));
    EXPECT_EQ(hash256("", "abc"), hash256("abc"));
}

TEST(Hash, the_64_bit_form_is_the_first_eight_bytes_little_endian) {
    EXPECT_EQ(hash64("abc"), 0x2b8d2bc691b74acfu);
}

TEST(Hash, a_key_changes_the_hash) {
    const std::string key(32, 'k');
    EXPECT_EQ(to_hex(bytes_of(keyed_hash256(key, "abc"))),
              "0a9b1f4f633832a535f3e4539d906998c3814fbcd4cc136e57e8ea742ac36b61");
    EXPECT_NE(keyed_hash256(key, "abc"), hash256("abc"));
    EXPECT_NE(keyed_hash256(key, "abc"), keyed_hash256(std::string(32, 'l'), "abc"));
}

}  // namespace
}  // namespace habitue
