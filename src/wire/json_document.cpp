#include "wire/json_document.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "tertulia/wire/json.h"
#include "tertulia/wire/json_client.h"

namespace tertulia::wire::json {

using Kind = Element::Kind;

/// Receives the parts of a line in their order. The parser stops where a function returns false.
class Document::Builder {
 public:
  explicit Builder(Document& document) : document_(document) {}

  bool null() { return add(Kind::other); }
  bool boolean(bool value) { return add(Kind::boolean, value ? 1 : 0); }
  bool number_integer(std::int64_t /*negative*/) { return null(); }
  bool number_unsigned(std::uint64_t value) {
    return value > kMaxInteger ? null() : add(Kind::integer, value);
  }
  bool number_float(double /*value*/, const std::string& /*text*/) { return null(); }
  bool string(const std::string& text) { return add(Kind::text, 0, keep(text)); }
  bool binary(const nlohmann::json::binary_t& /*value*/) { return false; }
  bool start_object(std::size_t /*size*/) { return open(Kind::object); }
  bool end_object() { return close(); }
  bool start_array(std::size_t /*size*/) { return !open_.empty() && open(Kind::array); }
  bool end_array() { return close(); }
  bool key(const std::string& name) {
    name_ = keep(name);
    return true;
  }
  template <class Exception>
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/, const Exception& /*error*/) {
    return false;
  }

 private:
  Text keep(std::string_view text) {
    const Text kept{static_cast<std::uint32_t>(document_.texts_.size()),
                    static_cast<std::uint32_t>(text.size())};
    document_.texts_ += text;
    return kept;
  }

  bool add(Kind kind, std::uint64_t value = 0, Text text = {}) {
    auto& nodes = document_.nodes_;
    const bool root = nodes.empty();
    if (nodes.size() == kMaxValues || (root && kind != Kind::object)) return false;
    const auto end = static_cast<std::uint32_t>(nodes.size() + 1);
    nodes.push_back({kind, end, std::exchange(name_, {}), text, value});
    return true;
  }
  bool open(Kind kind) {
    if (open_.size() == kMaxDepth || !add(kind)) return false;
    open_.push_back(document_.nodes_.size() - 1);
    return true;
  }
  bool close() {
    auto& nodes = document_.nodes_;
    nodes[open_.back()].end = static_cast<std::uint32_t>(nodes.size());
    open_.pop_back();
    return true;
  }

  Document& document_;
  std::vector<std::size_t> open_;  // the objects and arrays that have not ended
  Text name_;                      // of the next value
};

std::optional<Document> Document::parse(std::string_view line) {
  if (line.size() > kMaxServerLine) return std::nullopt;
  if (line.find('\0') != std::string_view::npos) return std::nullopt;  // the parser would end there
  std::optional<Document> document(std::in_place);
  Builder builder(*document);
  if (!nlohmann::json::sax_parse(line.begin(), line.end(), &builder)) return std::nullopt;
  return document;
}

Kind Element::kind() const { return document_.nodes_[index_].kind; }

std::string_view Element::text() const { return document_.view(document_.nodes_[index_].text); }

std::uint64_t Element::integer() const { return document_.nodes_[index_].value; }

bool Element::boolean() const { return document_.nodes_[index_].value != 0; }

std::optional<Element> Element::find(std::string_view name) const {
  const auto& nodes = document_.nodes_;
  if (kind() != Kind::object) return std::nullopt;
  for (auto i = index_ + 1; i < nodes[index_].end; i = nodes[i].end) {
    if (document_.view(nodes[i].name) == name) return Element(document_, i);
  }
  return std::nullopt;
}

std::vector<Element> Element::children() const {
  const auto& nodes = document_.nodes_;
  std::vector<Element> all;
  for (auto i = index_ + 1; i < nodes[index_].end; i = nodes[i].end) all.emplace_back(document_, i);
  return all;
}

}  // namespace tertulia::wire::json
