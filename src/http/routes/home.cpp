// The page at "/": what runs here, in the visitor's language.
#include "http/routes/nouns.h"

namespace habitue {
namespace {

struct Words {
    std::string_view language;
    std::string_view title;
    std::string_view runs;
    std::string_view no_programme;
    std::string_view interface;
    std::string_view health;
    std::string_view start;
};

constexpr Words kFrench{"fr",
                        "Habitué",
                        "Le moteur de fidélité est en marche. Programme publié :",
                        "Le moteur de fidélité est en marche. Aucun programme n’est encore publié.",
                        "La description de l’interface de programmation",
                        "L’état du serveur",
                        "Chaque appel porte une clé : <code>Authorization: Bearer hbt_…</code>"};
constexpr Words kEnglish{"en",
                         "Habitué",
                         "The loyalty engine is running. Published programme:",
                         "The loyalty engine is running. No programme is published yet.",
                         "The description of the programming interface",
                         "The state of the server",
                         "Every call carries a key: <code>Authorization: Bearer hbt_…</code>"};

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string page(const loyalty::Programmes& programmes, const Words& words) {
    std::string out =
        "<!doctype html>\n<html lang=\"" + std::string(words.language) +
        "\">\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        std::string(words.title) +
        "</title>\n<style>body{font:1.05rem/1.6 system-ui,sans-serif;max-width:38rem;margin:3rem auto;"
        "padding:0 1rem;color:#222;background:#fff}a{color:#5b3f8c}</style>\n<main>\n<h1>" +
        std::string(words.title) + "</h1>\n";
    if (programmes.empty()) {
        out += "<p>" + std::string(words.no_programme) + "</p>\n";
    } else {
        const loyalty::Programme& current = programmes.current();
        out += "<p>" + std::string(words.runs) + " <strong>" +
               escaped(loyalty::text_in(current.name, words.language)) + "</strong> (" +
               std::to_string(current.version) + ")</p>\n";
    }
    out += "<ul>\n<li><a href=\"/openapi.json\">" + std::string(words.interface) +
           "</a></li>\n<li><a href=\"/readyz\">" + std::string(words.health) + "</a></li>\n</ul>\n<p>" +
           std::string(words.start) + "</p>\n</main>\n</html>\n";
    return out;
}

void home(ApiContext& api, Call&& call) {
    const auto programmes = api.decider.programmes();
    call.answer({.status = 200,
                 .body = page(*programmes, call.language == "en" ? kEnglish : kFrench),
                 .content_type = "text/html; charset=utf-8",
                 .headers = {{"Vary", "Accept-Language"},
                             {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"},
                             {"X-Content-Type-Options", "nosniff"}}});
}

}  // namespace

void add_home_routes(RouteTable& routes) { routes.add("GET", "/", Access::everyone, home); }

}  // namespace habitue
