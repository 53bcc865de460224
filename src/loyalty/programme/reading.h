// How the reader walks a document: a place is a node and its path; whatever is wrong is noted with its place and
// the walk goes on, so that all problems come out at once. Functions that return an optional have noted why when it
// is empty.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/document.h"
#include "loyalty/programme/programme.h"
#include "loyalty/programme/schema.h"

namespace habitue::loyalty {

struct Place {
    const Node* node = nullptr;
    std::string path;
};

template <class E>
struct Choice {
    std::string_view word;
    E value;
};

// A reading fills `programme` from top to bottom: the currency, the zone and the languages are known before the
// wallets, the wallets before everything that names points.
class Reading {
  public:
    Programme programme;
    std::vector<Problem> problems;
    std::vector<std::string> segment_ids;  // all of the document, also of segments that do not compile
    std::vector<std::string> level_ids;
    bool in_segments = false;  // a segment may not ask for another one

    void problem(const Place&, std::string what);
    // "expected a date such as 2026-11-21; found "tomorrow""
    void expected(const Place&, std::string_view what);

    // Structure. A key without a value counts as absent.
    bool map(const Place&, std::initializer_list<std::string_view> known_keys);
    static std::optional<Place> child(const Place& map, std::string_view key);
    std::optional<Place> required(const Place& map, std::string_view key, std::string_view what);
    std::vector<Place> elements(const Place& list);  // a problem when it is no list
    std::vector<Place> one_or_more(const Place&);    // a list, or the one thing itself
    std::vector<std::pair<std::string, Place>> entries(const Place& map);

    // Scalars.
    std::optional<std::string> text(const Place&, std::string_view what);  // also a number, as it is written
    std::optional<bool> truth(const Place&);
    std::optional<int64_t> whole(const Place&, int64_t least, int64_t most);
    std::optional<std::string> id(const Place&);
    std::optional<std::string> key_id(const std::string& key, const Place&);  // the same rules for a key
    LocalTexts name(const Place& map, const std::string& otherwise);          // its "name"
    template <class E>
    std::optional<E> choice(const Place& place, std::initializer_list<Choice<E>> choices) {
        std::string words;
        for (const Choice<E>& choice : choices) {
            if (place.node->kind == Node::Kind::text && place.node->scalar == choice.word) return choice.value;
            words += (words.empty() ? "" : ", ") + std::string(choice.word);
        }
        expected(place, "one of: " + words);
        return std::nullopt;
    }

    // The programme's own scalars.
    std::optional<Points> points(const Place&, const WalletRule&);  // above zero
    std::optional<Amount> amount(const Place&);                     // "60 EUR", zero or above
    std::optional<Money> money(const Place&);                       // the same, in whole minor units
    std::optional<Period> period(const Place&);                     // days and longer
    std::optional<Rate> factor(const Place&);                       // x1.5
    std::optional<Rate> share(const Place&);                        // 50 %
    std::optional<Rate> percentage(const Place&, int64_t most);     // 0 % and up, of `most` percent
    enum class Edge : uint8_t { start, end };
    std::optional<Instant> moment(const Place&, Edge);  // a bare date at the end includes its day
    std::optional<size_t> wallet(const Place& map);     // its "wallet", the first when absent

    // Conditions: what they name (segments, levels) must exist. `wanted` absent: any type.
    std::optional<rules::Expression> condition(const Place&, ConditionScope);  // that gives true or false
    std::optional<rules::Expression> expression(const Place&, const std::string& source, ConditionScope,
                                                std::optional<rules::Type> wanted);
    // "segment" and "tier" of a rule as a condition, joined with its "when".
    std::optional<rules::Expression> joined_condition(const Place& rule, ConditionScope);
    // The two keys of this map as the text of a condition; empty when there are none.
    std::string segment_and_tier(const Place& map);
    // A condition made of other keys, joined with the one that is written under `key`, if any.
    std::optional<rules::Expression> joined(const Place& rule, std::string_view key, std::string made,
                                            ConditionScope);

  private:
    std::string any_of(const Place& rule, std::string_view key, const std::vector<std::string>& known,
                       std::string_view noun);
    void check_names(const Place&, const rules::Expression&);
    void remember_questions(const rules::Expression&);
    std::optional<LocalText> one_name(const Place&, const std::string& language);
};

// The scalars again, on text, for those that are parts of a phrase ("5 EUR per 100").
Result<Points> points_in(std::string_view text, const WalletRule&, const Currency&);  // above zero
Result<Amount> amount_in(std::string_view text, const Currency&);                     // zero or above
Result<Money> money_in(std::string_view text, const Currency&);
Result<Period> calendar_period_in(std::string_view text);

// Splits at the first occurrence of a word that stands between blanks.
std::optional<std::pair<std::string_view, std::string_view>> split_at_word(std::string_view text,
                                                                           std::string_view word);
bool starts_with(std::string_view& text, std::string_view prefix);  // and takes it off
// The type in activity("review"), also written: activity review.
std::optional<std::string> activity_in(std::string_view text);

// 3.25 with up to six decimals, above zero, as a reduced fraction.
Result<Rate> rate_in(std::string_view decimal);
std::optional<Rate> share_in(std::string_view text);  // "50 %", above zero, at most all

// The sections, in the order in which they are read.
void read_wallets(Reading&, const Place& document);
void read_segments(Reading&, const Place& document);
void read_tiers(Reading&, const Place& document);
void read_earning(Reading&, const Place& document);
void read_rewards(Reading&, const Place& document);
void read_budgets(Reading&, const Place& document);
void read_stacking(Reading&, const Place& document);
void read_offers(Reading&, const Place& document);  // and vouchers; behind budgets and stacking
void read_gift_cards(Reading&, const Place& document);
void read_gifts(Reading&, const Place& document);
void read_prices(Reading&, const Place& document);  // and the margin

// What several sections have. An absent key leaves everything as it is.
std::vector<Limit> read_limits(Reading&, const Place& rule, const WalletRule&);  // uses and points
std::vector<Limit> read_money_limits(Reading&, const Place& rule);               // uses and money
std::string read_id(Reading&, const Place& map, std::string_view noun, std::vector<std::string>& seen);
void read_dates(Reading&, const Place& rule, Instant& from, Instant& until);

}  // namespace habitue::loyalty
