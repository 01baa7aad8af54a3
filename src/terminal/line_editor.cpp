#include "terminal/line_editor.h"

#include <algorithm>
#include <utility>

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "tertulia/base/log.h"
#include "tertulia/base/text.h"

#include "terminal/utf8.h"

namespace tertulia::terminal {
namespace {

/// An escape is the Escape key if the rest of a sequence does not follow within this time.
constexpr base::Duration kEscapeDelay{50};
constexpr std::size_t kMaxRead = 4'096;

}  // namespace

LineEditor::LineEditor(reactor::Reactor& reactor, Handler& handler)
    : reactor_(reactor),
      handler_(handler),
      output_(reactor, [this] { handle_printed(); }),
      line_(reactor, [this] { output_.request_flush(); }),
      watch_(reactor, STDIN_FILENO, [this] { read_terminal(); }),
      escape_timer_(reactor,
                    [this] {
                      escape_is_a_key_ = true;
                      defer();
                    }),
      paste_timer_(reactor, [this] { handle_slow_paste(); }),
      on_resize_(reactor, SIGWINCH,
                 [this] {
                   line_.resize();
                   defer();
                 }),
      on_stop_(reactor, SIGTSTP, [this] { stop_process(); }),
      on_continue_(reactor, SIGCONT, [this] {
        line_.redraw();
        defer();
      }) {
  watch_.pause();
  owns_log_ = ::isatty(STDERR_FILENO) != 0;
  if (owns_log_) base::log::redirect([this](std::string_view line) { print_log(line); });
}

LineEditor::~LineEditor() {
  if (owns_log_) base::log::redirect({});
  if (deferred_) reactor_.cancel(*this);
}

void LineEditor::print(std::string_view line) { print({{{std::string(line), {}}}}); }

void LineEditor::print(const StyledLine& line) {
  line_.print_above(line);
  defer();
}

void LineEditor::set_status(std::string_view text) {
  line_.set_status(text);
  defer();
}

void LineEditor::ring() {
  if (!output_.accepts_now()) return;
  line_.ring();
  defer();
}

void LineEditor::set_texts(Texts texts) {
  texts_ = std::move(texts);
  line_.set_translation_note(texts_.not_utf8);
}

/// Strangers cause log lines, so a terminal that nobody reads must not collect them.
void LineEditor::print_log(std::string_view line) {
  if (unprinted() < kHighWaterMark) return print(line);
  ++dropped_log_lines_;
}

void LineEditor::handle_printed() {
  if (!paused_ && !hung_up_) watch_.resume();
  if (dropped_log_lines_ > 0) {
    print(filled(texts_.log_lines_dropped, std::to_string(std::exchange(dropped_log_lines_, 0))));
  }
  handler_.on_printed();
}

void LineEditor::set_prompt(std::string_view prompt, History history) {
  line_.set_prompt(base::safe(prompt), history);
  defer();
}

void LineEditor::pause_input() {
  paused_ = true;
  watch_.pause();
}

void LineEditor::resume_input() {
  paused_ = false;
  if (!hung_up_) watch_.resume();
  defer();
}

void LineEditor::defer() {
  if (!std::exchange(deferred_, true)) reactor_.defer(*this);
}

void LineEditor::run() {
  deferred_ = false;
  handle_input();
  output_.request_flush();
}

void LineEditor::read_terminal() {
  defer();
  if (unprinted() >= kHighWaterMark) return watch_.pause();
  // At least one byte, since the terminal is readable: its end, if there is none.
  std::string chunk(std::clamp<std::size_t>(unread_bytes(), 1, kMaxRead), '\0');
  const auto count = ::read(STDIN_FILENO, chunk.data(), chunk.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count > 0) {
    bytes_.append(chunk, 0, static_cast<std::size_t>(count));
  } else {
    hung_up_ = true;
    watch_.pause();
  }
  escape_timer_.stop();
  escape_is_a_key_ = false;
}

/// What was typed before Ctrl-C may still be unread: it is handled first.
bool LineEditor::discard_input() {
  if (!hung_up_ && unread_bytes() > 0) read_terminal();
  handle_input();
  bool discards = line_.has_text() || (paste_ && !discards_paste_);
  discards = discard_paste() || discards;
  while (const auto outcome = line_.next_outcome()) {
    discards = true;
    if (outcome->kind == EditedLine::Kind::paste) begin_paste();
  }
  return discard_bytes() || discards;
}

/// The end of a paste must still be found.
bool LineEditor::discard_bytes() {
  discards_paste_ = paste_.has_value();
  while (paste_ && step()) {
  }
  const bool discards = !paste_ && !bytes_.empty();
  if (discards) bytes_.clear();
  line_.clear();
  defer();
  return discards;
}

void LineEditor::handle_input() {
  while (deliver() && step()) {
  }
  line_.show();
  if (hung_up_ && !paused_ && !std::exchange(end_reported_, true)) handler_.on_end_of_input();
}

bool LineEditor::deliver() {
  while (!paused_) {
    auto outcome = line_.next_outcome();
    if (!outcome) return true;
    deliver(std::move(*outcome));
  }
  return false;
}

void LineEditor::deliver(EditedLine::Outcome outcome) {
  switch (outcome.kind) {
    case EditedLine::Kind::line:
      return deliver_line(std::move(outcome));
    case EditedLine::Kind::end_of_input:
      return handler_.on_end_of_input();
    case EditedLine::Kind::paste:
      return begin_paste();
    case EditedLine::Kind::complete:
      return complete();
  }
}

bool LineEditor::step() {
  if (replays_) return replay();
  const auto whole = std::string_view(bytes_).substr(0, whole_characters(bytes_));
  if (whole.empty()) return false;
  auto rest = whole;
  const bool progressed = paste_ ? handle_pasted(rest) : handle_key(rest);
  bytes_.erase(0, whole.size() - rest.size());
  return progressed;
}

bool LineEditor::handle_key(std::string_view& keys) {
  auto rest = keys;
  const auto event = keys_.next(rest);
  switch (event.kind) {
    case KeyReader::Kind::key:
      asks_about_paste_ ? answer(keys) : feed(keys);
      return true;
    case KeyReader::Kind::sequence:
      keys = rest;
      handle_sequence(event.bytes);
      return true;
    case KeyReader::Kind::noise:
      keys = rest;
      return true;
    case KeyReader::Kind::escape:
      return handle_escape(keys);
    case KeyReader::Kind::incomplete:
      return false;
  }
  return false;
}

/// Readline reads ahead, but never beyond an escape: what follows may be no key.
void LineEditor::feed(std::string_view& keys) {
  auto rest = keys.substr(0, keys.find('\x1b', 1));
  const auto size = rest.size();
  line_.feed(rest);
  keys.remove_prefix(size - rest.size());
}

bool LineEditor::handle_escape(std::string_view& keys) {
  if (std::exchange(escape_is_a_key_, false)) {
    keys_.end_string();
    asks_about_paste_ ? answer(keys) : feed(keys);
    return true;
  }
  if (!escape_timer_.pending()) escape_timer_.start(kEscapeDelay);
  return false;
}

void LineEditor::handle_sequence(std::string_view sequence) {
  if (sequence.ends_with(kPasteBegin)) return begin_paste();
  const auto column = cursor_report_column(sequence);
  if (column && line_.handle_cursor_report(*column)) return;
  if (!line_.is_key(sequence)) return;
  if (asks_about_paste_) return answer(false);
  while (!sequence.empty()) line_.feed(sequence);
}

void LineEditor::stop_process() {
  line_.leave_terminal();
  output_.drain();
  stop_for_shell();
  line_.enter_terminal();
  defer();
}

}  // namespace tertulia::terminal
