#pragma once

namespace tertulia::chat {

/// Why a request of a client fails. It is a value and not a text: each dialect has its own words.
enum class Problem {
  name_empty,
  name_too_long,
  name_character,  ///< It has a character other than letters, digits, marks, `-`, `_` and `.`.
  name_no_letter,  ///< It has neither a letter nor a digit.
  name_mixed,      ///< It has letters of more than one alphabet.
  name_reserved,
  name_taken,
  name_address,  ///< It could be meant as the address of a machine.
  name_alike,    ///< It looks like a registered name, or, to be registered, like one that is here.
  password_required,
  password_wrong,
  password_unsafe,  ///< Others could read the password on its way.
  password_length,  ///< It is too short or too long.
  passwords_busy,   ///< There were too many tries. Try again later.
  too_many_tries,   ///< The same of this connection, which is closed.
  key_required,     ///< The name belongs to a key, and the client has not shown it.
  no_key,           ///< The client's connection has shown no key.
  bad_key,          ///< That is no fingerprint.
  known_key,        ///< The account has that key already.
  unknown_key,      ///< It does not have it.
  last_key,         ///< Nobody could prove to own the name without it.
  too_many_keys,
  not_kept,  ///< The server keeps nothing, and so no accounts.
  registered_before,
  not_registered,     ///< The client's name, or the named one.
  registered_enough,  ///< The client's address has registered as many names as it may.
  too_many_accounts,
  operator_name,      ///< The configuration makes it an operator's name.
  not_administrator,  ///< Only the administrator may do that.
  server_operator_before,
  no_server_operator,
  configured_operator,  ///< The configuration makes it an operator.
  no_such_member,
  recipient_busy,  ///< The recipient reads too slowly to get more private messages now.
  room_empty,      ///< No room is named.
  no_such_room,
  not_in_room,
  room_private,     ///< The client is not invited.
  kicked_out,       ///< It was kicked from the room, and must stay out for a while.
  room_lost,        ///< It was kicked, and the message was meant for that room.
  room_left,        ///< The client was no member of the room any more when its message was ordered.
  not_stored,       ///< The message was sent, but the archive will not have it.
  too_many_rooms,   ///< The server has as many rooms as it may have.
  too_many_joined,  ///< The client is in as many rooms as it may be in.
  too_many_founded,  ///< The account has made as many rooms as it may.
  not_operator,      ///< The client does not run the room.
  lobby_stays,       ///< Nobody can leave the lobby.
  topic_too_long,
  not_here,             ///< The named member is not in the room.
  runs_room,            ///< The named member runs the room, and cannot be kicked.
  made_room,            ///< The named member has made the room, and always runs it.
  already_operator,     ///< The named member runs the room already.
  no_operator,          ///< The named member does not run the room.
  not_server_operator,  ///< The client does not run the server.
  runs_server,          ///< The named member runs the server.
  lobby_is_open,        ///< The lobby is for everyone, and nobody runs it.
  no_member,            ///< Only members may do that, and this client is none.
  bans_itself,          ///< The ban would keep out its author.
  bans_operator,        ///< The ban would keep out another who runs the server.
  bans_everybody,
  too_many_bans,
  not_ban_target,  ///< The text is neither a name nor an address.
  reason_too_long,
  not_banned,
  not_muted,
  muted,               ///< The client may not speak to others now.
  name_banned,         ///< Nobody may have this name now.
  guests_not_allowed,  ///< The name is not registered, and only such names may come in.
  unknown_command,
  indented_command,  ///< A blank precedes the slash; it could be meant as a message or as a
                     ///< command.
  missing_argument,
  invalid_argument,
  no_history,  ///< The server keeps no messages.
  history_failed,
  not_utf8,
  not_logged_in,      ///< Only a client with a name may request this.
  already_logged_in,  ///< The client has a name already.
  unknown_session,    ///< No such session can be resumed.
  server_full,
  address_full
};

}  // namespace tertulia::chat
