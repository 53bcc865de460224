#include "cli/demo_workspace.h"

#include "cli/progress.h"
#include "insight/demo.h"
#include "service/import.h"
#include "service/workspace.h"

namespace habitue::cli {
namespace {

constexpr int kYears = 2;
constexpr uint32_t kCustomers = 500;

std::vector<loyalty::Command> commands_until(Instant now, const loyalty::Programme& programme) {
    insight::DemoShop shop;
    shop.customers = kCustomers;
    shop.years = kYears;
    shop.zone = programme.zone;
    shop.first_day = date_of_day(day_number(programme.zone.date_of(now)) - kYears * 365);
    for (const loyalty::Reward& reward : programme.rewards) shop.rewards.push_back(reward.id);
    std::vector<loyalty::Command> commands;
    for (insight::HistoryEvent& event : insight::demo_history(shop))
        if (event.at <= now) commands.push_back(std::move(event.command));
    return commands;
}

}  // namespace

bool fill_demo_workspace(const std::string& folder, Instant now, Session& session) {
    service::DeciderOptions options;
    options.clock = service::ClockMode::commands;
    auto workspace = service::open_workspace(folder, std::move(options));
    if (!workspace) return session.fail(workspace.fault(), folder), false;
    service::Decider& decider = *workspace->decider;
    if (!decider.programmes()->empty()) return true;
    const auto version = service::publish_document(decider, demo_programme());
    if (!version) return session.fail(version.fault()), false;
    std::vector<loyalty::Command> commands = commands_until(now, decider.programmes()->current());
    const uint64_t all = commands.size();
    Progress progress(session, session.say("making the demo shop", "création de la boutique de démonstration"));
    const auto figures = service::import_commands(decider, std::move(commands), false,
                                                  [&](uint64_t done) { progress.show(done, all); });
    if (!figures) return session.fail(figures.fault()), false;
    return true;
}

}  // namespace habitue::cli
