// The fuzzers' seeds and everything they once found, in every build.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "http/fuzz/http_fuzz.h"
#include "http/fuzz/json_fuzz.h"

namespace habitue {
namespace {

std::vector<std::string> seeds_of(const std::string& kind) {
    std::vector<std::string> seeds;
    for (const auto& entry : std::filesystem::directory_iterator(HABITUE_FUZZ_CORPUS "/" + kind)) {
        std::ifstream file(entry.path(), std::ios::binary);
        seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return seeds;
}

TEST(FuzzSeeds, http_bytes_in_any_pieces_are_the_same_requests) {
    const auto seeds = seeds_of("http");
    EXPECT_GE(seeds.size(), 10u);
    for (const std::string& seed : seeds) {
        fuzz::http_input(seed);
        const auto whole = fuzz::parse_in_pieces(seed, seed.size());
        for (size_t piece = 1; piece < seed.size(); ++piece)
            EXPECT_EQ(fuzz::parse_in_pieces(seed, piece).requests, whole.requests) << piece << "\n" << seed;
    }
}

TEST(FuzzSeeds, json_is_read_or_refused_without_harm) {
    const auto seeds = seeds_of("json");
    EXPECT_GE(seeds.size(), 10u);
    for (const std::string& seed : seeds) {
        for (size_t size = 0; size <= seed.size(); ++size) fuzz::json_input(seed.substr(0, size));
        for (size_t i = 0; i < seed.size(); ++i) {
            std::string changed = seed;
            changed[i] = static_cast<char>(changed[i] ^ 0x15);
            fuzz::json_input(changed);
        }
    }
}

}  // namespace
}  // namespace habitue
