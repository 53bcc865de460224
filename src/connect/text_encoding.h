// The two encodings that shops' files come in.
#pragma once

#include <string>
#include <string_view>

namespace habitue::connect {

bool is_ascii(std::string_view);  // and holds no zero byte
// Whole, shortest-form UTF-8 without surrogates or zero bytes.
bool is_utf8(std::string_view);
// Appends `text`, read as Windows-1252, in UTF-8. Its five unassigned bytes become the control characters of that
// number.
void append_windows_1252(std::string& out, std::string_view text);

}  // namespace habitue::connect
