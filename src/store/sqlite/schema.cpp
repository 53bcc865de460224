#include "store/sqlite/schema.h"

namespace habitue::store {
namespace {

Result<int64_t> version_of(Connection& connection) {
    const auto application = connection.integer("PRAGMA application_id");
    if (!application) return application.fault();
    const auto version = connection.integer("PRAGMA user_version");
    if (!version) return version.fault();
    const auto tables = connection.integer("SELECT count(*) FROM sqlite_schema");
    if (!tables) return tables.fault();
    const bool is_new = *application == 0 && *version == 0 && *tables == 0;
    if (!is_new && *application != kApplicationId)
        return Fault::of(FaultKind::invalid, "this SQLite database was not made by Habitué");
    return *version;
}

Fault other_version(int64_t found, int64_t known) {
    const std::string versions =
        "the database has version " + std::to_string(found) + " and this program knows " + std::to_string(known);
    return Fault::of(FaultKind::invalid, found > known
                                             ? versions + ": use a newer program"
                                             : versions + ": open it once for writing to bring it up to date");
}

Result<void> run_from(Connection& connection, size_t version, const std::vector<std::string_view>& migrations) {
    for (size_t i = version; i < migrations.size(); ++i)
        if (auto run = connection.execute(std::string(migrations[i])); !run) return run;
    return connection.execute("PRAGMA application_id = " + std::to_string(kApplicationId) +
                              "; PRAGMA user_version = " + std::to_string(migrations.size()));
}

}  // namespace

Result<void> check_ours(Connection& connection) {
    const auto version = version_of(connection);
    if (!version) return version.fault();
    return {};
}

Result<void> migrate(Connection& connection, const std::vector<std::string_view>& migrations) {
    const auto version = version_of(connection);
    if (!version) return version.fault();
    const auto known = static_cast<int64_t>(migrations.size());
    if (*version > known || *version < 0) return other_version(*version, known);
    if (*version == known) return {};

    if (auto begun = connection.execute("BEGIN IMMEDIATE"); !begun) return begun;
    auto done = run_from(connection, static_cast<size_t>(*version), migrations);
    if (done) done = connection.execute("COMMIT");
    if (!done) (void)connection.execute("ROLLBACK");
    return done;
}

Result<void> check_version(Connection& connection, int64_t known) {
    const auto version = version_of(connection);
    if (!version) return version.fault();
    if (*version != known) return other_version(*version, known);
    return {};
}

}  // namespace habitue::store
