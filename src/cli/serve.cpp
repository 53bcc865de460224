// habitue serve: the HTTP API on one workspace, until it is told to stop.
#include <pthread.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>

#include "cli/data_option.h"
#include "cli/demo_workspace.h"
#include "cli/subcommands.h"
#include "http/log.h"
#include "http/routes/api.h"
#include "http/server.h"

namespace habitue::cli {
namespace {

struct ServeOptions {
    std::shared_ptr<std::string> data;
    ServerOptions server;
    std::string clock = "wall";
    std::string log_level = "info";
    bool demo = false;
};

Instant wall_clock() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

// Taken by this thread alone, so that it can wait for them.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

LogLevel level_of(const std::string& name) {
    for (const LogLevel level : {LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error})
        if (name_of(level) == name) return level;
    return LogLevel::info;
}

// The first key of a new workspace, told this once; a demonstration gets a new one at every start.
bool tell_first_key(Api& api, Session& session, bool demo) {
    const auto has = api.has_keys();
    if (!has) return session.fail(has.fault()), false;
    if (*has && !demo) return true;
    const auto key = api.create_key(ApiKeyKind::secret, "first");
    if (!key) return session.fail(key.fault()), false;
    session.out << session.say("The first API key, told only this once: ",
                               "La première clé d’API, donnée cette seule fois : ")
                << *key << std::endl;
    return true;
}

std::string url_of(const ServerOptions& options, uint16_t port) {
    return "http://" + options.listen.substr(0, options.listen.rfind(':')) + ":" + std::to_string(port) + "/";
}

void serve(const ServeOptions& options, Session& session) {
    set_log_level(level_of(options.log_level));
    sigset_t signals = block_stop_signals();
    if (options.demo && !fill_demo_workspace(*options.data, wall_clock(), session)) return;
    service::DeciderOptions decider;
    if (options.clock == "commands") decider.clock = service::ClockMode::commands;
    auto workspace = service::open_workspace(*options.data, std::move(decider));
    if (!workspace) return session.fail(workspace.fault(), *options.data);
    auto api = Api::create(*workspace);
    if (!api) return session.fail(api.fault(), *options.data);
    if (!tell_first_key(**api, session, options.demo)) return;
    auto server = Server::start(options.server, [&api](Request&& request, Reply reply) {
        (*api)->handle(std::move(request), std::move(reply));
    });
    if (!server) return session.fail(server.fault(), options.server.listen);
    (*api)->count_server([&server] { return (*server)->counts(); });
    session.out << session.say("Listening on ", "À l’écoute sur ") << url_of(options.server, (*server)->port())
                << std::endl;
    if (workspace->decider->programmes()->empty())
        session.err << session.say(
            "No programme is published yet: POST /v1/programmes, or habitue programme publish.\n",
            "Aucun programme n’est encore publié : POST /v1/programmes, ou habitue programme "
            "publish.\n");
    int signal = 0;
    sigwait(&signals, &signal);
    log_line(LogLevel::info, "draining", {{"signal", signal}});
    if (!(*server)->drain())
        session.fail(session.say("some requests were cut off", "des requêtes ont été interrompues"), Exit::partly);
}

}  // namespace

void add_serve(CLI::App& app, Session& session) {
    auto options = std::make_shared<ServeOptions>();
    CLI::App* command = app.add_subcommand(
        "serve", session.say("the HTTP API, until SIGTERM", "l’interface HTTP, jusqu’à SIGTERM"));
    options->data = add_data_option(*command, session);
    command
        ->add_option("--listen", options->server.listen,
                     session.say("address and port; port 0 takes a free one",
                                 "adresse et port ; le port 0 en prend un libre"))
        ->envname("HABITUE_LISTEN")
        ->capture_default_str();
    command->add_option("--threads", options->server.threads, session.say("for connections", "pour les connexions"))
        ->envname("HABITUE_THREADS")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command
        ->add_option("--trusted-proxy", options->server.trusted_proxies,
                     session.say("an address whose X-Forwarded-For is believed",
                                 "une adresse dont on croit le X-Forwarded-For"))
        ->envname("HABITUE_TRUSTED_PROXY");
    command
        ->add_option("--clock", options->clock,
                     session.say("wall: time goes by; commands: customers age with their commands only",
                                 "wall : le temps passe ; commands : les clients ne vieillissent que par leurs "
                                 "commandes"))
        ->envname("HABITUE_CLOCK")
        ->check(CLI::IsMember({"wall", "commands"}))
        ->capture_default_str();
    command
        ->add_option("--log-level", options->log_level,
                     session.say("requests are logged at info", "les requêtes sont notées au niveau info"))
        ->envname("HABITUE_LOG_LEVEL")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
        ->capture_default_str();
    command->add_flag("--demo", options->demo,
                      session.say("fills an empty folder with a programme and a made-up shop",
                                  "remplit un dossier vide d’un programme et d’une boutique inventée"));
    command->footer(std::string(session.say("Example:\n", "Exemple :\n")) +
                    "  habitue serve --demo --data demo-data --listen 127.0.0.1:8080");
    command->callback([options, &session] { serve(*options, session); });
}

}  // namespace habitue::cli
