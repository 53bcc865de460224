// Reads the sentence of a step and does it.
#pragma once

#include <map>

#include "scenario/story.h"
#include "scenario/world.h"

namespace habitue::scenario {

// What the story said so far, for sentences that refer to it.
struct Memory {
    std::map<std::string, loyalty::OrderContent> orders;  // by id, as last put
    std::vector<std::string> customers;                   // that a deed named, in that order
    void meet(const std::string& customer);
};

// Nothing for "the clock". Throws BadSentence.
std::optional<Answer> do_sentence(const std::string& sentence, Instant now, World&, Memory&);

// "code AAAA", "card K1", "voucher of A1 by retour": the id of what they name.
loyalty::CodeId code_named(Words&, const loyalty::Programme&);

// "30 points", "2.50 points in cagnotte": the wallet's id (the first one when none is named) and its smallest
// units.
struct PointsIn {
    std::string wallet;
    Points points;
};
const loyalty::WalletRule& wallet_named(const loyalty::Programme&, const std::string& wallet);

}  // namespace habitue::scenario
