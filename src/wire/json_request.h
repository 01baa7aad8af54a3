#pragma once

#include <cstddef>
#include <variant>

#include "tertulia/wire/dialect.h"

#include "wire/json_fields.h"

namespace tertulia::wire::json {

/// The client, as far as it matters to its requests.
struct ClientState {
  bool logged_in = false;
  std::size_t max_line = 0;  ///< Maximum length of a text in bytes.
};

using Request = std::variant<chat::Command, ResumeRequest, DecodeError>;

/// Makes a request of the fields of a line; it points into them.
Request make_request(const Fields& fields, const ClientState& client);
/// What the answers to this request repeat. It is empty where the line has no valid value.
RequestInfo request_info(const Fields& fields);

/// An error of a line that no request can be made of.
DecodeError bad_json();

}  // namespace tertulia::wire::json
