#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "store/fixtures.h"

namespace habitue::store::testing {
namespace {

std::string text_of(const Loaded& loaded) {
    return std::to_string(loaded.version) + " " + std::to_string(loaded.last_seq) + " " +
           to_hex(bytes_of(loaded.chain)) + " " + std::to_string(loaded.due_at.milliseconds) + " " + loaded.bytes;
}

std::string text_of(const JournalRecord& record) {
    return std::to_string(record.seq) + " " + std::to_string(record.customer) + " " +
           std::to_string(record.previous_seq) + " " + std::to_string(record.at.milliseconds) + " " +
           std::to_string(record.received_at.milliseconds) + " " + to_hex(bytes_of(record.chain)) + " " +
           record.bytes;
}

}  // namespace

Hash128 key_of(uint64_t number) { return hash128("key " + std::to_string(number)); }

void Shop::order(Batch& batch, uint64_t customer, std::string_view note) {
    Loaded& state = customers_[customer];
    const uint64_t seq = next_seq++;
    const uint64_t number = ++orders;

    JournalRecord record{.seq = seq,
                         .customer = customer,
                         .previous_seq = state.last_seq,
                         .at = {static_cast<int64_t>(1000 * seq)},
                         .received_at = {static_cast<int64_t>(1000 * seq + 1)},
                         .bytes = "order " + std::to_string(number) + " " + std::string(note)};
    record.chain = chain_of(state.chain, record.bytes);

    Write write{.key = {AggregateKind::customer, customer},
                .version_before = state.version,
                .bytes = "after " + record.bytes,
                .due_at = seq % 3 == 0 ? kNever : Instant{static_cast<int64_t>(1000 * seq + 5)},
                .last_seq = seq,
                .chain = record.chain};
    state = {write.bytes, state.version + 1, seq, record.chain, write.due_at};
    batch.writes.push_back(std::move(write));
    batch.writes.push_back(
        {.key = {AggregateKind::order, number}, .bytes = record.bytes, .last_seq = seq, .chain = {}});
    batch.keys.push_back({.key = key_of(number),
                          .fingerprint = hash128(record.bytes),
                          .seq = seq,
                          .status = 201,
                          .answer = "{\"order\":" + std::to_string(number) + "}",
                          .at = record.at});
    batch.records.push_back(std::move(record));
}

Batch Shop::one_order(uint64_t customer, std::string_view note) {
    Batch batch;
    order(batch, customer, note);
    return batch;
}

void Shop::resume(Reader& reader) {
    orders = reader.last_seq().value();
    next_seq = orders + 1;
    customers_.clear();
    const auto scanned = reader.each_aggregate(AggregateKind::customer, 0, [&](uint64_t id, const Loaded& loaded) {
        customers_[id] = loaded;
        return true;
    });
    EXPECT_TRUE(scanned.ok());
}

std::string everything(Reader& reader) {
    std::string out;
    const auto held = reader.hold_snapshot();
    EXPECT_TRUE(held.ok());
    const auto walked = reader.each_record(0, [&](const JournalRecord& record) {
        out += "record " + text_of(record) + "\n";
        return true;
    });
    EXPECT_TRUE(walked.ok());
    for (const auto kind : {AggregateKind::customer, AggregateKind::order, AggregateKind::tally,
                            AggregateKind::code, AggregateKind::product}) {
        const auto scanned = reader.each_aggregate(kind, 0, [&](uint64_t id, const Loaded& loaded) {
            out += std::string(name_of(kind)) + " " + std::to_string(id) + " " + text_of(loaded) + "\n";
            return true;
        });
        EXPECT_TRUE(scanned.ok());
    }
    const auto programmes = reader.programmes();
    for (const ProgrammeVersion& listed : programmes.value()) {
        const auto programme = reader.programme(listed.id, listed.version).value();
        out += "programme " + listed.id + " " + std::to_string(listed.version) + " " + programme->document + "\n";
    }
    const auto api_keys = reader.api_keys();
    for (const ApiKey& key : api_keys.value())
        out += "api key " + key.id + " " + std::to_string(key.revoked_at.milliseconds) + "\n";
    const auto settings = reader.settings("");
    for (const Setting& setting : settings.value()) out += "setting " + setting.name + " " + *setting.value + "\n";
    reader.release_snapshot();
    return out;
}

std::string broken_promise(Reader& reader) {
    std::map<uint64_t, Loaded> customers;
    uint64_t expected_seq = 1;
    std::string broken;
    const auto held = reader.hold_snapshot();
    EXPECT_TRUE(held.ok());
    const auto walked = reader.each_record(0, [&](const JournalRecord& record) {
        Loaded& customer = customers[record.customer];
        if (record.seq != expected_seq++) broken = "gap before record " + std::to_string(record.seq);
        if (record.previous_seq != customer.last_seq) broken = "back-pointer of " + std::to_string(record.seq);
        if (record.chain != chain_of(customer.chain, record.bytes))
            broken = "chain of " + std::to_string(record.seq);
        customer = {"after " + record.bytes, customer.version + 1, record.seq, record.chain, kNever};
        const uint64_t number = record.seq;  // the shop of one writer numbers orders and records alike
        if (!reader.load({AggregateKind::order, number}).value()) broken = "order " + std::to_string(number);
        const auto key = reader.find_key(key_of(number)).value();
        if (!key || key->seq != record.seq) broken = "key " + std::to_string(number);
        return broken.empty();
    });
    EXPECT_TRUE(walked.ok());
    for (const auto& [id, expected] : customers) {
        if (!broken.empty()) break;
        const auto found = reader.load({AggregateKind::customer, id}).value();
        if (!found || found->bytes != expected.bytes || found->version != expected.version ||
            found->chain != expected.chain)
            broken = "customer " + std::to_string(id);
    }
    if (broken.empty() && reader.statistics().value().orders != expected_seq - 1)
        broken = "orders without a record";
    reader.release_snapshot();
    return broken;
}

Folder::Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "habitue-store-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    path_ = pattern;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace habitue::store::testing
