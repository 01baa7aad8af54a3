#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tertulia/base/clock.h"
#include "tertulia/terminal/console.h"
#include "tertulia/terminal/styled_line.h"
#include "tertulia/wire/json_client.h"

#include "client/mention.h"
#include "client/options.h"
#include "client/session.h"
#include "client/transcript.h"

namespace tertulia::client {

/// The colour of a name, from 1 to `terminal::kColors`: always the same for one name.
std::uint8_t color_of(std::string_view name);

/// Shows what comes in as the user wants to see it: with colours and the time, the user's own name
/// marked and announced by the bell. In a pipe it may be the server's JSON.
class Display {
 public:
  /// The console and the clock must outlive it.
  Display(terminal::Console& console, const base::Clock& clock, Look look);

  /// Shows a line of the client's own, such as a notice.
  void print(std::string_view line);
  void show(const wire::json::ServerEvent& event, const Session& session);

 private:
  void show(const Shown& line, std::string_view own_name);
  terminal::StyledLine styled(const Shown& line, const std::optional<TextPart>& mention) const;
  std::string timestamp() const;

  terminal::Console& console_;
  const base::Clock& clock_;
  Look look_;
};

}  // namespace tertulia::client
