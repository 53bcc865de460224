// What every subcommand shares: the language, how it ends, and where it writes. Data goes to the standard output,
// all else to the standard error.
#pragma once

#include <ostream>
#include <string>

#include "base/result.h"
#include "insight/numbers.h"

namespace habitue::cli {

enum class Exit : int { ok = 0, failed = 1, usage = 2, partly = 3, refused = 4 };

using insight::Language;

struct Session {
    std::ostream& out;
    std::ostream& err;
    Language language = Language::en;
    bool err_is_terminal = false;  // progress is shown only there
    bool json = false;
    Exit exit = Exit::ok;

    const char* say(const char* en, const char* fr) const { return language == Language::fr ? fr : en; }
    const char* language_code() const { return say("en", "fr"); }
    // "habitue: file: line 3: what", one line a problem; the command then ends with `how`.
    void fail(const Fault&, const std::string& file = {}, Exit how = Exit::failed);
    void fail(const std::string& what, Exit how);
};

// "fr" and "en", from --language among the arguments, else from LC_ALL, LC_MESSAGES or LANG, else English.
Language language_of(int count, const char* const* arguments);

// Runs one command line; what main does.
int run(int count, const char* const* arguments, std::ostream& out, std::ostream& err, bool err_is_terminal);

}  // namespace habitue::cli
