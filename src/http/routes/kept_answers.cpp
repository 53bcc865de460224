#include "http/routes/kept_answers.h"

#include "http/routes/decision.h"

namespace habitue {
namespace {

Fault reused() {
    return {FaultKind::invalid, {{"key_reused", "this idempotency key was used for another request"}}};
}

// Holds the key for as long as its first request runs.
class Claim {
  public:
    Claim(ApiContext& api, const Hash128& key) : api_(api), key_(key), mine_(api.claim(key)) {}
    ~Claim() {
        if (mine_) api_.release(key_);
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    bool mine() const { return mine_; }

  private:
    ApiContext& api_;
    const Hash128 key_;
    const bool mine_;
};

void work_and_commit(ApiContext& api, const Call& call, const std::optional<service::Key>& key,
                     const std::function<Result<GivenAnswer>(store::Batch&)>& work) {
    store::Batch batch;
    auto given = work(batch);
    if (!given) return call.fail(given.fault());
    if (key)
        batch.keys.push_back(
            {key->key, key->fingerprint, 0, static_cast<uint16_t>(given->status), given->kept, api.now()});
    const bool writes = !batch.keys.empty() || !batch.api_keys.empty() || !batch.settings.empty();
    if (writes)
        if (auto kept = api.store.commit(batch); !kept) return call.fail(kept.fault());
    if (given->committed) given->committed();
    call.answer(json_response(std::move(given->now), given->status));
}

}  // namespace

void KeptAnswers::answer_once(ApiContext& api, const Call& call,
                              const std::function<Result<GivenAnswer>(store::Batch&)>& work) {
    auto text = idempotency_key_of(call.request());
    if (!text) return call.fail(text.fault());
    if (!*text) return work_and_commit(api, call, std::nullopt, work);
    // kept apart from the keys of commands, so that the two writers never meet on one key
    const service::Key key{hash128("request\n" + **text), fingerprint_of(call.request())};
    const Claim claim(api, key.key);
    if (!claim.mine())
        return call.fail(Fault{FaultKind::conflict,
                               {{"key_in_use", "the first request with this idempotency key is still running"}}});
    auto row = api.store.find_key(key.key);
    if (!row) return call.fail(row.fault());
    if (!*row) return work_and_commit(api, call, key, work);
    if ((*row)->fingerprint != key.fingerprint) return call.fail(reused());
    Response response = json_response(std::move((*row)->answer), (*row)->status);
    response.headers.push_back({"Idempotency-Replayed", "true"});
    call.answer(std::move(response));
}

}  // namespace habitue
