#include <string>
#include <string_view>
#include <utility>

#include "terminal/completion.h"
#include "terminal/line_editor.h"

namespace tertulia::terminal {

void LineEditor::keep_history(const std::string& path) {
  const HistoryFile file(path);
  const auto lines = file.load();
  if (!lines) return print(filled(texts_.history_failed, lines.error()));
  line_.load_history(*lines);
  history_file_ = file;
}

/// The handler may say that the line must be forgotten, so it is written only afterwards.
void LineEditor::deliver_line(EditedLine::Outcome outcome) {
  if (outcome.kept) unwritten_ = outcome.text;
  handler_.on_line(std::move(outcome.text));
  const auto line = std::exchange(unwritten_, {});
  if (history_file_ && !line.empty()) check_history(history_file_->append(line));
}

void LineEditor::forget(std::string_view line) {
  line_.forget(line);
  if (unwritten_ == line) unwritten_.clear();
  if (history_file_) check_history(history_file_->forget(line));
}

void LineEditor::check_history(const base::Result<std::monostate>& result) {
  if (result) return;
  history_file_.reset();
  print(filled(texts_.history_failed, result.error()));
}

void LineEditor::set_completer(Completer completer) {
  completer_ = std::move(completer);
  line_.set_completes(completer_ != nullptr);
}

void LineEditor::complete() {
  if (!completer_) return;
  const std::string line(line_.text());
  const auto point = line_.point();
  const auto candidates = completer_(line, point);
  const auto begin = word_begin(line, point);
  const auto word = std::string_view(line).substr(begin, point - begin);
  if (const auto text = completed(word, candidates); text != word) {
    line_.replace_before_point(begin, text);
  } else if (candidates.size() > 1 && completes_again()) {
    for (const auto& row : list_candidates(candidates, line_.terminal(), texts_.more)) print(row);
  }
  completed_ = {std::string(line_.text()), line_.point()};
}

/// Whether nothing has changed since the last Tab.
bool LineEditor::completes_again() {
  return completed_ && completed_->first == line_.text() && completed_->second == line_.point();
}

}  // namespace tertulia::terminal
