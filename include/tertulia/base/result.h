#pragma once

#include <string>
#include <utility>
#include <variant>

namespace tertulia::base {

/// Why there is no value: one line for a person, without a full stop.
struct Error {
  std::string message;
};

/// A value, or the reason why there is none. For mistakes that a peer or a user may make; a bug is
/// an assertion, and a failure to start is an exception (`StartFailure`).
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : held_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return std::holds_alternative<T>(held_); }
  /// Precondition: holds a value.
  const T& operator*() const& { return std::get<T>(held_); }
  T&& operator*() && { return std::get<T>(std::move(held_)); }
  const T* operator->() const { return &std::get<T>(held_); }
  /// Precondition: holds an error.
  const std::string& error() const { return std::get<Error>(held_).message; }

 private:
  std::variant<T, Error> held_;
};

}  // namespace tertulia::base
