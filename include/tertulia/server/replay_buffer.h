#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/chat/ids.h"
#include "tertulia/reactor/send_budget.h"

namespace tertulia::server {

class ReplayBuffer;

/// Bounds the memory of all replay buffers together, strictly: after each call they hold at most
/// `limit()`. If a line does not fit, the largest buffer drops its oldest lines. So a busy room
/// cannot take the memory of the others. What the buffers hold counts as waiting data.
class ReplayPool {
 public:
  /// The part (1/8) of the send budget that the buffers may hold. It is well below a quarter, from
  /// which on a strained budget is not strained any more.
  static constexpr std::size_t kBudgetDivisor = 8;

  /// The budget must outlive the pool, and the pool the buffers.
  explicit ReplayPool(reactor::SendBudget& budget) : budget_(budget) {}
  ReplayPool(const ReplayPool&) = delete;
  ReplayPool& operator=(const ReplayPool&) = delete;

  std::size_t limit() const { return budget_.limit() / kBudgetDivisor; }
  std::size_t used() const { return used_; }
  /// The limit of each buffer, from now on.
  void set_buffer_limit(std::size_t bytes) { buffer_limit_ = bytes; }
  std::size_t buffer_limit() const { return buffer_limit_; }

 private:
  friend class ReplayBuffer;
  void add(std::size_t bytes);
  void remove(std::size_t bytes);
  void make_room();

  reactor::SendBudget& budget_;
  std::size_t buffer_limit_ = 0;
  std::size_t used_ = 0;
  std::size_t kept_ = 0;  // of it, in buffers that keep all lines
  std::vector<ReplayBuffer*> buffers_;
};

/// The latest lines of one room, or of one client's private messages, for clients that resume. It
/// drops its oldest lines when there are too many, and knows up to which entry it has dropped them.
class ReplayBuffer {
 public:
  struct Line {
    chat::EntryId id;
    std::string text;
  };
  /// What a line costs besides its text.
  static constexpr std::size_t kLineCost = 64;

  /// `edge`: all lines after this entry will be appended.
  ReplayBuffer(ReplayPool& pool, chat::EntryId edge);
  ~ReplayBuffer();
  ReplayBuffer(const ReplayBuffer&) = delete;
  ReplayBuffer& operator=(const ReplayBuffer&) = delete;

  /// The id must be higher than all before it.
  void append(chat::EntryId id, std::string_view line);
  /// It has all lines after this entry.
  chat::EntryId edge() const { return edge_; }
  /// The entry that was appended last, or `edge()`.
  chat::EntryId last() const { return lines().empty() ? edge_ : lines().back().id; }
  std::span<const Line> lines() const { return std::span(lines_).subspan(dropped_); }

  /// From now on it drops no line, and lines may be appended only if they fit. All buffers that
  /// keep their lines may use a half of the pool.
  void keep_all(bool on);
  /// Whether a line of this size fits without dropping another.
  bool fits(std::size_t line) const;

 private:
  friend class ReplayPool;
  void drop_oldest();
  bool is_too_large() const;

  ReplayPool& pool_;
  std::size_t index_;  // in the pool
  chat::EntryId edge_;
  std::size_t bytes_ = 0;
  bool keeps_all_ = false;
  std::vector<Line> lines_;
  std::size_t dropped_ = 0;  // lines at the beginning that are not removed yet
};

}  // namespace tertulia::server
