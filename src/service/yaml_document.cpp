#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

#include "rules/text.h"
#include "service/documents.h"

namespace habitue::service {
namespace {

// Lets yaml-cpp read from text that is already in memory.
class TextBuffer : public std::streambuf {
  public:
    explicit TextBuffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data());  // a get area is never written to
        setg(begin, begin, begin + text.size());
    }
};

struct Refused {
    Fault fault;
};

// yaml-cpp counts columns in bytes; people count characters.
class Positions {
  public:
    explicit Positions(std::string_view text) : characters_before_(text.size() + 1), line_starts_{0} {
        uint32_t count = 0;
        for (size_t i = 0; i < text.size(); ++i) {
            const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
            if (begins) ++count;
            characters_before_[i + 1] = count;
            if (text[i] == '\n') line_starts_.push_back(i + 1);
        }
    }

    int line(const YAML::Mark& mark) const { return mark.line + 1; }
    int column(const YAML::Mark& mark) const {
        const size_t last = characters_before_.size() - 1;
        const size_t line = std::min<size_t>(mark.line, line_starts_.size() - 1);
        const size_t start = line_starts_[line], at = std::min(start + mark.column, last);
        return static_cast<int>(characters_before_[at] - characters_before_[start]) + 1;
    }
    std::string text(const YAML::Mark& mark) const {
        return "line " + std::to_string(line(mark)) + ", column " + std::to_string(column(mark));
    }

  private:
    std::vector<uint32_t> characters_before_;  // each byte
    std::vector<size_t> line_starts_;
};

// Builds the tree while yaml-cpp parses, and stops it at the first thing we do not take.
class TreeBuilder : public YAML::EventHandler {
  public:
    explicit TreeBuilder(const Positions& positions) : positions_(positions) {}
    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(mark, "", Node{}); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(mark, "aliases (*name) are not read here: write it out");
    }
    void OnAnchor(const YAML::Mark& mark, const std::string&) override {
        refuse(mark, "anchors (&name) are not read here: write it out where it is needed");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  const std::string& value) override {
        if (tag == "!" || tag == "tag:yaml.org,2002:str")
            add(mark, "", Node{Node::Kind::text, value, {}, {}, 0, 0});
        else
            add(mark, tag, plain(value));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, Node::Kind::list);
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, Node::Kind::map);
    }
    void OnMapEnd() override { open_.pop_back(); }

  private:
    [[noreturn]] void refuse(const YAML::Mark& mark, std::string what) const {
        throw Refused{Fault::invalid(positions_.text(mark), std::move(what))};
    }

    static Node plain(const std::string& value) {
        Node node;
        if (value.empty() || value == "~" || value == "null" || value == "Null" || value == "NULL") return node;
        node.kind = Node::Kind::text;
        node.scalar = value;
        if (value == "true" || value == "True" || value == "TRUE")
            node.kind = Node::Kind::boolean, node.scalar = "true";
        if (value == "false" || value == "False" || value == "FALSE")
            node.kind = Node::Kind::boolean, node.scalar = "false";
        if (is_json_number(value)) node.kind = Node::Kind::number;
        return node;
    }

    void open(const YAML::Mark& mark, const std::string& tag, Node::Kind kind) {
        if (open_.size() >= kDeepest)
            refuse(mark, "is nested more than " + std::to_string(kDeepest) + " levels deep");
        Node node;
        node.kind = kind;
        if (Node* placed = add(mark, tag == "!" ? "" : tag, std::move(node))) open_.push_back(placed);
    }

    // Where the node now stands; null when it is a key. Elements do not move while one of them is open.
    Node* add(const YAML::Mark& mark, const std::string& tag, Node node) {
        if (!tag.empty() && tag != "?") refuse(mark, "tags (" + tag + ") are not read here");
        node.line = positions_.line(mark);
        node.column = positions_.column(mark);
        if (open_.empty()) return &(root_ = std::move(node));
        Node& parent = *open_.back();
        if (parent.is_map() && parent.keys.size() == parent.elements.size()) {
            add_key(mark, parent, node);
            return nullptr;
        }
        return &parent.elements.emplace_back(std::move(node));
    }

    void add_key(const YAML::Mark& mark, Node& map, const Node& key) const {
        if (key.is_map() || key.is_list()) refuse(mark, "a key must be a text");
        if (key.kind == Node::Kind::null) refuse(mark, "a key is expected before ':'");
        if (map.find(key.scalar)) refuse(mark, "the key \"" + key.scalar + "\" stands here a second time");
        if (map.keys.size() == kMostKeys) refuse(mark, "a map has at most " + std::to_string(kMostKeys) + " keys");
        map.keys.push_back(key.scalar);
    }

    const Positions& positions_;
    Node root_;
    std::vector<Node*> open_;
};

Result<Node> parse(std::string_view text, const Positions& positions) {
    TextBuffer buffer(text);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    TreeBuilder tree(positions);
    if (!parser.HandleNextDocument(tree)) return Fault::invalid("", "the document is empty");
    Node root = tree.take();
    TreeBuilder second(positions);
    if (parser.HandleNextDocument(second)) {
        const Node other = second.take();
        return Fault::invalid(position_text(other, ""), "a second document begins here: one is expected");
    }
    return root;
}

}  // namespace

Result<Node> read_yaml(std::string_view text) {
    if (text.size() > kLargestDocument) return Fault::of(FaultKind::too_large, "the document is larger than 4 MiB");
    if (const auto bad = rules::first_invalid_byte(text))
        return Fault::invalid(rules::position_text(text, *bad), "the document is not valid UTF-8");
    if (const size_t nul = text.find('\0'); nul != std::string_view::npos)
        return Fault::invalid(rules::position_text(text, nul), "the document holds a zero byte");
    const Positions positions(text);
    try {
        return parse(text, positions);
    } catch (Refused& refused) {
        return std::move(refused.fault);
    } catch (const YAML::Exception& trouble) {
        return Fault::invalid(trouble.mark.is_null() ? "" : positions.text(trouble.mark), trouble.msg);
    }
}

}  // namespace habitue::service
