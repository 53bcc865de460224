// Random lives: a seed gives rules and steps; a step is told to the kernel as a sentence of a story and to the
// model as a call, and afterwards both must show the same. A life that differs is made shorter by leaving steps
// out.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/model.h"

namespace habitue::model {

struct Deed {
    enum class Kind {
        order,
        pay,
        deliver,
        cancel,
        refund,
        redeem,
        give_back,
        hold,
        capture,
        release,
        adjust,
        transfer,
        clock,
    };
    Kind kind = Kind::clock;
    LocalDate date;
    int minute = 0;  // of the day; never within a change of the clock
    size_t customer = 0;
    size_t other = 0;
    int order = 0;       // its number
    int number = 0;      // of a hold, a redemption or a refund
    int64_t points = 0;  // of a capture, zero means all
    bool paid = false;
    int hold_minutes = 0;
    std::vector<Bought> lines;
    std::vector<GivenBack> goods;
};

struct Life {
    Rules rules;
    std::vector<Deed> deeds;
};

Life random_life(uint64_t seed, size_t deeds);

// Nothing when kernel and model agree to the end; otherwise what differs first, and after which deed.
struct Disagreement {
    size_t deed = 0;
    std::string what;
};
std::optional<Disagreement> live(const Life&);

// The shortest life found, by leaving deeds out, that still disagrees under `judge`.
Life shortest(Life, const std::function<std::optional<Disagreement>(const Life&)>& judge = live);
// As a story, with what the model expects after the last deed.
std::string story_of(const Life&);

}  // namespace habitue::model
