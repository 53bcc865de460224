// Takes a shop's past into a workspace: commands sorted by time go through the decider like any other, a few
// hundred at a time in flight. Killed and run again it goes on: what was taken in is told again and found
// unchanged.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "service/decider.h"

namespace habitue::service {

struct RefusedCommand {
    size_t index = 0;  // in the list that was given
    std::string code;
    std::string where;
    std::string detail;
};

struct ImportFigures {
    uint64_t accepted = 0;
    uint64_t unchanged = 0;                   // of them said what was known already
    std::map<std::string, uint64_t> refused;  // by the first reason
    std::vector<RefusedCommand> refusals;
};

// `progress` is told how many are done, now and then. A fault (the disk, no programme) ends it; what was accepted
// stays.
Result<ImportFigures> import_commands(Decider&, std::vector<loyalty::Command> sorted_by_time, bool dry_run,
                                      const std::function<void(uint64_t done)>& progress = {});

}  // namespace habitue::service
