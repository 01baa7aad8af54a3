#pragma once

#include <string>
#include <string_view>

namespace tertulia::store {

/// The form of a text in the search index, for messages and for questions alike: words between
/// blanks, without case and accents. Some scripts have no blanks between words, so each of their
/// characters becomes a word; in a question, such words must follow one another. Each emoji becomes
/// a word, too. Accepts any bytes.
std::string search_text(std::string_view text);

/// The expression in FTS5's language that finds the messages with all words of a question. Nothing
/// in the question has a meaning in that language.
std::string match_expression(std::string_view question);

}  // namespace tertulia::store
