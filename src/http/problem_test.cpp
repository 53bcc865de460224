#include "http/problem.h"

#include <gtest/gtest.h>

namespace habitue {
namespace {

TEST(Problem, a_document_has_the_members_of_the_standard_and_ours) {
    ProblemDocument problem;
    problem.status = 409;
    problem.code = "refused";
    problem.detail = "two reasons";
    problem.instance = "req_1";
    problem.reasons = {{"budget_spent", "The budget is spent.", "/code", Retry::never},
                       {"points_short", "12 points are missing.", "", Retry::later}};
    problem.errors = {{"/lines/0", "is sold out"}};
    EXPECT_EQ(
        to_json(problem),
        R"({"type":"/problems/refused","title":"Conflict","status":409,"detail":"two reasons",)"
        R"("instance":"req_1","code":"refused","reasons":[{"code":"budget_spent","message":"The budget is spent.",)"
        R"("pointer":"/code","retry":"never"},{"code":"points_short","message":"12 points are missing.",)"
        R"("retry":"later"}],"errors":[{"pointer":"/lines/0","detail":"is sold out"}]})");
}

TEST(Problem, faults_of_the_input_name_the_fields) {
    const Response response =
        to_response(Fault{FaultKind::invalid, {{"/id", "is required"}, {"", "the body is odd"}}}, "req_2");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(
        response.body,
        R"({"type":"/problems/invalid_request","title":"Bad Request","status":400,"detail":"the body is odd",)"
        R"("instance":"req_2","code":"invalid_request","errors":[{"pointer":"/id","detail":"is required"}]})");
}

TEST(Problem, faults_of_the_server_tell_nothing_of_its_inside) {
    for (const FaultKind kind : {FaultKind::io, FaultKind::corrupt, FaultKind::busy}) {
        const Response response = to_response(Fault::of(kind, "disk /dev/secret failed"), "req_3");
        EXPECT_GE(response.status, 500);
        EXPECT_EQ(response.body.find("secret"), std::string::npos);
    }
}

TEST(Problem, a_busy_server_says_when_to_come_back) {
    const Response response = to_response(Fault::of(FaultKind::busy, "queue"), "req_4");
    EXPECT_EQ(response.status, 503);
    ASSERT_EQ(response.headers.size(), 1u);
    EXPECT_EQ(response.headers[0].name, "Retry-After");
}

TEST(Problem, every_kind_of_fault_has_an_answer_with_a_phrase) {
    for (const FaultKind kind : {FaultKind::invalid, FaultKind::not_found, FaultKind::conflict, FaultKind::busy,
                                 FaultKind::io, FaultKind::corrupt, FaultKind::too_large})
        EXPECT_FALSE(status_phrase(to_response(Fault::of(kind, "x"), "").status).empty());
}

}  // namespace
}  // namespace habitue
