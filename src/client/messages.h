#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// What several clients say to their user, in the user's language.
namespace tertulia::client::messages {

std::string no_answer();
std::string no_longer_answers();
std::string no_goodbye();
std::string connection_lost();
std::string line_too_long_to_show();
std::string cannot_write_output(std::string_view reason);
std::string lines_not_sent(std::size_t lines);
std::string lines_waiting(std::size_t lines);
/// The name was the first line of a pipe, which may have been meant as a message.
std::string first_line_is_name();
std::string needs_password();
std::string unsafe_password();
/// A line that would show a password to others on the way.
std::string unsafe_line();
/// A line of a pipe that would be posted with a password.
std::string password_for_everyone();
/// Of users that the user ignores, in the history or among what was found.
std::string earlier_not_shown(std::size_t messages);
/// Nobody knows about these.
std::string lines_perhaps_not_stored(std::size_t lines);

}  // namespace tertulia::client::messages
