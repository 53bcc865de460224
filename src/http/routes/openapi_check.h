// For tests: holds answers against openapi/openapi.json. Knows as much of JSON Schema as that file uses: type,
// enum, properties, required, additionalProperties, items, oneOf, $ref.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/document.h"
#include "http/routes/openapi.h"
#include "service/documents.h"

namespace habitue {

class OpenApi {
  public:
    static const OpenApi& document() {
        static const OpenApi held;
        return held;
    }

    struct Operation {
        std::string method;  // lower case
        std::string pattern;
    };
    std::vector<Operation> operations() const {
        std::vector<Operation> all;
        const Node& paths = *root_.find("paths");
        for (size_t i = 0; i < paths.keys.size(); ++i)
            for (const std::string& method : paths.elements[i].keys) all.push_back({method, paths.keys[i]});
        return all;
    }

    // The pattern this path was meant for; literal segments go before parameters.
    std::string pattern_of(std::string_view path) const {
        std::string best;
        for (const std::string& pattern : root_.find("paths")->keys)
            if (matches(pattern, path) && (best.empty() || count(pattern) < count(best))) best = pattern;
        return best;
    }

    // What is wrong with this answer, "" when nothing is.
    std::string problem_with(std::string_view method, std::string_view pattern, int status,
                             std::string_view content_type, std::string_view body) const {
        const Node* operation = root_.find("paths")->find(pattern);
        if (operation) operation = operation->find(method);
        if (!operation) return "this operation is not described";
        const Node* responses = operation->find("responses");
        const Node* response = responses->find(std::to_string(status));
        if (!response) response = responses->find("default");
        if (!response) return "the status " + std::to_string(status) + " is not described";
        const Node* content = resolve(*response).find("content");
        const Node* media = content->find(content_type.substr(0, content_type.find(';')));
        if (!media) return "the content type " + std::string(content_type) + " is not described";
        const Node& schema = *media->find("schema");
        if (content_type.find("json") == std::string_view::npos) return "";
        const auto value = service::read_json(body);
        if (!value) return "the body is not JSON: " + value.fault().text();
        return check(*value, schema, "");
    }

    std::string check(const Node& value, const Node& raw, const std::string& where) const {
        const Node& schema = resolve(raw);
        if (const Node* any = schema.find("oneOf")) return check_one_of(value, *any, where);
        if (const Node* type = schema.find("type"); type && !is(value, type->scalar))
            return where + " is not of type " + type->scalar + ": " + to_json(value);
        if (const Node* words = schema.find("enum")) {
            const bool known = std::any_of(words->elements.begin(), words->elements.end(),
                                           [&](const Node& word) { return word.scalar == value.scalar; });
            if (!known) return where + " is none of the words: " + to_json(value);
        }
        if (value.is_map()) return check_map(value, schema, where);
        if (const Node* items = schema.find("items"); items && value.is_list())
            for (size_t i = 0; i < value.elements.size(); ++i)
                if (auto wrong = check(value.elements[i], *items, where + "/" + std::to_string(i)); !wrong.empty())
                    return wrong;
        return "";
    }

    const Node& resolve(const Node& node) const {
        const Node* reference = node.find("$ref");
        if (!reference) return node;
        const Node* found = &root_;
        std::string_view left = std::string_view(reference->scalar).substr(2);
        while (!left.empty()) {
            const size_t slash = left.find('/');
            found = found->find(left.substr(0, slash));
            left = slash == std::string_view::npos ? std::string_view() : left.substr(slash + 1);
        }
        return *found;
    }

    const Node& root() const { return root_; }

  private:
    OpenApi() : root_(*service::read_json(openapi_document())) {}

    static size_t count(std::string_view pattern) {
        return static_cast<size_t>(std::count(pattern.begin(), pattern.end(), '{'));
    }
    static std::vector<std::string_view> segments(std::string_view path) {
        std::vector<std::string_view> all;
        for (size_t slash; (slash = path.find('/')) != std::string_view::npos; path = path.substr(slash + 1))
            all.push_back(path.substr(0, slash));
        all.push_back(path);
        return all;
    }
    static bool matches(std::string_view pattern, std::string_view path) {
        const auto wanted = segments(pattern), given = segments(path);
        if (wanted.size() != given.size()) return false;
        for (size_t i = 0; i < wanted.size(); ++i)
            if (!wanted[i].starts_with('{') && wanted[i] != given[i]) return false;
        return true;
    }
    static bool is(const Node& value, std::string_view type) {
        switch (value.kind) {
            case Node::Kind::null: return type == "null";
            case Node::Kind::boolean: return type == "boolean";
            case Node::Kind::number:
                return type == "number" ||
                       (type == "integer" && value.scalar.find_first_of(".eE") == std::string::npos);
            case Node::Kind::text: return type == "string";
            case Node::Kind::list: return type == "array";
            case Node::Kind::map: return type == "object";
        }
        return false;
    }
    std::string check_one_of(const Node& value, const Node& schemas, const std::string& where) const {
        int fitting = 0;
        std::string last;
        for (const Node& schema : schemas.elements) {
            const std::string wrong = check(value, schema, where);
            if (wrong.empty())
                ++fitting;
            else if (last.empty() || wrong.find(" is none of the words") == std::string::npos)
                last = wrong;
        }
        if (fitting == 1) return "";
        return where + " fits " + std::to_string(fitting) + " of oneOf: " + to_json(value) + " (" + last + ")";
    }
    std::string check_map(const Node& value, const Node& schema, const std::string& where) const {
        const Node* properties = schema.find("properties");
        const Node* more = schema.find("additionalProperties");
        if (const Node* required = schema.find("required"))
            for (const Node& name : required->elements)
                if (!value.find(name.scalar)) return where + " lacks " + name.scalar;
        for (size_t i = 0; i < value.keys.size(); ++i) {
            const std::string at = where + "/" + value.keys[i];
            const Node* property = properties ? properties->find(value.keys[i]) : nullptr;
            if (!property && more && more->scalar == "false") return at + " is not described";
            if (!property && more && more->is_map()) property = more;
            if (!property) continue;
            if (auto wrong = check(value.elements[i], *property, at); !wrong.empty()) return wrong;
        }
        return "";
    }

    const Node root_;
};

}  // namespace habitue
