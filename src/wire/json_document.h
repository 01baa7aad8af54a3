#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tertulia::wire::json {

class Document;

/// One value of a document, which must outlive it.
class Element {
 public:
  enum class Kind : unsigned char {
    object,
    array,
    text,
    integer,  ///< From 0 to `kMaxInteger`.
    boolean,
    other
  };

  Element(const Document& document, std::size_t index) : document_(document), index_(index) {}

  Kind kind() const;
  /// Of a text: well-formed UTF-8, with any control character.
  std::string_view text() const;
  std::uint64_t integer() const;
  bool boolean() const;
  /// The first member of this name. Nothing if there is none, or if this is no object.
  std::optional<Element> find(std::string_view name) const;
  /// The values of an array or an object.
  std::vector<Element> children() const;

 private:
  const Document& document_;
  std::size_t index_;
};

/// A JSON object in one line, for readers that look for the fields that they know. Its memory is
/// bounded by the length of the line, and by `kMaxValues`.
class Document {
 public:
  /// Nothing if the line is not one object (RFC 8259) in UTF-8, if it is deeper than `kMaxDepth`,
  /// or if it has more than `kMaxValues` values.
  static std::optional<Document> parse(std::string_view line);

  Element root() const { return {*this, 0}; }

 private:
  friend class Element;
  class Builder;

  struct Text {
    std::uint32_t offset = 0;  // in texts_
    std::uint32_t size = 0;
  };
  /// The descendants of a value follow it.
  struct Node {
    Element::Kind kind;
    std::uint32_t end;    // the index after the last descendant
    Text name;            // of a member of an object
    Text text;            // if it is one
    std::uint64_t value;  // if it is an integer or a boolean
  };

  std::string_view view(Text text) const {
    return std::string_view(texts_).substr(text.offset, text.size);
  }

  std::vector<Node> nodes_;
  std::string texts_;
};

}  // namespace tertulia::wire::json
