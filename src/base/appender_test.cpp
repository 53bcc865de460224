#include "base/appender.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

TEST(Appender, what_was_written_is_the_string_s_end_once_it_is_settled) {
    std::string text = "before ";
    Appender out(text);
    std::string expected = text;
    for (int i = 0; i < 2'000; ++i) {  // through several sizes
        out.push(static_cast<char>('a' + i % 26));
        expected += static_cast<char>('a' + i % 26);
        out.append(std::string(static_cast<size_t>(i % 7), '.'));
        expected += std::string(static_cast<size_t>(i % 7), '.');
    }
    out.settle();
    EXPECT_EQ(text, expected);
}

TEST(Appender, room_that_is_not_used_leaves_no_trace) {
    std::string text;
    Appender out(text);
    char* to = out.room(5'000);
    *to++ = 'x';
    out.wrote(to);
    out.settle();
    EXPECT_EQ(text, "x");
}

TEST(Appender, others_may_write_between_settle_and_resume) {
    std::string text;
    Appender out(text);
    out.append("one");
    out.settle();
    text += ", two";
    out.resume();
    out.append(", three");
    out.settle();
    EXPECT_EQ(text, "one, two, three");
}

}  // namespace
}  // namespace habitue
