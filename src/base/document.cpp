#include "base/document.h"

#include "base/json.h"

namespace habitue {
namespace {

void write(JsonWriter& json, const Node& node) {
    switch (node.kind) {
        case Node::Kind::null: json.null(); return;
        case Node::Kind::boolean:
        case Node::Kind::number: json.raw(node.scalar); return;
        case Node::Kind::text: json.text(node.scalar); return;
        case Node::Kind::list:
            json.array();
            for (const Node& element : node.elements) write(json, element);
            json.end_array();
            return;
        case Node::Kind::map:
            json.object();
            for (size_t i = 0; i < node.keys.size(); ++i) {
                json.key(node.keys[i]);
                write(json, node.elements[i]);
            }
            json.end_object();
            return;
    }
}

}  // namespace

std::string position_text(const Node& node, std::string_view path) {
    std::string text;
    if (node.line > 0) text = "line " + std::to_string(node.line) + ", column " + std::to_string(node.column);
    if (!text.empty() && !path.empty()) text += ", ";
    text += path;
    return text;
}

std::string to_json(const Node& node) {
    std::string out;
    JsonWriter json(out);
    write(json, node);
    return out;
}

}  // namespace habitue
