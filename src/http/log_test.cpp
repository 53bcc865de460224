#include "http/log.h"

#include <gtest/gtest.h>

#include "http/api_keys.h"

namespace habitue {
namespace {

class Log : public ::testing::Test {
  protected:
    Log() {
        set_log_sink([this](std::string_view line) { lines += line; });
    }
    ~Log() override {
        set_log_sink({});
        set_log_level(LogLevel::info);
    }
    std::string lines;
};

TEST_F(Log, a_line_is_one_json_object) {
    log_line(LogLevel::warning, "store_busy", {{"request_id", "req_1"}, {"waited_ms", 40}, {"why", "a\n\"b\""}});
    EXPECT_TRUE(lines.starts_with("{\"time\":\"20"));
    EXPECT_TRUE(lines.ends_with(
        R"(Z","level":"warning","event":"store_busy","request_id":"req_1","waited_ms":40,"why":"a\n\"b\""})"
        "\n"))
        << lines;
}

TEST_F(Log, lines_below_the_level_are_dropped) {
    log_line(LogLevel::debug, "detail");
    EXPECT_EQ(lines, "");
    set_log_level(LogLevel::debug);
    log_line(LogLevel::debug, "detail");
    EXPECT_NE(lines, "");
}

TEST_F(Log, keys_never_reach_a_line) {
    const std::string key = generate_api_key(ApiKeyKind::secret);
    log_line(LogLevel::error, "odd", {{"header", "Bearer " + key + ", " + key}, {"short", "hbt_"}});
    EXPECT_EQ(lines.find(key.substr(7)), std::string::npos);
    EXPECT_NE(lines.find("Bearer hbt_sk_***, hbt_sk_***"), std::string::npos) << lines;
    EXPECT_EQ(mask_keys("no key, hbt_ and hbt_x here"), "no key, hbt_ and hbt_x here");
}

}  // namespace
}  // namespace habitue
