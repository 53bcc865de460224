#include "model/turmoil.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/calendar.h"
#include "base/decimal.h"
#include "model/dice.h"
#include "scenario/kernel_world.h"
#include "scenario/run_story.h"

namespace habitue::model {

namespace {

const std::vector<std::string> kNames = {"camille", "hugo", "nina", "louis"};
const std::vector<std::string> kPending = {"immediate", "3 days after paid", "14 days after delivered",
                                           "until activity visit", "2 days after placed"};
const std::vector<std::string> kExpiry = {"never", "{after: 2 months, at: end of month}", "{after: 40 days}",
                                          "{inactivity: 30 days}",
                                          "{on: [\"03-31\", \"12-31\"], at_least: 20 days}"};
const std::vector<std::string> kOverdraw = {"repay", "forgive", "pending only"};
const std::vector<std::string> kMeasures = {"spend", "orders", "points"};
const std::vector<std::string> kWindows = {"rolling 60 days", "calendar year", "anniversary", "lifetime"};
const std::vector<std::string> kDowngrades = {"never", "{at_most: 1}", "{at_most: 1, grace: 10 days, warn: 5 days}",
                                              "{at_most: 2, grace: 3 days, warn: 20 days}"};
const std::vector<std::string> kCombine = {"highest", "product", "sum"};
const std::vector<std::string> kWares = {"wine:red", "wine:white", "mug", "books:novel"};

class Author {
  public:
    explicit Author(uint64_t seed) : dice_(seed) {}

    Steps write(size_t steps) {
        Steps story{"programme\n" + programme() + "end"};
        while (story.size() < steps) story.push_back(dice_.one_in(60) ? publish() : step());
        return story;
    }

  private:
    std::string programme() {
        const std::string measure = dice_.one_of(kMeasures);
        const std::string unit = measure == "spend" ? " EUR" : "";
        const int scale = measure == "orders" ? 1 : 40;
        std::string text =
            "  habitue: 1\n  id: shop\n  name: The Shop\n  currency: EUR\n  time_zone: Europe/Paris\n  languages: "
            "[en]\n";
        if (dice_.one_in(3)) text += "  enrolment: explicit\n";
        text += "  wallets:\n    points: {" + wallet() + ", worth: 5 EUR per 100}\n";
        text += "    stamps: {decimals: 2, " + wallet() + ", worth: 1 EUR per 10}\n";
        text += "  multipliers: " + dice_.one_of(kCombine) + "\n";
        if (!dice_.one_in(4))
            text += "  tiers:\n    measure: " + measure + "\n    window: " + dice_.one_of(kWindows) +
                    "\n    downgrade: " + dice_.one_of(kDowngrades) + "\n    levels:\n      - {id: one, from: 0" +
                    unit + "}\n      - {id: two, from: " + std::to_string(scale * 2) + unit +
                    ", benefits: [{earn: x1.5}]}\n      - {id: three, from: " + std::to_string(scale * 5) + unit +
                    ", benefits: [{earn: x2}]}\n";
        text += "  earning:\n    - {id: base, on: order_paid, points: 1 per 1 EUR" + limit() + "}\n";
        text += "    - {id: wine, on: order_paid, multiply: x2, of: 'line.category == \"wine\"'}\n";
        text += "    - {id: early, on: order_placed, points: 3" + limit() + "}\n";
        text += "    - {id: stamp, on: order_delivered, points: 1.25, wallet: stamps" + limit() + "}\n";
        text +=
            "    - {id: keen, on: order_paid, points: 10, when: 'customer.spend(\"wine\", days(20)) > money(\"50 "
            "EUR\")'}\n";
        text += "    - {id: cross, on: order_paid, points: 20, crosses: {spend: 120 EUR}}\n";
        text += "    - {id: visit, on: activity(\"visit\"), points: 5" + limit() + "}\n";
        text += "  rewards:\n    - {id: mug, cost: 20, stock: 5" + limit() + "}\n    - {id: pen, cost: 3" +
                limit() + "}\n";
        return text + "  merge: {reversible: 15 days}\n";
    }

    std::string wallet() {
        std::string text = "pending: " + dice_.one_of(kPending) + ", expiry: " + dice_.one_of(kExpiry);
        return text + ", overdraw: " + dice_.one_of(kOverdraw) + ", pay: true, transfer: true";
    }

    std::string limit() {
        static const std::vector<std::string> kLimits = {"",
                                                         "",
                                                         ", limit: 2 per day",
                                                         ", limit: 30 points per month",
                                                         ", limit: 90 points in total",
                                                         ", limit: [1 per week, 5 per customer]"};
        return dice_.one_of(kLimits);
    }

    std::string publish() {
        move_on();
        return when() + " publish\n" + programme() + "end";
    }

    std::string step() {
        if (dice_.one_in(3)) move_on();
        return when() + " " + sentence();
    }

    std::string sentence() {
        const std::string who = dice_.one_of(kNames);
        switch (dice_.between(0, 25)) {
            case 0: return who + " joins";
            case 1:
            case 2:
            case 3:
            case 4:
            case 5: return who + " orders " + new_order() + ": " + basket() + clauses();
            case 6:
            case 7: return some_order() + " is paid" + late();
            case 8:
            case 9: return some_order() + " is delivered" + late();
            case 10: return some_order() + " is cancelled";
            case 11:
            case 12: return refund();
            case 13: return who + " does visit V" + number(99) + late();
            case 14: return who + " redeems " + number(3) + " x " + (dice_.one_in(2) ? "mug" : "pen");
            case 15: return who + " gives back redemption " + number(4);
            case 16:
                return who + " holds " + number(25) + " points until " +
                       date_text(add_days(date_, static_cast<int32_t>(dice_.between(1, 30))));
            case 17:
                return who +
                       (dice_.one_in(2) ? " captures " + number(10) + " points of hold " : " captures hold ") +
                       number(4);
            case 18:
                return "marie adjusts " + who + " by " + (dice_.one_in(2) ? "-" : "") + number(40) + " points" +
                       (dice_.one_in(3) ? " in stamps" : "") + ": \"by hand\"";
            case 19: return who + " gives " + number(30) + " points to " + dice_.one_of(kNames);
            case 20:
                return "marie " +
                       (dice_.one_in(2) ? "merges " + who + " into " + dice_.one_of(kNames)
                                        : "separates " + who + " from " + dice_.one_of(kNames)) +
                       ": \"by hand\"";
            case 21:
            case 22: return lock(who);
            case 23:
                return locked_.empty() || dice_.one_in(4)
                           ? who + " releases cart " + some_order()
                           : who + " orders " + locked_ + (dice_.one_in(2) ? "; paid" : "");
            default: break;
        }
        return dice_.one_in(2) ? "the clock" : who + " returns X" + number(9) + ": " + basket();
    }

    std::string number(int64_t most) { return std::to_string(dice_.between(1, most)); }

    // Now and then one that was told before, or that is not told yet.
    std::string new_order() {
        if (dice_.one_in(8)) return some_order();
        return "A" + std::to_string(++orders_);
    }
    std::string some_order() {
        return "A" + std::to_string(dice_.between(std::max<int64_t>(1, orders_ - 6), orders_ + 1));
    }

    std::string basket() {
        std::string text;
        for (int64_t lines = dice_.between(1, 3); lines > 0; --lines)
            text += (text.empty() ? "" : ", ") + number(3) + " x " + dice_.one_of(kWares) + " at " +
                    decimal_text(dice_.between(0, 4000), 2, 2) + (dice_.one_in(6) ? " less 1.00" : "") +
                    (dice_.one_in(8) ? " gift-card" : "");
        return text;
    }

    std::string clauses() {
        std::string text;
        if (dice_.one_in(5)) text += "; delivery 4.90";
        if (dice_.one_in(5))
            text += "; pays " + number(30) + " points";
        else if (dice_.one_in(8))
            text += "; pays " + number(15) + " points from hold " + number(3);
        if (dice_.one_in(2)) text += "; paid";
        if (dice_.one_in(5)) text += "; delivered";
        return text;
    }

    std::string lock(const std::string& who) {
        std::string content = ": " + basket() + payment();
        const std::string order = new_order();
        locked_ = order + content;
        return who + " locks " + order + " for " + number(60) + " minutes" + content;
    }

    std::string payment() {
        if (dice_.one_in(3)) return "; pays " + number(30) + " points";
        return dice_.one_in(4) ? "; pays " + number(15) + " points from hold " + number(6) : "";
    }

    std::string refund() {
        const std::string lines = dice_.one_in(3) ? ", 1 of line 2" : "";
        return some_order() + " is refunded R" + number(60) + late() + ": " + number(2) + " of line 1" + lines;
    }

    std::string late() {
        return late_events_ && dice_.one_in(10)
                   ? " on " + date_text(add_days(date_, -static_cast<int32_t>(dice_.between(1, 40))))
                   : "";
    }

    void move_on() {
        date_ =
            add_days(date_, static_cast<int32_t>(dice_.one_in(5) ? dice_.between(10, 50) : dice_.between(1, 6)));
        minute_ = dice_.one_in(3) ? 0 : static_cast<int>(dice_.between(8 * 60, 22 * 60));
    }

    static std::string date_text(LocalDate date) { return to_text(date); }
    std::string when() {
        std::array<char, 16> clock{};
        std::snprintf(clock.data(), clock.size(), " %02d:%02d", minute_ / 60, minute_ % 60);
        return date_text(date_) + clock.data();
    }

    Dice dice_;
    LocalDate date_{2026, 1, 1};
    int minute_ = 9 * 60;
    int64_t orders_ = 0;
    std::string locked_;                  // the last cart, as an order says it
    bool late_events_ = dice_.one_in(3);  // the others are also told with a clock that comes by every day
};

std::string judge(const Steps& steps) {
    const auto story = scenario::parse_story("turmoil", text_of(steps));
    if (!story) return story.fault().text();
    const auto failures = scenario::prove(*story, [] { return std::make_unique<scenario::KernelWorld>(); },
                                          {.programmes_folder = "", .clock_every_day = false, .any_answer = true});
    return failures.empty() ? "" : scenario::to_text("turmoil", failures.front());
}

// Runs `judge` in a child process; its answer, or how the child died.
std::string judge_apart(const Steps& steps) {
    std::array<int, 2> pipe_ends{};
    if (pipe(pipe_ends.data()) != 0) return "no pipe";
    const pid_t child = fork();
    if (child == 0) {
        close(pipe_ends[0]);
        const std::string answer = judge(steps);
        const bool written =
            write(pipe_ends[1], answer.data(), answer.size()) == static_cast<ssize_t>(answer.size());
        _exit(written ? 0 : 1);
    }
    close(pipe_ends[1]);
    std::string answer;
    std::array<char, 4096> part{};
    for (ssize_t size = 0; (size = read(pipe_ends[0], part.data(), part.size())) > 0;)
        answer.append(part.data(), static_cast<size_t>(size));
    close(pipe_ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) return "the engine died of signal " + std::to_string(WTERMSIG(status));
    return answer;
}

}  // namespace

Steps random_turmoil(uint64_t seed, size_t steps) { return Author(seed).write(steps); }

std::string text_of(const Steps& steps) {
    std::string text;
    for (const std::string& step : steps) text += step + "\n";
    return text;
}

std::string what_breaks(const Steps& steps) { return judge_apart(steps); }

Steps shortest(Steps steps) {
    for (size_t before = steps.size() + 1; steps.size() < before;) {
        before = steps.size();
        for (size_t chunk = std::max<size_t>(1, before / 2); chunk >= 1; chunk /= 2) {
            for (size_t at = 1; at + chunk <= steps.size();) {
                Steps shorter = steps;
                const auto from = shorter.begin() + static_cast<ptrdiff_t>(at);
                shorter.erase(from, from + static_cast<ptrdiff_t>(chunk));
                if (judge_apart(shorter).empty())
                    at += chunk;
                else
                    steps = std::move(shorter);
            }
        }
    }
    return steps;
}

}  // namespace habitue::model
