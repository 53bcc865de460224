// The walk over two versions of a programme that makes the sentences of their difference. Internal to diff.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "loyalty/programme/words.h"

namespace habitue::loyalty {

// Two versions and how each of them speaks.
struct Versions {
    const Programme& before;
    const Programme& after;
    Words was;
    Words is;
    std::vector<std::string> sentences;

    std::string either(std::string_view fr, std::string_view en) const { return is.either(fr, en); }
    void say(std::string sentence) { sentences.push_back(std::move(sentence)); }

    // "Le palier Fidèle commence à 200 € au lieu de 150 €."
    void changed(const std::string& subject_and_verb, const std::string& now, const std::string& then) {
        if (now != then) say(subject_and_verb + " " + now + is.instead_of(then) + ".");
    }
    // "Brins – expiration : jamais (avant : 12 mois)."
    void property(const std::string& subject, std::string_view fr, std::string_view en, const std::string& now,
                  const std::string& then) {
        if (now == then) return;
        if (is.language == Language::fr)
            say(subject + ", " + std::string(fr) + "\u00A0: " + now + " (avant\u00A0: " + then + ").");
        else
            say(subject + ", " + std::string(en) + ": " + now + " (before: " + then + ").");
    }
};

inline std::string yes_no(const Words& words, bool yes) {
    return yes ? words.either("oui", "yes") : words.either("non", "no");
}

inline std::string condition_text(const Words& words, const std::optional<rules::Expression>& condition) {
    return condition ? words.quoted(condition->source()) : words.either("aucune", "none");
}

inline std::string first_day(const Words& words, Instant from) {
    return from == kEarliest ? words.either("depuis toujours", "always") : words.date(from);
}
inline std::string last_day(const Words& words, Instant until) {
    return until == kNever ? words.either("sans fin", "no end") : words.last_date(until);
}

// Things with ids, in both versions: the removed ones, the new ones, and pairs to compare.
template <class T, class Removed, class Added, class Compared>
void walk(const std::vector<T>& before, const std::vector<T>& after, Removed removed, Added added,
          Compared compared) {
    const auto find = [](const std::vector<T>& all, const std::string& id) -> const T* {
        const auto at = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.id == id; });
        return at == all.end() ? nullptr : &*at;
    };
    for (const T& old : before)
        if (!find(after, old.id)) removed(old);
    for (const T& now : after) {
        if (const T* old = find(before, now.id))
            compared(*old, now);
        else
            added(now);
    }
}

// Their sections, in the order of the document.
void diff_offers(Versions&);  // and vouchers
void diff_stacking(Versions&);
void diff_gift_cards(Versions&);  // gifts, prices and margin too

}  // namespace habitue::loyalty
