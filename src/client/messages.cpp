#include "client/messages.h"

#include "tertulia/base/translate.h"

namespace tertulia::client::messages {

using base::tr;
using base::trn;

std::string no_answer() { return tr("no answer (is it a tertulia server?)"); }

std::string no_longer_answers() { return tr("the server no longer answers"); }

std::string no_goodbye() { return tr("the server did not say goodbye"); }

std::string connection_lost() { return tr("the connection was lost"); }

std::string line_too_long_to_show() {
  return tr("The server sent a line that is too long to show");
}

std::string cannot_write_output(std::string_view reason) {
  return tr("tertulia: cannot write the output: {}", reason);
}

std::string lines_not_sent(std::size_t lines) {
  return trn("{} line was not sent", "{} lines were not sent", lines);
}

std::string earlier_not_shown(std::size_t messages) {
  return trn("{} message of somebody whom you ignore is not shown",
             "{} messages of somebody whom you ignore are not shown", messages);
}

std::string lines_perhaps_not_stored(std::size_t lines) {
  return trn("{} line was perhaps not stored", "{} lines were perhaps not stored", lines);
}

std::string lines_waiting(std::size_t lines) {
  return trn("{} line waiting", "{} lines waiting", lines);
}

std::string first_line_is_name() {
  return tr(" (the first line of the input is the name; see --name)");
}

std::string needs_password() { return tr("the name is registered; see --password-file"); }

std::string unsafe_password() {
  return tr("the name is registered, and the password is not sent without TLS");
}

std::string unsafe_line() {
  return tr("the line has a password, and is not sent without TLS: others could read it");
}

std::string password_for_everyone() {
  return tr("the line has a password, and is not posted; --commands takes it as a command");
}

}  // namespace tertulia::client::messages
