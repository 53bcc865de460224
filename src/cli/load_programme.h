// A programme from a file, with every problem said with the file, line, column and path.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/session.h"
#include "loyalty/programme/programme.h"

namespace habitue::cli {

// The document as it is written, and compiled from such a text. "-" is the standard input.
Result<std::string> programme_text(const std::string& path);
Result<loyalty::Programme> compile_programme(std::string_view text);

// "-" is the standard input. The problems' places do not name the file: say it with Session::fail.
Result<loyalty::Programme> load_programme(const std::string& path);

// The same, saying what is wrong: nothing, and the session has failed.
std::optional<loyalty::Programme> load_programme(const std::string& path, Session&);

}  // namespace habitue::cli
