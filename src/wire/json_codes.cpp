#include "wire/json_codes.h"

#include <array>

#include "wire/problem_rows.h"

namespace tertulia::wire::json {
namespace {

using chat::Problem;

struct ProblemRow {
  Problem problem;
  std::string_view code;
};

constexpr std::array kCodes{
    ProblemRow{Problem::name_empty, "name_empty"},
    ProblemRow{Problem::name_too_long, "name_too_long"},
    ProblemRow{Problem::name_character, "name_character"},
    ProblemRow{Problem::name_no_letter, "name_no_letter"},
    ProblemRow{Problem::name_mixed, "name_mixed"},
    ProblemRow{Problem::name_reserved, "name_reserved"},
    ProblemRow{Problem::name_taken, "name_taken"},
    ProblemRow{Problem::name_address, "name_address"},
    ProblemRow{Problem::name_alike, "name_alike"},
    ProblemRow{Problem::password_required, "password_required"},
    ProblemRow{Problem::password_wrong, "password_wrong"},
    ProblemRow{Problem::password_unsafe, "password_unsafe"},
    ProblemRow{Problem::password_length, "password_length"},
    ProblemRow{Problem::passwords_busy, "passwords_busy"},
    ProblemRow{Problem::too_many_tries, "too_many_tries"},
    ProblemRow{Problem::key_required, "key_required"},
    ProblemRow{Problem::no_key, "no_key"},
    ProblemRow{Problem::bad_key, "bad_key"},
    ProblemRow{Problem::known_key, "known_key"},
    ProblemRow{Problem::unknown_key, "unknown_key"},
    ProblemRow{Problem::last_key, "last_key"},
    ProblemRow{Problem::too_many_keys, "too_many_keys"},
    ProblemRow{Problem::not_kept, "not_kept"},
    ProblemRow{Problem::registered_before, "registered_before"},
    ProblemRow{Problem::not_registered, "not_registered"},
    ProblemRow{Problem::registered_enough, "registered_enough"},
    ProblemRow{Problem::too_many_accounts, "too_many_accounts"},
    ProblemRow{Problem::operator_name, "operator_name"},
    ProblemRow{Problem::not_administrator, "not_administrator"},
    ProblemRow{Problem::server_operator_before, "server_operator_before"},
    ProblemRow{Problem::no_server_operator, "no_server_operator"},
    ProblemRow{Problem::configured_operator, "configured_operator"},
    ProblemRow{Problem::no_such_member, "no_such_member"},
    ProblemRow{Problem::recipient_busy, "recipient_busy"},
    ProblemRow{Problem::room_empty, "room_empty"},
    ProblemRow{Problem::no_such_room, "no_such_room"},
    ProblemRow{Problem::not_in_room, "not_in_room"},
    ProblemRow{Problem::room_private, "room_private"},
    ProblemRow{Problem::kicked_out, "kicked_out"},
    ProblemRow{Problem::room_lost, "room_lost"},
    ProblemRow{Problem::room_left, "room_left"},
    ProblemRow{Problem::not_stored, "not_stored"},
    ProblemRow{Problem::too_many_rooms, "too_many_rooms"},
    ProblemRow{Problem::too_many_joined, "too_many_joined"},
    ProblemRow{Problem::too_many_founded, "too_many_founded"},
    ProblemRow{Problem::not_operator, "not_operator"},
    ProblemRow{Problem::lobby_stays, "lobby_stays"},
    ProblemRow{Problem::topic_too_long, "topic_too_long"},
    ProblemRow{Problem::not_here, "not_here"},
    ProblemRow{Problem::runs_room, "runs_room"},
    ProblemRow{Problem::made_room, "made_room"},
    ProblemRow{Problem::already_operator, "already_operator"},
    ProblemRow{Problem::no_operator, "no_operator"},
    ProblemRow{Problem::not_server_operator, "not_server_operator"},
    ProblemRow{Problem::runs_server, "runs_server"},
    ProblemRow{Problem::lobby_is_open, "lobby_is_open"},
    ProblemRow{Problem::no_member, "no_member"},
    ProblemRow{Problem::bans_itself, "bans_itself"},
    ProblemRow{Problem::bans_operator, "bans_operator"},
    ProblemRow{Problem::bans_everybody, "bans_everybody"},
    ProblemRow{Problem::too_many_bans, "too_many_bans"},
    ProblemRow{Problem::not_ban_target, "not_ban_target"},
    ProblemRow{Problem::reason_too_long, "reason_too_long"},
    ProblemRow{Problem::not_banned, "not_banned"},
    ProblemRow{Problem::not_muted, "not_muted"},
    ProblemRow{Problem::muted, "muted"},
    ProblemRow{Problem::name_banned, "name_banned"},
    ProblemRow{Problem::guests_not_allowed, "guests_not_allowed"},
    ProblemRow{Problem::unknown_command, "unknown_command"},
    ProblemRow{Problem::indented_command, "indented_command"},
    ProblemRow{Problem::missing_argument, "missing_argument"},
    ProblemRow{Problem::invalid_argument, "invalid_argument"},
    ProblemRow{Problem::no_history, "no_history"},
    ProblemRow{Problem::history_failed, "history_failed"},
    ProblemRow{Problem::not_utf8, "not_utf8"},
    ProblemRow{Problem::not_logged_in, "not_logged_in"},
    ProblemRow{Problem::already_logged_in, "already_logged_in"},
    ProblemRow{Problem::unknown_session, "unknown_session"},
    ProblemRow{Problem::server_full, "server_full"},
    ProblemRow{Problem::address_full, "address_full"},
};

static_assert(has_row_for_each_problem(kCodes));

}  // namespace

std::string_view code_of(Problem problem) { return row_of(problem, kCodes).code; }

}  // namespace tertulia::wire::json
