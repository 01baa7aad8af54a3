#pragma once

#include <string>
#include <utility>
#include <variant>

namespace tertulia::base {

/// Why there is no value: one line of text for a person, without a full stop.
struct Error {
  std::string message;
};

/// A value, or an error. It is used where a peer or a user can make a mistake. A bug is an
/// assertion, and a failure to start is an exception (`StartFailure`).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : content_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return std::holds_alternative<T>(content_); }
  /// Precondition: holds a value.
  const T& operator*() const& { return std::get<T>(content_); }
  T&& operator*() && { return std::get<T>(std::move(content_)); }
  const T* operator->() const { return &std::get<T>(content_); }
  /// Precondition: holds an error.
  const std::string& error() const { return std::get<Error>(content_).message; }

 private:
  std::variant<T, Error> content_;
};

}  // namespace tertulia::base
