#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tertulia/base/result.h"
#include "tertulia/base/units.h"
#include "tertulia/reactor/endpoint.h"

#include "client/options.h"

/// How the values of settings are read and shown; see `Setting`.
namespace tertulia::client {

base::Result<reactor::Endpoint> read_server(std::string_view text);
/// At most 168 hours.
base::Result<base::Duration> read_duration(std::string_view text);
base::Result<std::uint64_t> read_count(std::string_view text, std::uint64_t max);
base::Result<TlsMode> read_tls(std::string_view text);
std::string show_tls(TlsMode mode);
base::Result<ColorUse> read_color(std::string_view text);
std::string show_color(ColorUse use);
/// Nothing for an empty text.
base::Result<std::optional<std::string>> read_pin(std::string_view text);
/// The name of a room, with or without `#`; an empty text stays empty.
base::Result<std::string> read_room(std::string_view text);
base::Result<std::string> read_file_name(std::string_view text);

}  // namespace tertulia::client
