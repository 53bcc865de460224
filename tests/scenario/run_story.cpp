#include "scenario/run_story.h"

#include <fstream>
#include <memory>
#include <sstream>

#include "scenario/expectation.h"
#include "scenario/sentence.h"

namespace habitue::scenario {

namespace {

class Narrator {
  public:
    Narrator(const Story& story, World& world, const Telling& telling)
        : story_(story), world_(world), telling_(telling) {}

    std::vector<Failure> tell() {
        for (const Step& step : story_.steps) {
            try {
                line_ = step.sentence;
                do_step(step);
            } catch (const BadSentence& bad) {
                failures_.push_back({line_.number, line_.text, "a sentence that can be read", bad.what()});
                return std::move(failures_);
            }
        }
        return std::move(failures_);
    }

  private:
    void do_step(const Step& step) {
        if (step.publishes) return publish(step);
        const Instant now = step.at.in(world_.programme().zone);
        if (now < now_) throw BadSentence("a time after the step before");
        if (telling_.clock_every_day) let_days_pass(now);
        now_ = now;
        note_before();
        const std::optional<Answer> answer = do_sentence(step.sentence.text, now, world_, memory_);
        for (const std::string& broken : world_.broken_promises()) fail("what must always be true", broken);
        check_all(step, answer);
    }

    void publish(const Step& step) {
        std::string document = step.programme_text;
        if (!step.programme_file.empty()) {
            std::ifstream file(telling_.programmes_folder + "/" + step.programme_file);
            if (!file) throw BadSentence("there is no file " + step.programme_file);
            document = (std::stringstream() << file.rdbuf()).str();
        }
        const bool first = &step == &story_.steps.front();
        const Instant now = first ? kEarliest : step.at.in(world_.programme().zone);
        if (const auto published = world_.publish(document, now); !published)
            throw BadSentence(published.fault().text());
    }

    void let_days_pass(Instant until) {
        const TimeZone& zone = world_.programme().zone;
        if (now_ == kEarliest) return;
        for (LocalDate day = add_days(zone.date_of(now_), 1); zone.start_of(day) < until; day = add_days(day, 1))
            world_.pass_time_to(zone.start_of(day));
    }

    void note_before() {
        before_ = {.now = now_, .entries = {}, .tier_news = {}};
        for (const std::string& customer : memory_.customers) {
            before_.entries[customer] = world_.entries(customer).size();
            before_.tier_news[customer] = world_.tier_news(customer).size();
        }
    }

    void check_all(const Step& step, const std::optional<Answer>& answer) {
        bool refusal_expected = false;
        for (const Line& expectation : step.expectations) {
            line_ = expectation;
            if (expectation.text.rfind("refused", 0) == 0) refusal_expected = true;
            if (!telling_.expectations) continue;
            if (const auto difference = check(expectation.text, world_, answer, before_, memory_))
                fail(difference->expected, difference->actual);
        }
        line_ = step.sentence;
        if (answer && !answer->accepted() && !refusal_expected && !telling_.any_answer) {
            std::string names;
            for (const std::string& name : answer->refusals) names += " " + name;
            fail("accepted", "refused:" + names);
        }
    }

    void fail(std::string expected, std::string actual) {
        failures_.push_back({line_.number, line_.text, std::move(expected), std::move(actual)});
    }

    const Story& story_;
    World& world_;
    const Telling& telling_;
    Memory memory_;
    Before before_;
    Instant now_ = kEarliest;
    Line line_;
    std::vector<Failure> failures_;
};

bool has_late_events(const Story& story) {
    for (const Step& step : story.steps)
        for (const char* word : {" on 2", "; placed ", "; paid 2", "; delivered 2"})
            if (step.sentence.text.find(word) != std::string::npos) return true;
    return false;
}

void compare_histories(World& one, World& other, const std::string& promise, std::vector<Failure>& failures) {
    const auto first = one.histories();
    const auto second = other.histories();
    for (const auto& [customer, bytes] : first) {
        const auto found = second.find(customer);
        if (found == second.end() || found->second != bytes)
            failures.push_back({1, "the history of " + customer, promise, "other bytes"});
    }
}

}  // namespace

std::string to_text(const std::string& story, const Failure& failure) {
    return story + ":" + std::to_string(failure.line) + ": " + failure.sentence +
           "\n  expected: " + failure.expected + "\n  actual:   " + failure.actual + "\n";
}

std::vector<Failure> tell(const Story& story, World& world, const Telling& telling) {
    return Narrator(story, world, telling).tell();
}

std::vector<Failure> prove(const Story& story, const std::function<std::unique_ptr<World>()>& new_world,
                           const Telling& telling) {
    const auto world = new_world();
    std::vector<Failure> failures = tell(story, *world, telling);
    if (!failures.empty()) return failures;

    const auto again = new_world();
    failures = tell(story, *again, telling);
    compare_histories(*world, *again, "the same bytes when the story is told again", failures);
    if (!failures.empty() || has_late_events(story)) return failures;

    const Instant end = story.steps.back().at.in(world->programme().zone);
    world->pass_time_to(end);
    Telling daily = telling;
    daily.clock_every_day = true;
    daily.expectations = false;
    const auto watched = new_world();
    failures = tell(story, *watched, daily);
    watched->pass_time_to(end);
    compare_histories(*world, *watched, "the same bytes when the clock comes by every day", failures);
    return failures;
}

}  // namespace habitue::scenario
