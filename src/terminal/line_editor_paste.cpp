#include <string>
#include <string_view>
#include <utility>

#include "tertulia/base/text.h"

#include "terminal/line_editor.h"

namespace tertulia::terminal {
namespace {

/// If the end of a paste does not follow within this time, what the user may paste without a
/// question is shown.
constexpr base::Duration kSlowPaste{1'000};

/// The first key, with the character after an escape: together they are one key.
std::size_t key_size(std::string_view keys) {
  std::size_t size = keys.starts_with('\x1b') && keys.size() > 1 ? 2 : 1;
  while (size < keys.size() && base::continues_character(keys[size])) ++size;
  return size;
}

}  // namespace

bool LineEditor::handle_pasted(std::string_view& bytes) {
  const auto event = paste_->next(bytes);
  if (!event) return false;
  if (event->kind == Paste::Kind::end) {
    paste_.reset();
    end_paste();
  } else if (!discards_paste_) {
    guard_.max_lines > 0 ? hold(*event) : insert(*event);
  }
  return true;
}

void LineEditor::begin_paste() {
  if (asks_about_paste_) answer(false);
  line_.end_command();
  paste_.emplace();
  discards_paste_ = false;
  passed_lines_ = 0;
}

void LineEditor::insert(const Paste::Event& event) {
  event.kind == Paste::Kind::line ? line_.accept() : line_.insert(event.text);
}

void LineEditor::hold(const Paste::Event& event) {
  paste_timer_.start(kSlowPaste);
  if (held_.add(event)) return;
  discard_paste();
  discards_paste_ = true;
  print(filled(texts_.paste_too_large, std::to_string(kMaxHeldPaste)));
}

/// The terminal may have lost the end of the paste: the user must see what they type.
void LineEditor::handle_slow_paste() {
  if (passed_lines_ + held_.lines() > guard_.max_lines) return;
  passed_lines_ += held_.ended_lines();
  replays_ = true;
  defer();
}

void LineEditor::end_paste() {
  paste_timer_.stop();
  if (held_.empty()) return;
  if (passed_lines_ + held_.lines() > guard_.max_lines && guard_.max_lines > 0) {
    asks_about_paste_ = true;
    return print(guard_.question(held_.lines()));
  }
  replays_ = true;
}

bool LineEditor::replay() {
  const auto event = held_.next();
  replays_ = event.has_value();
  if (event) insert(*event);
  return true;
}

void LineEditor::answer(std::string_view& keys) {
  const auto key = keys.substr(0, key_size(keys));
  keys.remove_prefix(key.size());
  answer(key.size() == 1 && texts_.yes.find(key) != std::string::npos);
}

void LineEditor::answer(bool yes) {
  asks_about_paste_ = false;
  replays_ = yes;
  if (yes) return;
  held_.clear();
  print(texts_.nothing_sent);
}

/// Discards what is held. Returns whether that was anything.
bool LineEditor::discard_paste() {
  const bool discards = !held_.empty();
  if (std::exchange(asks_about_paste_, false)) print(texts_.nothing_sent);
  paste_timer_.stop();
  replays_ = false;
  held_.clear();
  return discards;
}

}  // namespace tertulia::terminal
