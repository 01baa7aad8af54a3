/// What happens to the peer's records.
#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

#include "fuzz/tls_talk.h"

namespace tertulia::fuzz {
namespace {

constexpr std::size_t kHeader = 5;

std::size_t record_size(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(bytes[i])}; };
  return kHeader + (at(3) << 8U) + at(4);
}

}  // namespace

void TlsTalk::take_records() {
  auto bytes = end_->take_output();
  for (std::string_view left = bytes; !left.empty();) {
    const auto record = left.substr(0, record_size(left));
    wire_.emplace_back(record);
    left.remove_prefix(record.size());
  }
}

void TlsTalk::put(std::string_view bytes) {
  if (far_.fd() < 0) return;
  delivered_ += bytes;
  unsent_ += bytes;
  const auto sent = ::send(far_.fd(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) unsent_.erase(0, static_cast<std::size_t>(sent));
  if (sent < 0 && errno != EAGAIN) unsent_.clear();
}

void TlsTalk::deliver_record() {
  if (wire_.empty()) return;
  put(wire_.front());
  wire_.pop_front();
}

void TlsTalk::deliver(std::size_t bytes) {
  if (wire_.empty() || bytes == 0) return;
  auto& record = wire_.front();
  if (bytes >= record.size()) return deliver_record();
  put(std::string_view(record).substr(0, bytes));
  record.erase(0, bytes);
}

void TlsTalk::deliver_all() {
  while (!wire_.empty()) deliver_record();
}

void TlsTalk::drop_record() {
  if (wire_.empty()) return;
  tamper();
  wire_.pop_front();
}

void TlsTalk::repeat_record(std::size_t which) {
  if (wire_.empty()) return;
  tamper();
  wire_.push_back(wire_[which % wire_.size()]);
}

void TlsTalk::swap_records() {
  if (wire_.size() < 2) return;
  tamper();
  std::swap(wire_[0], wire_[1]);
}

void TlsTalk::damage(std::size_t where, std::size_t bits) {
  if (wire_.empty() || bits == 0) return;
  tamper();
  auto& record = wire_.front();
  auto& byte = record[where % record.size()];
  byte = static_cast<char>(byte ^ static_cast<char>(bits));
}

/// Not within the first 4 bytes, which the server wants together.
void TlsTalk::divide_record(std::size_t size) {
  if (wire_.empty() || size < 4) return;
  const auto record = wire_.front();
  if (record.size() <= kHeader || record.front() != support::RecordForger::kHandshake ||
      record.size() != record_size(record)) {
    return;
  }
  wire_.pop_front();
  std::deque<std::string> parts;
  for (auto rest = std::string_view(record).substr(kHeader); !rest.empty();) {
    const auto part = rest.substr(0, size);
    auto header = record.substr(0, 3);
    header += static_cast<char>(part.size() >> 8U);
    header += static_cast<char>(part.size() & 0xFFU);
    parts.push_back(header + std::string(part));
    rest.remove_prefix(part.size());
  }
  wire_.insert(wire_.begin(), parts.begin(), parts.end());
}

void TlsTalk::insert(std::string_view bytes) {
  if (bytes.empty()) return;
  tamper();
  wire_.emplace_front(bytes);
}

}  // namespace tertulia::fuzz
