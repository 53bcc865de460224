// Counts for an operator, told as Prometheus text (format 0.0.4). Metrics are registered once, with fixed labels,
// before traffic; counting is then lock-free and takes no allocation. What registration returned stays valid as
// long as the registry. Names: habitue_..._total for counters, ..._seconds for durations.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace habitue {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
  public:
    void add(uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
    uint64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    alignas(64) std::atomic<uint64_t> value_{0};
};

class Gauge {
  public:
    void set(int64_t value) { value_.store(value, std::memory_order_relaxed); }
    void add(int64_t value) { value_.fetch_add(value, std::memory_order_relaxed); }
    int64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    alignas(64) std::atomic<int64_t> value_{0};
};

// Durations in buckets from 50 us to 10 s, each 2 to 2.5 times the one before.
class DurationHistogram {
  public:
    static constexpr std::array<uint64_t, 17> kBoundsMicroseconds = {
        50,     100,     250,     500,     1'000,     2'500,     5'000,     10'000,    25'000,
        50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

    void observe_microseconds(uint64_t duration);
    // Those up to each bound (not of all shorter ones), and last the rest.
    std::array<uint64_t, kBoundsMicroseconds.size() + 1> counts() const;
    uint64_t sum_microseconds() const { return sum_.load(std::memory_order_relaxed); }

  private:
    alignas(64) std::array<std::atomic<uint64_t>, kBoundsMicroseconds.size() + 1> counts_{};
    std::atomic<uint64_t> sum_{0};
};

class MetricsRegistry {
  public:
    MetricsRegistry();
    ~MetricsRegistry();
    MetricsRegistry(const MetricsRegistry&) = delete;
    MetricsRegistry& operator=(const MetricsRegistry&) = delete;

    // One name has one kind and one help; the same name and labels twice is a bug.
    Counter& counter(std::string_view name, std::string_view help, Labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, Labels = {});
    DurationHistogram& durations(std::string_view name, std::string_view help, Labels = {});
    // Asked when the text is made; any thread.
    void gauge_of(std::string_view name, std::string_view help, Labels, std::function<int64_t()>);
    void counter_of(std::string_view name, std::string_view help, Labels, std::function<uint64_t()>);

    // Histograms that have seen nothing are left out: most routes never answer with most classes of status.
    std::string text() const;

  private:
    struct Family;
    struct Series;
    Series& add(std::string_view name, std::string_view help, std::string_view kind, Labels);

    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Family>> families_;
};

}  // namespace habitue
