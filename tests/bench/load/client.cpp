#include "bench/load/client.h"

#include <stdexcept>

#include <fmt/core.h>
#include <sys/epoll.h>

namespace tertulia::bench {

Client::Client(Owner& owner, const Dialect& dialect, std::size_t index, Connection::Way way,
               Stage goal, int receive_buffer)
    : owner_(owner),
      dialect_(dialect),
      index_(index),
      name_(fmt::format("c{}", index)),
      goal_(goal),
      connection_(way, receive_buffer),
      watched_(EPOLLIN | EPOLLOUT) {
  owner_.watch(*this, watched_, EPOLL_CTL_ADD);
}

void Client::send(std::string_view bytes) {
  connection_.send(bytes);
  watch();
}

void Client::enter() {
  stage_ = Stage::entering;
  goal_ = Stage::inside;
  send(dialect_.enter(name_));
}

void Client::leave() {
  stage_ = Stage::leaving;
  send(dialect_.leave());
}

std::string Client::next_name() const {
  return fmt::format("r{}x{}", index_, answers(Line::Kind::renamed));
}

void Client::stall() {
  may_be_cut_off_ = true;
  reading_ = false;
  watch();
}

void Client::resume() {
  reading_ = true;
  watch();
}

void Client::take(std::uint32_t events) {
  if (stage_ == Stage::connecting) {
    connection_.check_connected();
    stage_ = Stage::registering;
    if (dialect_.hello == nullptr) {
      advance();
    } else {
      send(dialect_.hello(name_));
    }
  }
  if ((events & EPOLLOUT) != 0) connection_.flush();
  const bool readable = (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0;
  if (readable && connection_.receive(*this) == Connection::Progress::ended) return end();
  watch();
}

void Client::on_line(std::string_view line) {
  ++lines_;
  owner_.on_line(*this, line);
}

void Client::advance() {
  stage_ = Stage::registered;
  if (goal_ == Stage::inside) enter();
}

void Client::execute(const Line& line) {
  using Kind = Line::Kind;
  if (line.kind == Kind::registered) advance();
  if (line.kind == Kind::ping) send(line.subject);
  const bool inside = line.kind == Kind::listed || line.kind == Kind::entered;
  if (stage_ == Stage::entering && inside) {
    stage_ = Stage::inside;
  } else {
    count(line);
  }
  const bool own = line.subject == name_;
  if (own && line.kind == Kind::left && stage_ == Stage::leaving) stage_ = Stage::gone;
}

void Client::count(const Line& line) {
  const bool renamed = line.kind == Line::Kind::renamed;
  if (renamed && line.subject != name_) return;
  if (renamed) name_ = next_name();
  ++answers_[static_cast<std::size_t>(line.kind)];
}

void Client::end() {
  if (stage_ != Stage::leaving && !may_be_cut_off_) {
    throw std::runtime_error(fmt::format("the server closed the connection of client {}", index_));
  }
  stage_ = Stage::gone;
  connection_.close();
}

void Client::watch() {
  if (fd() < 0) return;
  std::uint32_t wanted = 0;
  if (reading_) wanted |= EPOLLIN;
  if (connection_.unsent()) wanted |= EPOLLOUT;
  if (wanted == watched_) return;
  watched_ = wanted;
  owner_.watch(*this, wanted, EPOLL_CTL_MOD);
}

}  // namespace tertulia::bench
