// Percent-decoding and query strings, strictly: what cannot be decoded to UTF-8 without NUL is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace habitue {

// Nothing when an escape is malformed or the outcome is not UTF-8 or contains a NUL. '+' stands for itself.
std::optional<std::string> percent_decode(std::string_view text);
bool is_utf8(std::string_view text);

// The parameters of a query string, read by name like the fields of a JSON body (json_input.h): every reading that
// finds something wrong notes it, and finish() tells all of it at once. '+' is a space.
class QueryInput {
  public:
    explicit QueryInput(std::string_view query);

    std::optional<std::string> text(std::string_view name, size_t max_bytes = 255);
    std::optional<int64_t> integer(std::string_view name, int64_t min, int64_t max);
    bool flag(std::string_view name);  // "true", "false", or absent for false
    std::optional<Instant> instant(std::string_view name);

    void problem(std::string_view name, std::string what);
    // Also reports parameters that nobody asked for, so that a misspelt one does not pass in silence.
    Result<void> finish();

  private:
    struct Parameter {
        std::string name;
        std::string value;
        bool read = false;
    };
    Parameter* take(std::string_view name);

    std::vector<Parameter> parameters_;
    std::vector<Problem> problems_;
};

}  // namespace habitue
