// Two accounts of one person become one; and, for a while, two again.
#include "http/routes/nouns.h"
#include "http/routes/reading.h"

namespace habitue {
namespace {

Found<Asked> read_merge(ApiContext& api, const Call& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::MergeInto merge;
    merge.survivor = body.text("into", kShopId);
    merge.reason = body.text("reason");
    merge.actor = body.text("actor");
    if (auto read = input->finish(); !read) return read.fault();
    auto survivor = external_id_of(api, merge.survivor, "/into");
    if (!survivor) return survivor.no();
    merge.survivor = std::move(*survivor);
    return addressed(call, std::move(merge));
}

// The path names the customer that was absorbed, as it does for the merge itself; the command goes to the survivor.
Found<Asked> read_undo(ApiContext&, const Call& call) {
    auto input = JsonInput::parse(call.request().body);
    if (!input) return input.fault();
    JsonObject body = input->root();
    loyalty::UndoMerge undo;
    undo.absorbed = customer_of_path(call.parameter("id"));
    undo.reason = body.text("reason");
    undo.actor = body.text("actor");
    if (auto read = input->finish(); !read) return read.fault();
    return addressed(call, std::move(undo));
}

}  // namespace

void add_merge_routes(RouteTable& routes) {
    routes.decision("POST", "/v1/customers/{id}/merge", read_merge);
    routes.decision("POST", "/v1/customers/{id}/merge/undo", read_undo);
}

}  // namespace habitue
