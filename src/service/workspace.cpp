#include "service/workspace.h"

#include "loyalty/programme/reader.h"
#include "service/documents.h"
#include "store/memory/memory.h"
#include "store/sqlite/sqlite.h"

namespace habitue::service {

Result<Workspace> open_workspace(const std::string& folder, DeciderOptions options) {
    Workspace workspace;
    if (folder.empty()) {
        workspace.store = store::open_memory();
    } else {
        auto opened = store::open_sqlite(folder);
        if (!opened) return opened.fault();
        workspace.store = std::move(*opened);
    }
    auto decider = Decider::start(*workspace.store, std::move(options));
    if (!decider) return decider.fault();
    workspace.decider = std::move(*decider);
    return workspace;
}

Result<uint32_t> publish_document(Decider& decider, std::string_view source) {
    auto document = read_document(source);
    if (!document) return document.fault();
    auto programme = loyalty::read_programme(*document);
    if (!programme) return programme.fault();
    return decider.publish(std::move(*programme), std::string(source));
}

}  // namespace habitue::service
