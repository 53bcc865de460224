#include "cli/load_programme.h"

#include "connect/byte_source.h"
#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace habitue::cli {

Result<std::string> programme_text(const std::string& path) {
    auto source = connect::open_source(path);
    if (!source) return source.fault();
    std::string text;
    char chunk[64 * 1024];
    while (text.size() <= service::kLargestDocument) {
        const auto taken = (*source)->read(chunk, sizeof chunk);
        if (!taken) return taken.fault();
        if (*taken == 0) return text;
        text.append(chunk, *taken);
    }
    return Fault::of(FaultKind::too_large,
                     "a programme has at most " + std::to_string(service::kLargestDocument) + " bytes");
}

Result<loyalty::Programme> compile_programme(std::string_view text) {
    const auto document = service::read_document(text);
    if (!document) return document.fault();
    return loyalty::read_programme(*document);
}

Result<loyalty::Programme> load_programme(const std::string& path) {
    const auto text = programme_text(path);
    if (!text) return text.fault();
    return compile_programme(*text);
}

std::optional<loyalty::Programme> load_programme(const std::string& path, Session& session) {
    auto programme = load_programme(path);
    if (programme) return std::move(*programme);
    session.fail(programme.fault(), path);
    return std::nullopt;
}

}  // namespace habitue::cli
