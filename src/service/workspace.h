// A workspace: one database, its decider and its clock. What serve, import and the tests open.
#pragma once

#include <memory>
#include <string>

#include "service/decider.h"
#include "store/store.h"

namespace habitue::service {

struct Workspace {
    std::unique_ptr<store::Store> store;
    std::unique_ptr<Decider> decider;  // destroyed first: it finishes what is queued
};

// `folder` is created when missing. An empty folder name keeps everything in memory.
Result<Workspace> open_workspace(const std::string& folder, DeciderOptions);

// Reads, checks and publishes a document; its version.
Result<uint32_t> publish_document(Decider&, std::string_view source);

}  // namespace habitue::service
