#include "insight/history.h"

#include <algorithm>

namespace habitue::insight {

History history_of(std::vector<loyalty::Command> commands, Instant otherwise) {
    History history;
    history.reserve(commands.size());
    for (loyalty::Command& command : commands) {
        const Instant at = event_time(command).value_or(otherwise);
        history.push_back({at, std::move(command)});
    }
    const auto earlier = [](const HistoryEvent& a, const HistoryEvent& b) { return a.at < b.at; };
    if (!std::is_sorted(history.begin(), history.end(), earlier))
        std::stable_sort(history.begin(), history.end(), earlier);
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

}  // namespace habitue::insight
