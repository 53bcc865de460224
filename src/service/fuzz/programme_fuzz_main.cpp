// Any bytes are either a fault with its place or a programme; what was read is read again from its own canonical
// JSON as the same programme. `programme_fuzz tests/fuzz/corpus/programme`
#include <cstdio>
#include <cstdlib>

#include "loyalty/programme/reader.h"
#include "service/documents.h"

namespace {

using namespace habitue;

void require(bool truth, const char* what) {
    if (truth) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

void try_document(const Result<Node>& document) {
    if (!document) return require(!document.fault().problems.empty(), "a fault without a problem");
    const auto programme = loyalty::read_programme(*document);
    if (!programme) return require(!programme.fault().problems.empty(), "a fault without a problem");
    const auto again = service::read_json(programme->document);
    require(again.ok(), "the canonical form cannot be read");
    const auto same = loyalty::read_programme(*again);
    require(same.ok() && same->hash == programme->hash, "the canonical form is another programme");
    require(loyalty::diff(*programme, *same, "fr").empty(), "a programme differs from itself");
    loyalty::check(*programme, Instant{});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try_document(service::read_yaml(text));
    try_document(service::read_json(text));
    return 0;
}
