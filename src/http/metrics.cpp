#include "http/metrics.h"

#include <algorithm>
#include <cassert>
#include <variant>

#include "base/decimal.h"

namespace habitue {

struct MetricsRegistry::Series {
    Labels labels;
    std::variant<std::monostate, Counter, Gauge, DurationHistogram, std::function<int64_t()>,
                 std::function<uint64_t()>>
        value;
};

struct MetricsRegistry::Family {
    std::string name;
    std::string help;
    std::string kind;
    std::vector<std::unique_ptr<Series>> series;
};

namespace {

void append_escaped(std::string& out, std::string_view text, bool quotes) {
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && quotes)
            out += "\\\"";
        else
            out += c;
    }
}

// {method="GET",le="0.5"}
std::string label_text(const Labels& labels, std::string_view bound = "") {
    std::string out;
    for (const auto& [name, value] : labels) {
        out += (out.empty() ? "{" : ",") + name + "=\"";
        append_escaped(out, value, true);
        out += '"';
    }
    if (!bound.empty()) out += (out.empty() ? "{" : ",") + ("le=\"" + std::string(bound)) + '"';
    return out.empty() ? out : out + "}";
}

std::string seconds_text(uint64_t microseconds) { return decimal_text(static_cast<int64_t>(microseconds), 6); }

void append_sample(std::string& out, const std::string& name, const std::string& labels, const std::string& value) {
    out += name + labels + ' ' + value + '\n';
}

void append_histogram(std::string& out, const std::string& name, const Labels& labels,
                      const DurationHistogram& histogram) {
    const auto counts = histogram.counts();
    if (std::all_of(counts.begin(), counts.end(), [](uint64_t count) { return count == 0; })) return;
    uint64_t up_to_here = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
        up_to_here += counts[i];
        const bool last = i == DurationHistogram::kBoundsMicroseconds.size();
        const std::string bound = last ? "+Inf" : seconds_text(DurationHistogram::kBoundsMicroseconds[i]);
        append_sample(out, name + "_bucket", label_text(labels, bound), std::to_string(up_to_here));
    }
    append_sample(out, name + "_sum", label_text(labels), seconds_text(histogram.sum_microseconds()));
    append_sample(out, name + "_count", label_text(labels), std::to_string(up_to_here));
}

}  // namespace

void DurationHistogram::observe_microseconds(uint64_t duration) {
    const auto bound = std::lower_bound(kBoundsMicroseconds.begin(), kBoundsMicroseconds.end(), duration);
    counts_[static_cast<size_t>(bound - kBoundsMicroseconds.begin())].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(duration, std::memory_order_relaxed);
}

std::array<uint64_t, DurationHistogram::kBoundsMicroseconds.size() + 1> DurationHistogram::counts() const {
    std::array<uint64_t, kBoundsMicroseconds.size() + 1> counts{};
    for (size_t i = 0; i < counts.size(); ++i) counts[i] = counts_[i].load(std::memory_order_relaxed);
    return counts;
}

MetricsRegistry::MetricsRegistry() = default;
MetricsRegistry::~MetricsRegistry() = default;

MetricsRegistry::Series& MetricsRegistry::add(std::string_view name, std::string_view help, std::string_view kind,
                                              Labels labels) {
    auto family = std::find_if(families_.begin(), families_.end(), [&](const auto& f) { return f->name == name; });
    if (family == families_.end()) {
        families_.push_back(std::make_unique<Family>());
        family = families_.end() - 1;
        (*family)->name = name;
        (*family)->help = help;
        (*family)->kind = kind;
    }
    assert((*family)->kind == kind && "a metric's name has one kind");
    for ([[maybe_unused]] const auto& series : (*family)->series)
        assert(series->labels != labels && "a metric is registered once");
    (*family)->series.push_back(std::make_unique<Series>());
    (*family)->series.back()->labels = std::move(labels);
    return *(*family)->series.back();
}

Counter& MetricsRegistry::counter(std::string_view name, std::string_view help, Labels labels) {
    const std::lock_guard lock(mutex_);
    return add(name, help, "counter", std::move(labels)).value.emplace<Counter>();
}

Gauge& MetricsRegistry::gauge(std::string_view name, std::string_view help, Labels labels) {
    const std::lock_guard lock(mutex_);
    return add(name, help, "gauge", std::move(labels)).value.emplace<Gauge>();
}

DurationHistogram& MetricsRegistry::durations(std::string_view name, std::string_view help, Labels labels) {
    const std::lock_guard lock(mutex_);
    return add(name, help, "histogram", std::move(labels)).value.emplace<DurationHistogram>();
}

void MetricsRegistry::gauge_of(std::string_view name, std::string_view help, Labels labels,
                               std::function<int64_t()> ask) {
    const std::lock_guard lock(mutex_);
    add(name, help, "gauge", std::move(labels)).value = std::move(ask);
}

void MetricsRegistry::counter_of(std::string_view name, std::string_view help, Labels labels,
                                 std::function<uint64_t()> ask) {
    const std::lock_guard lock(mutex_);
    add(name, help, "counter", std::move(labels)).value = std::move(ask);
}

std::string MetricsRegistry::text() const {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& family : families_) {
        out += "# HELP " + family->name + ' ';
        append_escaped(out, family->help, false);
        out += "\n# TYPE " + family->name + ' ' + family->kind + '\n';
        for (const auto& series : family->series) {
            const std::string labels = label_text(series->labels);
            if (const auto* counter = std::get_if<Counter>(&series->value))
                append_sample(out, family->name, labels, std::to_string(counter->value()));
            else if (const auto* gauge = std::get_if<Gauge>(&series->value))
                append_sample(out, family->name, labels, std::to_string(gauge->value()));
            else if (const auto* ask_gauge = std::get_if<std::function<int64_t()>>(&series->value))
                append_sample(out, family->name, labels, std::to_string((*ask_gauge)()));
            else if (const auto* ask_counter = std::get_if<std::function<uint64_t()>>(&series->value))
                append_sample(out, family->name, labels, std::to_string((*ask_counter)()));
            else if (const auto* histogram = std::get_if<DurationHistogram>(&series->value))
                append_histogram(out, family->name, series->labels, *histogram);
        }
    }
    return out;
}

}  // namespace habitue
