#include "service/code_batches.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

#include "loyalty/codes/code_text.h"
#include "service/aggregate_keys.h"
#include "service/verify.h"
#include "service/workspace.h"
#include "store/memory/memory.h"

namespace habitue::service {
namespace {

constexpr const char* kDocument = R"(
habitue: 1
id: codes
name: {en: Codes}
currency: EUR
time_zone: Europe/Paris
languages: [en]
wallets: {points: {name: {en: [point, points]}}}
earning: [{id: base, on: order_paid, points: 1 per 1 EUR}]
offers: [{id: unique, name: {en: Unique}, codes: true, give: 5 EUR}]
)";

CodeBatch batch_of(int64_t count) {
    CodeBatch batch;
    batch.id = "batch_1";
    batch.offer = "unique";
    batch.count = count;
    batch.seed = seed_of("hbt_xk_test");
    batch.check = check_of(*batch.seed);
    return batch;
}

CodeBatch ended(store::Store& store) {
    for (int i = 0; i < 1200; ++i) {
        const auto batch = find_batch(*store.reader().value(), "batch_1");
        if (batch && *batch && (*batch)->state != BatchState::running) return **batch;
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    ADD_FAILURE() << "the batch did not end";
    return {};
}

TEST(CodeBatches, codes_are_made_from_the_key_and_the_index_and_differ) {
    const Hash256 seed = seed_of("hbt_xk_a");
    std::set<std::string> texts;
    for (int64_t i = 0; i < 1000; ++i) texts.insert(batch_code(seed, i, ""));
    EXPECT_EQ(texts.size(), 1000u);
    EXPECT_EQ(batch_code(seed, 7, ""), batch_code(seed, 7, ""));
    EXPECT_NE(batch_code(seed, 7, ""), batch_code(seed_of("hbt_xk_b"), 7, ""));
    EXPECT_EQ(batch_code(seed, 7, "NOEL"), "NOEL-" + batch_code(seed, 7, ""));
}

TEST(CodeBatches, a_batch_that_was_cut_off_goes_on_where_it_stopped) {
    Workspace workspace = open_workspace("", {}).value();
    ASSERT_TRUE(publish_document(*workspace.decider, kDocument).ok());
    const CodeBatch batch = batch_of(6500);
    ASSERT_TRUE(workspace.store->put_setting(setting_of(batch).name, setting_of(batch).value).ok());
    {
        auto batches = CodeBatches::start(*workspace.store, *workspace.decider).value();
        while (batches->issued(batch).value() < 1000) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }  // stops between two commands
    const uint64_t issued_before = workspace.store->reader().value()->statistics().value().codes;
    EXPECT_GE(issued_before, 1000u);
    auto batches = CodeBatches::start(*workspace.store, *workspace.decider).value();
    const CodeBatch done = ended(*workspace.store);
    EXPECT_EQ(done.state, BatchState::done) << done.trouble;
    EXPECT_EQ(done.issued, 6500);
    EXPECT_FALSE(done.seed.has_value());
    EXPECT_EQ(workspace.store->reader().value()->statistics().value().codes, 6500u);
    const std::string plain = loyalty::plain_code(batch_code(*batch.seed, 6499, "")).value();
    const auto id = loyalty::code_id_of(workspace.decider->code_secret(), plain);
    EXPECT_TRUE(workspace.store->load(key_of_code(id)).value().has_value());
    const auto verified = verify(*workspace.store);
    EXPECT_EQ(verified->difference.value_or(""), "");
    EXPECT_EQ(verified->codes, 6500u);
}

TEST(CodeBatches, a_batch_of_an_offer_that_is_gone_says_why_it_failed) {
    Workspace workspace = open_workspace("", {}).value();
    ASSERT_TRUE(publish_document(*workspace.decider, kDocument).ok());
    auto batches = CodeBatches::start(*workspace.store, *workspace.decider).value();
    CodeBatch batch = batch_of(10);
    batch.offer = "gone";
    batches->run(batch);
    const CodeBatch failed = ended(*workspace.store);
    EXPECT_EQ(failed.state, BatchState::failed);
    EXPECT_EQ(failed.trouble, "rule_not_found");
}

TEST(CodeBatches, the_secret_of_a_workspace_is_made_once) {
    auto store = store::open_memory();
    Hash256 secret{};
    {
        auto decider = Decider::start(*store, {}).value();
        secret = decider->code_secret();
        EXPECT_NE(secret, Hash256{});
    }
    EXPECT_EQ(Decider::start(*store, {}).value()->code_secret(), secret);
}

}  // namespace
}  // namespace habitue::service
