#include <gtest/gtest.h>

#include "http/problem.h"
#include "http/routes/refusals.h"
#include "service/documents.h"

namespace habitue {
namespace {

TEST(RefusalStatus, every_refusal_has_a_client_error_and_words_in_both_languages) {
    ASSERT_FALSE(loyalty::refusal_kinds().empty());
    for (const loyalty::RefusalKind& kind : loyalty::refusal_kinds()) {
        const int status = status_of(kind.code);
        EXPECT_TRUE(status == 400 || status == 404 || status == 409 || status == 422) << kind.name;
        EXPECT_FALSE(status_phrase(status).empty());
        for (const std::string_view language : {"fr", "en"}) {
            const auto body = service::read_json(render_refusals({{kind.code, "/x", "y"}}, language, "req_1").body);
            ASSERT_TRUE(body.ok()) << kind.name;
            EXPECT_EQ(body->find("code")->scalar, kind.name);
            EXPECT_EQ(body->find("reasons")->elements[0].find("message")->scalar,
                      std::string(language == "fr" ? kind.fr : kind.en));
        }
    }
}

TEST(RefusalStatus, the_gravest_of_several_reasons_decides_and_all_are_told) {
    using enum loyalty::RefusalCode;
    const Response response =
        refusal_response({{not_enough_points, "/reward", "a"}, {reward_not_found, "/reward", "b"}}, "en", "req_1");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto body = service::read_json(response.body);
    EXPECT_EQ(body->find("code")->scalar, "reward_not_found");
    EXPECT_EQ(body->find("reasons")->elements.size(), 2u);
}

TEST(RefusalStatus, amounts_are_pointed_to_as_they_were_sent) {
    using enum loyalty::RefusalCode;
    const auto pointer = [](const std::vector<std::string>& decimal_fields) {
        const auto refused =
            render_refusals({{amount_out_of_range, "/lines/0/unit_price", ""}}, "fr", "", decimal_fields);
        return service::read_json(refused.body)->find("reasons")->elements[0].find("pointer")->scalar;
    };
    EXPECT_EQ(pointer({}), "/lines/0/unit_price_minor");
    EXPECT_EQ(pointer({"/lines/0/unit_price"}), "/lines/0/unit_price");
}

TEST(RefusalStatus, a_part_of_the_programme_is_told_as_cause_and_not_as_pointer) {
    const auto refused =
        render_refusals({{loyalty::RefusalCode::out_of_stock, "rewards/savon/stock", "0 left"}}, "fr", "");
    const Node reason = service::read_json(refused.body)->find("reasons")->elements[0];
    EXPECT_EQ(reason.find("pointer"), nullptr);
    EXPECT_EQ(reason.find("cause")->scalar, "rewards/savon/stock");
    EXPECT_EQ(reason.find("detail")->scalar, "0 left");
}

}  // namespace
}  // namespace habitue
