#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tertulia/base/rate_limiter.h"
#include "tertulia/base/recent_bytes.h"
#include "tertulia/base/units.h"
#include "tertulia/chat/delivery.h"
#include "tertulia/chat/ids.h"
#include "tertulia/server/request_numbers.h"
#include "tertulia/server/resume_memory.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::server {

/// The state of a client that outlives its connection. It owns its values: it can move from one
/// session to another on a new connection, even in the middle of a line.
struct SessionState {
  enum class Phase : unsigned char {
    login,   ///< It has no name yet.
    member,  ///< It has a name.
    closing  ///< It only receives the rest of its output; its input is discarded.
  };

  /// A request whose command is pending, as its answers must repeat it.
  struct PendingRequest {
    std::string tag;
    chat::Number number = 0;
  };

  SessionState(chat::MemberId client, const base::RateLimiter& rate, base::Instant opened)
      : id(client), limiter(rate), opened_at(opened) {}

  chat::MemberId id;
  Phase phase = Phase::login;
  std::string name;                         ///< Empty before `member`.
  std::vector<chat::RoomId> rooms;          ///< Empty before `member`.
  std::string host;                         ///< The address of its connection; see `Peer`.
  const wire::Dialect* dialect = nullptr;   ///< Null until the first byte.
  std::unique_ptr<wire::Decoder> decoder;   ///< With a partial request; null until the first byte.
  std::string unread;                       ///< Input that was received but not decoded.
  std::unique_ptr<RequestNumbers> numbers;  ///< Null until it has numbered a request.
  std::unique_ptr<ResumeMemory> memory;     ///< Null if it cannot resume.
  base::RateLimiter limiter;                ///< The tokens left, and whether it is throttled.
  base::RecentBytes recent;                 ///< What it has sent recently; see `Backpressure`.
  base::Instant opened_at;                  ///< When its login began.
  bool prompted = false;                    ///< The server has asked it for its name.
  bool has_input = false;                   ///< It has sent at least one byte that counts.
  std::optional<PendingRequest> pending;    ///< A command of it is pending.
  bool encrypted = false;                   ///< Its connection uses TLS.
  bool tls_required = false;                ///< Its connection must use TLS.
  chat::Trust trust = chat::Trust::none;    ///< Of its connection.
  /// Whether it is counted as a client. A connection that is not may only resume a session, which
  /// has its place already.
  bool counted = true;
};

}  // namespace tertulia::server
