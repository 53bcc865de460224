#include "insight/history.h"

#include <algorithm>

namespace habitue::insight {

namespace {

bool earlier(const HistoryEvent& a, const HistoryEvent& b) { return a.at < b.at; }

void sort_by_time(History& history) {
    if (!std::is_sorted(history.begin(), history.end(), earlier))
        std::stable_sort(history.begin(), history.end(), earlier);
}

}  // namespace

History history_of(std::vector<loyalty::Command> commands, Instant otherwise) {
    History history;
    history.reserve(commands.size());
    for (loyalty::Command& command : commands) {
        const Instant at = event_time(command).value_or(otherwise);
        history.push_back({at, std::move(command)});
    }
    sort_by_time(history);
    return history;
}

std::map<std::string, uint64_t> currencies_of(const History& history) {
    std::map<std::string, uint64_t> orders;
    for (const HistoryEvent& event : history)
        if (const auto* put = std::get_if<loyalty::PutOrder>(&event.command.body)) ++orders[put->currency];
    return orders;
}

void restate_currency(History& history, std::string_view currency) {
    for (HistoryEvent& event : history)
        if (auto* put = std::get_if<loyalty::PutOrder>(&event.command.body)) put->currency = currency;
}

void move_later(History& history, Period period, const TimeZone& zone) {
    const auto move = [&](Instant& at) {
        if (at != kNever && at > kEarliest) at = std::min(add(at, period, zone), kLatest);
    };
    const auto move_if_there = [&](std::optional<Instant>& at) {
        if (at) move(*at);
    };
    for (HistoryEvent& event : history) {
        move(event.at);
        if (auto* put = std::get_if<loyalty::PutOrder>(&event.command.body)) {
            move(put->placed_at);
            move_if_there(put->paid_at);
            move_if_there(put->delivered_at);
        } else if (auto* advance = std::get_if<loyalty::AdvanceOrder>(&event.command.body)) {
            move(advance->at);
        } else if (auto* refund = std::get_if<loyalty::RefundOrder>(&event.command.body)) {
            move(refund->refund.at);
        } else if (auto* activity = std::get_if<loyalty::TrackActivity>(&event.command.body)) {
            move(activity->at);
        } else if (auto* customer = std::get_if<loyalty::PutCustomer>(&event.command.body)) {
            move_if_there(customer->joined_at);
        }
    }
    sort_by_time(history);
}

}  // namespace habitue::insight
