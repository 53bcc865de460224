#include "connect/campaigns_csv.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <unordered_map>

#include "connect/csv.h"

namespace habitue::connect {
namespace {

// The file under one of the names a folder may have it by; empty when it is not there.
std::string file_in(const std::string& folder, const std::string& name) {
    for (const char* ending : {"", ".gz", ".zst"}) {
        std::string file = std::filesystem::path(folder) / name;
        file += ending;
        if (std::filesystem::exists(file)) return file;
    }
    return {};
}

// A column and the other name it may have.
struct Column {
    const char* name;
    const char* other;
    bool needed = true;
};

class CampaignsReader {
  public:
    explicit CampaignsReader(const std::string& folder) : folder_(folder) {}
    Result<Campaigns> read();

  private:
    using Fields = std::vector<std::string_view>;             // one for each column asked for
    using OnRow = std::function<const char*(const Fields&)>;  // what is wrong with the row, else null

    Result<void> each_row(const std::string& name, const std::vector<Column>&, const OnRow&);
    Campaign* campaign(std::string_view id);
    const char* take_description(const Fields&);
    const char* take_customer(const Fields&);
    const char* take_product(const Fields&);
    const char* take_redemption(const Fields&);
    void finish();

    const std::string& folder_;
    Campaigns read_;
    std::unordered_map<std::string, size_t> by_id_;
    std::vector<std::map<std::string, Coupon, std::less<>>> coupons_;  // by campaign
};

Result<void> CampaignsReader::each_row(const std::string& name, const std::vector<Column>& columns,
                                       const OnRow& on_row) {
    const std::string path = file_in(folder_, name);
    if (path.empty()) return Fault::of(FaultKind::not_found, folder_ + " has no file " + name);
    auto source = open_source(path);
    if (!source) return source.fault();
    auto csv = CsvReader::open(*std::move(source));
    if (!csv) return csv.fault();
    std::vector<int> places;
    for (const Column& column : columns) {
        places.push_back(std::max(csv->column(column.name), csv->column(column.other)));
        if (places.back() < 0 && column.needed)
            return Fault::invalid(path, std::string("the column ") + column.name + " is missing");
    }
    CsvRow row;
    Fields fields(columns.size());
    while (true) {
        const auto more = csv->next(row);
        if (!more) return more.fault();
        if (!*more) return {};
        ++read_.rows;
        const char* wrong =
            row.problem == RowProblem::none ? nullptr : "this row does not have the header's fields";
        for (size_t i = 0; i < columns.size(); ++i) {
            fields[i] = row.field(places[i]);
            if (fields[i].empty() && columns[i].needed) wrong = "an empty field";
        }
        if (!wrong) wrong = on_row(fields);
        if (wrong) return Fault::invalid(path + " line " + std::to_string(row.line), wrong);
    }
}

Campaign* CampaignsReader::campaign(std::string_view id) {
    const auto found = by_id_.find(std::string(id));
    return found == by_id_.end() ? nullptr : &read_.campaigns[found->second];
}

const char* CampaignsReader::take_description(const Fields& row) {
    const auto first = parse_date(row[1]), last = parse_date(row[2]);
    if (!first || !last) return "a date such as 2026-11-21 is expected";
    if (*last < *first) return "the campaign ends before it begins";
    if (!by_id_.emplace(row[0], read_.campaigns.size()).second) return "this campaign was described already";
    read_.campaigns.push_back({std::string(row[0]), std::string(row[3]), *first, *last, {}, {}});
    coupons_.emplace_back();
    return nullptr;
}

const char* CampaignsReader::take_customer(const Fields& row) {
    Campaign* one = campaign(row[0]);
    if (!one) return "this campaign is not described";
    one->customers.emplace_back(row[1]);
    return nullptr;
}

const char* CampaignsReader::take_product(const Fields& row) {
    const Campaign* one = campaign(row[2]);
    if (!one) return "this campaign is not described";
    auto& coupons = coupons_[static_cast<size_t>(one - read_.campaigns.data())];
    auto found = coupons.find(row[0]);
    if (found == coupons.end())
        found = coupons.emplace(row[0], Coupon{std::string(row[0]), std::string(row[3]), {}}).first;
    if (found->second.give != row[3]) return "this coupon gave something else in a row before";
    found->second.products.emplace_back(row[1]);
    return nullptr;
}

const char* CampaignsReader::take_redemption(const Fields& row) {
    const Campaign* one = campaign(row[2]);
    if (!one) return "this campaign is not described";
    if (!one->coupon(row[1])) return "the campaign has no such coupon";
    const auto date = parse_date(row[3]);
    if (!date) return "a date such as 2026-11-21 is expected";
    read_.redemptions.push_back({std::string(row[0]), std::string(row[2]), std::string(row[1]), *date});
    return nullptr;
}

// Sorts, and counts what stood there twice.
void CampaignsReader::finish() {
    const auto settle = [this](std::vector<std::string>& names) {
        std::sort(names.begin(), names.end());
        const auto end = std::unique(names.begin(), names.end());
        read_.repeated_rows += static_cast<uint64_t>(names.end() - end);
        names.erase(end, names.end());
    };
    for (size_t i = 0; i < coupons_.size(); ++i) {
        settle(read_.campaigns[i].customers);
        for (auto& [code, coupon] : coupons_[i]) {
            settle(coupon.products);
            read_.campaigns[i].coupons.push_back(std::move(coupon));
        }
    }
}

Result<Campaigns> CampaignsReader::read() {
    const Column id{"campaign_id", "campaign_id"}, customer{"household_id", "customer_id"},
        code{"coupon_upc", "code"};
    const auto taking = [this](const char* (CampaignsReader::*take)(const Fields&)) {
        return [this, take](const Fields& row) { return (this->*take)(row); };
    };
    if (auto done = each_row(
            "campaign_descriptions.csv",
            {id, {"start_date", "start_date"}, {"end_date", "end_date"}, {"campaign_type", "campaign_type", false}},
            taking(&CampaignsReader::take_description));
        !done)
        return done.fault();
    if (auto done = each_row("campaigns.csv", {id, customer}, taking(&CampaignsReader::take_customer)); !done)
        return done.fault();
    if (auto done = each_row("coupons.csv", {code, {"product_id", "sku"}, id, {"give", "give", false}},
                             taking(&CampaignsReader::take_product));
        !done)
        return done.fault();
    finish();
    if (file_in(folder_, "coupon_redemptions.csv").empty()) return std::move(read_);
    read_.redemptions_known = true;
    if (auto done = each_row("coupon_redemptions.csv", {customer, code, id, {"redemption_date", "redemption_date"}},
                             taking(&CampaignsReader::take_redemption));
        !done)
        return done.fault();
    return std::move(read_);
}

}  // namespace

const Coupon* Campaign::coupon(std::string_view code) const {
    const auto found =
        std::lower_bound(coupons.begin(), coupons.end(), code,
                         [](const Coupon& one, std::string_view wanted) { return one.code < wanted; });
    return found != coupons.end() && found->code == code ? &*found : nullptr;
}

bool Campaign::addresses(std::string_view customer) const {
    return std::binary_search(customers.begin(), customers.end(), customer);
}

const Campaign* Campaigns::campaign(std::string_view id) const {
    for (const Campaign& one : campaigns)
        if (one.id == id) return &one;
    return nullptr;
}

int64_t Campaigns::most_uses() const {
    std::map<std::string, int64_t> uses;
    int64_t most = 0;
    for (const CouponRedemption& one : redemptions)
        most = std::max(most, ++uses[one.campaign + '\n' + one.code + '\n' + one.customer]);
    return most;
}

Result<Campaigns> read_campaigns(const std::string& folder) { return CampaignsReader(folder).read(); }

}  // namespace habitue::connect
