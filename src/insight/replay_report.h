// What a replay found, for people and for programs.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "insight/numbers.h"
#include "insight/replay.h"

namespace habitue::insight {

// Measured by the caller; the only figures that differ from run to run.
struct ReplayTiming {
    int64_t parse_microseconds = 0;
    int64_t decide_microseconds = 0;
    uint64_t rows = 0;
    uint64_t orders = 0;
};

struct ReplayReport {
    HistorySource source;
    ReplayFigures figures;
    std::optional<ReplayFigures> against;  // the same history under another programme
    ReplayTiming timing;

    // Rows that gave no line of an order: the reader's reasons and the engine's refusals.
    std::map<std::string, uint64_t> skipped() const;
    // What the page calls the programme of one of the two, which is a part of this: its id, and of two with the
    // same id the other one as "id (--against)".
    std::string label(const ReplayFigures&) const;
    bool reconciled() const;
};

// One JSON object. Points are integers in the wallet's smallest unit, next to its "decimals"; money is {"amount":
// minor units, "currency"}; "difference" is this programme less the other.
std::string to_json(const ReplayReport&, Language);
std::string to_text(const ReplayReport&, Language);
// The parts of offers and of what was used up; empty text without any. `label` is what the page calls the
// programme.
std::string offers_text(const ReplayFigures&, const std::string& label, Language);
void write_offers(JsonWriter&, const ReplayFigures&);

}  // namespace habitue::insight
