// habitue programme convert: a retailer's campaigns and coupons, as files, become a programme's document.
#include <CLI/CLI.hpp>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/json.h"
#include "cli/load_programme.h"
#include "cli/subcommands.h"
#include "connect/campaigns_programme.h"

namespace habitue::cli {
namespace {

struct ConvertOptions {
    std::string campaigns;
    std::string out = "-";
    std::string audiences;
    connect::CampaignsProgramme programme;
};

bool write_file(const std::string& path, const std::string& text, Session& session) {
    if (path == "-") {
        session.out << text;
        return true;
    }
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.flush();
    if (file) return true;
    session.fail(path + ": " + std::generic_category().message(errno), Exit::failed);
    return false;
}

void report(const connect::Campaigns& read, const connect::ConvertedCampaigns& made, Session& session) {
    session.err << read.campaigns.size() << session.say(" campaigns, ", " campagnes, ") << made.offers
                << session.say(" coupons, ", " bons, ") << read.rows << session.say(" rows (", " lignes (")
                << read.repeated_rows << session.say(" repeated), ", " répétées), ") << made.shared_codes
                << session.say(" codes of several campaigns\n", " codes de plusieurs campagnes\n");
    for (const Remark& assumption : made.assumptions)
        session.err << session.say("assumed: ", "supposé : ") << assumption.in(session.language_code()) << "\n";
}

void convert(const ConvertOptions& options, Session& session) {
    const auto read = connect::read_campaigns(options.campaigns);
    if (!read) return session.fail(read.fault(), options.campaigns);
    const auto made = connect::convert(*read, options.programme);
    if (!made) return session.fail(made.fault(), options.campaigns);
    // what is written can be published
    if (const auto programme = compile_programme(made->document); !programme)
        return session.fail(programme.fault(), options.out);
    if (!options.audiences.empty()) {
        const auto audiences = connect::audiences_csv(*read);
        if (!audiences) return session.fail(audiences.fault(), options.campaigns);
        if (!write_file(options.audiences, *audiences, session)) return;
    }
    if (write_file(options.out, made->document, session)) report(*read, *made, session);
}

}  // namespace

void add_programme_convert(CLI::App& programme, Session& session) {
    auto options = std::make_shared<ConvertOptions>();
    CLI::App* command = programme.add_subcommand(
        "convert", session.say("make a document of files of campaigns and coupons",
                               "faire un document à partir de fichiers de campagnes et de bons"));
    command
        ->add_option("--campaigns", options->campaigns,
                     session.say("folder with campaign_descriptions, campaigns, coupons and, if there are any, "
                                 "coupon_redemptions (.csv, also .gz or .zst)",
                                 "dossier avec campaign_descriptions, campaigns, coupons et, s’il y en a, "
                                 "coupon_redemptions (.csv, aussi .gz ou .zst)"))
        ->required();
    command
        ->add_option(
            "--out", options->out,
            session.say("the document; - is the standard output", "le document ; - est la sortie standard"))
        ->capture_default_str();
    command->add_option("--audiences", options->audiences,
                        session.say("CSV file of the attribute that tells whom a campaign addresses",
                                    "fichier CSV de l’attribut qui dit à qui s’adresse une campagne"));
    command->add_option("--id", options->programme.id, session.say("of the programme", "du programme"))
        ->capture_default_str();
    command->add_option("--name", options->programme.name, session.say("of the programme", "du programme"))
        ->capture_default_str();
    command->add_option("--currency", options->programme.currency, session.say("such as EUR", "comme EUR"))
        ->capture_default_str();
    command->add_option("--time-zone", options->programme.time_zone, session.say("of the dates", "des dates"))
        ->capture_default_str();
    command
        ->add_option("--give", options->programme.give,
                     session.say("what a coupon takes off where the files do not say",
                                 "ce que vaut un bon quand les fichiers ne le disent pas"))
        ->capture_default_str();
    command
        ->add_option("--uses", options->programme.uses,
                     session.say("how often a customer may use a coupon of a campaign; 0: as the redemptions show",
                                 "combien de fois un client peut utiliser un bon d’une campagne ; 0 : comme le "
                                 "montrent les utilisations"))
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command->footer(std::string(session.say("Example:\n", "Exemple :\n")) +
                    "  habitue programme convert --campaigns exports --currency USD --give \"1 USD\" \\\n"
                    "      --time-zone America/New_York --out campaigns.yaml --audiences audiences.csv\n"
                    "  habitue programme check campaigns.yaml");
    command->callback([options, &session] { convert(*options, session); });
}

}  // namespace habitue::cli
