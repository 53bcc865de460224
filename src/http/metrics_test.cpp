#include "http/metrics.h"

#include <gtest/gtest.h>

#include <thread>

namespace habitue {
namespace {

TEST(Metrics, the_text_has_help_type_labels_and_values) {
    MetricsRegistry registry;
    Counter& orders = registry.counter("habitue_orders_total", "Orders taken.", {{"channel", "shop"}});
    registry.counter("habitue_orders_total", "Orders taken.", {{"channel", "a\"b\\c\nd"}}).add(7);
    registry.gauge("habitue_queue_length", "Commands that wait.").set(-3);
    registry.gauge_of("habitue_connections_open", "Open connections.", {}, [] { return int64_t{12}; });
    orders.add();
    orders.add(2);
    EXPECT_EQ(registry.text(),
              "# HELP habitue_orders_total Orders taken.\n"
              "# TYPE habitue_orders_total counter\n"
              "habitue_orders_total{channel=\"shop\"} 3\n"
              "habitue_orders_total{channel=\"a\\\"b\\\\c\\nd\"} 7\n"
              "# HELP habitue_queue_length Commands that wait.\n"
              "# TYPE habitue_queue_length gauge\n"
              "habitue_queue_length -3\n"
              "# HELP habitue_connections_open Open connections.\n"
              "# TYPE habitue_connections_open gauge\n"
              "habitue_connections_open 12\n");
}

TEST(Metrics, a_histogram_counts_each_duration_in_its_bucket_and_all_above) {
    MetricsRegistry registry;
    DurationHistogram& durations = registry.durations("habitue_request_seconds", "Time taken.", {{"route", "/v1"}});
    for (const uint64_t microseconds : {0u, 50u, 51u, 900u, 20'000'000u})
        durations.observe_microseconds(microseconds);
    const std::string text = registry.text();
    for (const char* line :
         {"_bucket{route=\"/v1\",le=\"0.00005\"} 2\n", "_bucket{route=\"/v1\",le=\"0.0001\"} 3\n",
          "_bucket{route=\"/v1\",le=\"0.001\"} 4\n", "_bucket{route=\"/v1\",le=\"10\"} 4\n",
          "_bucket{route=\"/v1\",le=\"+Inf\"} 5\n", "_sum{route=\"/v1\"} 20.001001\n", "_count{route=\"/v1\"} 5\n"})
        EXPECT_NE(text.find(std::string("habitue_request_seconds") + line), std::string::npos) << line << text;
}

TEST(Metrics, counts_of_several_threads_are_all_there) {
    MetricsRegistry registry;
    Counter& counter = registry.counter("habitue_x_total", "x");
    DurationHistogram& durations = registry.durations("habitue_x_seconds", "x");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (uint64_t j = 0; j < 10'000; ++j) {
                counter.add();
                durations.observe_microseconds(j);
            }
        });
    for (int i = 0; i < 20; ++i) EXPECT_FALSE(registry.text().empty());
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(counter.value(), 40'000u);
    uint64_t observed = 0;
    for (const uint64_t count : durations.counts()) observed += count;
    EXPECT_EQ(observed, 40'000u);
}

}  // namespace
}  // namespace habitue
