// Whether the time of an answer tells a code that never was from one that was: carts with an unknown, an expired
// and a foreign code (another customer's voucher), in turns within one run. The medians are compared with the
// unknown one's; the answers must have the same bytes.
//
//   guess_bench [quick]
//
//   engine   the decision alone, codes in memory
//   http     over a socket, each code asked about for the first time (read from SQLite) and again (from memory)
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "base/hash.h"
#include "http/log.h"
#include "http/routes/api.h"
#include "http/server.h"
#include "http/test_client.h"
#include "loyalty/codes/code_text.h"
#include "loyalty/engine.h"
#include "loyalty/programme/reader.h"
#include "service/documents.h"
#include "service/workspace.h"

namespace habitue {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array<const char*, 3> kKinds = {"unknown", "expired", "foreign"};
constexpr const char* kDocument = R"(
habitue: 1
id: bench
name: {en: Bench}
currency: EUR
time_zone: Europe/Paris
languages: [en]
wallets: {points: {name: {en: [point, points]}}}
earning: [{id: base, on: order_paid, points: 1 per 1 EUR}]
offers:
  - {id: unique, name: {en: Unique}, codes: true, give: 5 EUR}
  - {id: tenth, name: {en: Tenth}, minimum: 50 EUR, give: 10 %}
vouchers:
  - {id: gift, name: {en: Gift}, issue: by hand, valid: 30 days, give: 4 EUR}
)";
const Instant kStart = *parse_instant("2026-03-01T09:00:00Z");

[[noreturn]] void give_up(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

// The text of the code of a kind; the number makes it another one.
std::string text_of(size_t kind, size_t number) {
    return loyalty::code_text_of(hash256(std::string(kKinds[kind]) + std::to_string(number)));
}

loyalty::CodeId id_of(const Hash256& secret, const std::string& text) {
    return loyalty::code_id_of(secret, *loyalty::plain_code(text));
}

// Of the kinds that exist: an expired code of a batch, and a voucher of somebody else.
loyalty::Command issuing(const Hash256& secret, size_t kind, size_t number) {
    const std::string text = text_of(kind, number);
    loyalty::IssueCodes issue;
    loyalty::NewCode fresh;
    fresh.code = id_of(secret, text);
    fresh.last_four = loyalty::last_four_of(*loyalty::plain_code(text));
    issue.codes = {fresh};
    if (kind == 1) {
        issue.form = loyalty::CodeForm::batch;
        issue.rule = "unique";
        issue.batch = "past";
        issue.valid_until = kStart + days(1);
    } else {
        issue.form = loyalty::CodeForm::voucher;
        issue.rule = "gift";
        issue.customer = "somebody";
        issue.reason = "bench";
        issue.actor = "bench";
    }
    loyalty::Command command;
    command.body = std::move(issue);
    return command;
}

loyalty::Command somebody() {
    loyalty::PutCustomer put;
    put.external_id = "somebody";
    loyalty::Command command;
    command.body = std::move(put);
    return command;
}

struct Times {
    std::array<std::vector<double>, 3> of;
    void print(const char* bench) {
        std::array<double, 3> median{};
        for (size_t kind = 0; kind < 3; ++kind) {
            std::sort(of[kind].begin(), of[kind].end());
            median[kind] = of[kind][of[kind].size() / 2];
        }
        for (size_t kind = 0; kind < 3; ++kind)
            std::printf(
                "{\"bench\":\"guess\",\"over\":\"%s\",\"kind\":\"%s\",\"tries\":%zu,\"p50_us\":%.2f,"
                "\"ratio_to_unknown\":%.3f}\n",
                bench, kKinds[kind], of[kind].size(), median[kind], median[kind] / median[0]);
    }
};

template <class Do>
double microseconds_of(Do work) {
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

void bench_engine(size_t tries) {
    auto document = service::read_yaml(kDocument);
    auto programme = loyalty::read_programme(*document);
    if (!programme) give_up(programme.fault().text());
    programme->version = 1;
    const Hash256 secret = hash256("secret");
    programme->code_secret = secret;
    loyalty::Programmes programmes;
    programmes.add(std::make_shared<const loyalty::Programme>(std::move(*programme)));
    loyalty::MemoryAggregates memory;
    loyalty::Engine engine(programmes, memory);
    constexpr size_t kCodes = 1'000;
    engine.handle(somebody(), kStart);
    for (size_t number = 0; number < kCodes; ++number)
        for (const size_t kind : {1, 2})
            if (const auto handled = engine.handle(issuing(secret, kind, number), kStart);
                handled.decision.refused())
                give_up("refused: " + std::string(name_of(handled.decision.refusals[0].code)) + " " +
                        handled.decision.refusals[0].where + " " + handled.decision.refusals[0].detail);
    const Instant now = kStart + days(2);
    Times times;
    for (size_t i = 0; i < tries; ++i)
        for (size_t turn = 0; turn < 3; ++turn) {
            const size_t kind = (turn + i) % 3;
            loyalty::LockCart cart;
            cart.order = OrderId{"cart"};
            cart.currency = "EUR";
            cart.until = now + minutes(1);
            loyalty::OrderLine line;
            line.id = "1";
            line.quantity = 2;
            line.unit_price = Amount{39'990'000};
            cart.content.lines = {line};
            cart.content.apply_offers = true;
            const std::string text = text_of(kind, i % kCodes);
            cart.content.codes = {{"", id_of(secret, text), loyalty::last_four_of(*loyalty::plain_code(text))}};
            loyalty::Quote quote;
            times.of[kind].push_back(microseconds_of([&] { quote = engine.quote(cart, now); }));
            if (quote.checkout.refusals.size() != 1 ||
                quote.checkout.refusals[0].code != loyalty::RefusalCode::code_not_valid)
                give_up(std::string(kKinds[kind]) + " was not refused as the others");
        }
    times.print("engine");
}

class Shop {
  public:
    explicit Shop(const std::string& folder) {
        set_log_sink([](std::string_view) {});
        service::DeciderOptions options;
        options.now = [this] { return Instant{now_.load()}; };
        auto opened = service::open_workspace(folder, options);
        if (!opened) give_up(opened.fault().text());
        workspace_ = std::move(*opened);
        if (auto published = service::publish_document(*workspace_.decider, kDocument); !published)
            give_up(published.fault().text());
        auto api = Api::create(workspace_);
        if (!api) give_up(api.fault().text());
        api_ = std::move(*api);
        key_ = *api_->create_key(ApiKeyKind::secret, "bench");
        ServerOptions listening;
        listening.listen = "127.0.0.1:0";
        auto started = Server::start(listening, [this](Request&& request, Reply reply) {
            api_->handle(std::move(request), std::move(reply));
        });
        if (!started) give_up(started.fault().text());
        server_ = std::move(*started);
    }
    ~Shop() {
        server_->drain();
        set_log_sink({});
    }
    void issue(size_t codes) {
        submit(somebody());
        for (size_t number = 0; number < codes; ++number)
            for (const size_t kind : {1, 2}) submit(issuing(workspace_.decider->code_secret(), kind, number));
    }
    uint16_t port() const { return server_->port(); }
    // Wrong codes are counted by the minute: each try has one of its own.
    void pass_a_minute() { now_ += 60'000; }
    void pass_days(int64_t count) { now_ += days(count).milliseconds; }
    std::string request(const std::string& code) const {
        const std::string body = R"({"currency": "EUR", "customer": "guesser", "codes": [")" + code +
                                 R"("], "lines": [{"id": "1", "quantity": 2, "unit_price_minor": 3999}]})";
        return "POST /v1/carts/evaluate HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer " + key_ +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }

  private:
    void submit(loyalty::Command command) {
        service::Submission submission;
        submission.command = std::move(command);
        submission.render = [](const service::Told& told) -> service::Answer {
            if (told.handled.decision.refused()) give_up("refused: " + told.handled.decision.refusals[0].detail);
            return {200, "", false};
        };
        submission.done = [](const Result<service::Answer>&) {};
        workspace_.decider->submit(std::move(submission));
    }

    std::atomic<int64_t> now_{kStart.milliseconds};
    service::Workspace workspace_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<Server> server_;
    std::string key_;
};

// Without what was typed and when.
std::string comparable(std::string body, const std::string& code) {
    const std::string last_four = loyalty::last_four_of(*loyalty::plain_code(code));
    for (size_t at = body.find(last_four); at != std::string::npos; at = body.find(last_four, at))
        body.replace(at, last_four.size(), "****");
    return body;
}

void bench_http(const std::string& folder, size_t tries) {
    {
        Shop shop(folder);
        shop.issue(tries);
    }
    Shop shop(folder);  // opened anew: nothing is in memory
    shop.pass_days(2);
    TestClient client(shop.port());
    Times first, again;
    for (size_t i = 0; i < tries; ++i) {
        std::array<std::string, 3> answers;
        for (const bool known : {false, true})
            for (size_t turn = 0; turn < 3; ++turn) {
                const size_t kind = (turn + i) % 3;
                shop.pass_a_minute();
                const std::string code = text_of(kind, i);
                const std::string request = shop.request(code);
                TestResponse answer;
                (known ? again : first).of[kind].push_back(microseconds_of([&] {
                    client.send(request);
                    answer = client.read_response();
                }));
                if (answer.status != 200) give_up(answer.body);
                answers[kind] = comparable(answer.body, code);
            }
        if (answers[0] != answers[1] || answers[0] != answers[2])
            give_up("the answers differ:\n" + answers[0] + "\n" + answers[1] + "\n" + answers[2]);
    }
    first.print("http, first");
    again.print("http, again");
}

}  // namespace
}  // namespace habitue

int main(int count, char** arguments) {
    using namespace habitue;
    const bool quick = count > 1 && std::strcmp(arguments[1], "quick") == 0;
    char pattern[] = "/tmp/habitue-guess-bench-XXXXXX";
    if (mkdtemp(pattern) == nullptr) return 1;
    bench_engine(quick ? 5'000 : 50'000);
    bench_http(pattern, quick ? 1'000 : 5'000);
    std::filesystem::remove_all(pattern);
    return 0;
}
