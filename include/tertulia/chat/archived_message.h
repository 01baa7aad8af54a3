#pragma once

#include <cstddef>

#include "tertulia/chat/archive.h"
#include "tertulia/chat/event.h"

namespace tertulia::chat {

/// The bytes of a message's text and its author's name.
std::size_t size_of(const ArchivedMessage& message);
/// The message that an event tells.
ArchivedMessage to_archive(const Message& message);
/// The event that told the message. It refers to both.
Message from_archive(const ArchivedMessage& message, const RoomRef& room);

}  // namespace tertulia::chat
