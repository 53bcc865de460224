#include "connect/campaigns_programme.h"

#include <algorithm>

#include "connect/orders_csv_writer.h"
#include "loyalty/attribute.h"

namespace habitue::connect {
namespace {

constexpr size_t kWideLine = 110;

bool is_plain(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

// In double quotes, as YAML and JSON write it.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= ' '; });
}

// 'AB-1', with what the condition and then the document ask to be escaped.
std::string product_text(std::string_view product) {
    std::string out = "'";
    for (const char c : product) {
        if (c == '\'') out += R"(\\)";
        if (c == '\\') out += R"(\\\)";
        if (c == '"') out += '\\';
        out += c;
    }
    return out + '\'';
}

// line.sku in ['1', '2'], in a double-quoted scalar that is folded into lines.
std::string product_condition(const std::vector<std::string>& products) {
    std::string out = "\"line.sku in [";
    size_t line_begins = 0;
    for (size_t i = 0; i < products.size(); ++i) {
        const std::string text = product_text(products[i]);
        if (i > 0) out += ',';
        if (out.size() - line_begins + text.size() > kWideLine) {
            out += "\n      ";
            line_begins = out.size();
        } else if (i > 0) {
            out += ' ';
        }
        out += text;
    }
    return out + "]\"";
}

class ProgrammeWriter {
  public:
    ProgrammeWriter(const Campaigns& campaigns, const CampaignsProgramme& programme)
        : campaigns_(campaigns), programme_(programme) {}

    Result<ConvertedCampaigns> write() {
        converted_.uses = programme_.uses > 0 ? programme_.uses : std::max<int64_t>(campaigns_.most_uses(), 1);
        count_codes();
        if (auto checked = check(); !checked) return checked.fault();
        head();
        groups();
        out_ += "\noffers:\n";
        for (const Campaign& campaign : campaigns_.campaigns)
            for (const Coupon& coupon : campaign.coupons) offer(campaign, coupon);
        converted_.document = std::move(out_);
        assume();
        return std::move(converted_);
    }

  private:
    void count_codes() {
        for (const Campaign& campaign : campaigns_.campaigns)
            for (const Coupon& coupon : campaign.coupons) ++campaigns_with_[lower(coupon.code)];
    }
    bool is_shared(const Coupon& coupon) const { return campaigns_with_.at(lower(coupon.code)) > 1; }
    static std::string group_id(const std::string& code) { return "coupon-" + lower(code); }

    Result<void> check() const {
        constexpr const char* kPlain = ": letters, digits, - and _ are expected";
        for (const Campaign& campaign : campaigns_.campaigns) {
            if (!is_plain(campaign.id)) return Fault::invalid("campaign " + campaign.id, kPlain + 2);
            for (const Coupon& coupon : campaign.coupons) {
                const std::string where = "coupon " + coupon.code + " of campaign " + campaign.id;
                if (!is_plain(coupon.code)) return Fault::invalid(where, kPlain + 2);
                if (offer_id(campaign, coupon).size() > 57)
                    return Fault::invalid(where, "this is too long for an id");
                for (const std::string& product : coupon.products)
                    if (!is_printable(product)) return Fault::invalid(where, "a product has a control character");
            }
        }
        return {};
    }

    void head() {
        out_ +=
            "# Made of files of campaigns and coupons. Customers carry their campaigns in the attribute "
            "\"campaigns\".\n";
        out_ += "habitue: 1\nid: " + programme_.id + "\nname: {en: " + quoted(programme_.name) +
                ", fr: " + quoted(programme_.name) + "}\ncurrency: " + programme_.currency +
                "\ntime_zone: " + programme_.time_zone + "\nlanguages: [en, fr]\n\n";
        out_ += "wallets:\n  points: {name: {en: [point, points], fr: [point, points]}}\n";
    }

    void groups() {
        std::string groups;
        for (const auto& [code, count] : campaigns_with_) {
            if (count < 2) continue;
            ++converted_.shared_codes;
            groups += "    - {id: " + group_id(code) + ", at_most: 1}\n";
        }
        if (!groups.empty())
            out_ += "\n# One code of several campaigns gives one advantage.\nstacking:\n  groups:\n" + groups;
    }

    void offer(const Campaign& campaign, const Coupon& coupon) {
        const std::string title = (campaign.type.empty() ? "" : campaign.type + ", ");
        ++converted_.offers;
        out_ += "  - id: " + offer_id(campaign, coupon) +
                "\n    name: {en: " + quoted(title + "campaign " + campaign.id + ", coupon " + coupon.code) +
                ", fr: " + quoted(title + "campagne " + campaign.id + ", bon " + coupon.code) + "}\n";
        out_ += "    code: " + quoted(coupon.code) +
                "\n    who: \"has(customer.attributes.campaigns) && "
                "customer.attributes.campaigns.contains(' " +
                campaign.id + " ')\"\n";
        out_ += "    from: " + to_text(campaign.first) + "\n    until: " + to_text(campaign.last) + "\n";
        out_ += "    of: " + product_condition(coupon.products) + "\n";
        out_ += "    give: " + quoted(coupon.give.empty() ? programme_.give : coupon.give) + "\n    on: order\n";
        out_ += "    limit: " + std::to_string(converted_.uses) + " per customer\n";
        if (is_shared(coupon)) out_ += "    group: " + group_id(coupon.code) + "\n";
    }

    void assume() {
        const std::string uses = std::to_string(converted_.uses);
        if (programme_.uses == 0)
            converted_.assumptions.push_back(
                campaigns_.redemptions_known
                    ? Remark{"uses_as_redeemed",
                             "A customer may use a coupon of a campaign " + uses +
                                 " time(s): as often as the redemptions show at most.",
                             "Un client peut utiliser un bon d’une campagne " + uses +
                                 " fois : au plus ce que montrent les utilisations."}
                    : Remark{"uses_once", "A customer may use a coupon of a campaign once.",
                             "Un client peut utiliser un bon d’une campagne une fois."});
        const bool told =
            std::all_of(campaigns_.campaigns.begin(), campaigns_.campaigns.end(), [](const Campaign& one) {
                return std::all_of(one.coupons.begin(), one.coupons.end(),
                                   [](const Coupon& coupon) { return !coupon.give.empty(); });
            });
        if (!told)
            converted_.assumptions.push_back(
                {"give_not_in_file", "The files do not say what a coupon takes off: " + programme_.give + ".",
                 "Les fichiers ne disent pas ce que vaut un bon : " + programme_.give + "."});
    }

    const Campaigns& campaigns_;
    const CampaignsProgramme& programme_;
    std::map<std::string, size_t> campaigns_with_;  // by code in small letters
    ConvertedCampaigns converted_;
    std::string out_;
};

}  // namespace

std::string offer_id(const Campaign& campaign, const Coupon& coupon) {
    return "c" + lower(campaign.id) + "-" + lower(coupon.code);
}

Result<ConvertedCampaigns> convert(const Campaigns& campaigns, const CampaignsProgramme& programme) {
    return ProgrammeWriter(campaigns, programme).write();
}

Result<std::map<std::string, std::string>> campaigns_of_customers(const Campaigns& campaigns) {
    std::map<std::string, std::string> lists;
    for (const Campaign& campaign : campaigns.campaigns)
        for (const std::string& customer : campaign.customers) {
            std::string& list = lists[customer];
            list += (list.empty() ? " " : "") + campaign.id + " ";
            if (list.size() > loyalty::kLongestText)
                return Fault::of(
                    FaultKind::too_large,
                    "customer " + customer + " is in so many campaigns that their list is longer than " +
                        std::to_string(loyalty::kLongestText) + " bytes: convert fewer campaigns at once");
        }
    return lists;
}

Result<std::string> audiences_csv(const Campaigns& campaigns) {
    const auto lists = campaigns_of_customers(campaigns);
    if (!lists) return lists.fault();
    std::string out = "customer_id,campaigns\n";
    for (const auto& [customer, list] : *lists) out += csv_text(customer) + "," + csv_text(list) + "\n";
    return out;
}

}  // namespace habitue::connect
