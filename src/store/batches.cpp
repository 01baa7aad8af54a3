#include "store/batches.h"

#include <cassert>
#include <string>
#include <utility>
#include <variant>

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>

#include "tertulia/base/log.h"

#include "store/database.h"
#include "store/timing.h"

namespace tertulia::store {
namespace {

constexpr base::Duration kRetryInterval{1'000};

}  // namespace

Batches::Batches(reactor::Reactor& reactor, reactor::Worker& worker, Writer& writer,
                 Trouble& trouble)
    : reactor_(reactor),
      worker_(worker),
      writer_(writer),
      trouble_(trouble),
      retry_(reactor, [this] { submit(); }) {}

void Batches::store(chat::ArchiveBatch batch, chat::Archive::OnStored on_stored) {
  assert(!waiting_);
  waiting_.emplace(Waiting{std::move(batch), std::move(on_stored), reactor_.now()});
  submit();
}

void Batches::submit() {
  const auto work = [&writer = writer_, &waiting = *waiting_]() -> base::Result<std::monostate> {
    try {
      writer.store(waiting.batch);
    } catch (const SQLite::Exception& error) {
      return base::Error{describe(error)};
    }
    waiting.is_stored = true;
    return std::monostate{};
  };
  [[maybe_unused]] const auto job =
      worker_.submit(work, [this](const base::Result<std::monostate>& result) {
        if (result) return on_stored();
        on_failure(result.error());
      });
  assert(job);  // otherwise it would wait for ever
}

void Batches::on_failure(const std::string& reason) {
  failing_ = true;
  const bool told =
      trouble_.add(fmt::format("cannot store messages: {}; trying again each second", reason));
  told_ = told_ || told;
  retry_.start(kRetryInterval);
}

void Batches::on_stored() {
  failing_ = false;
  if (std::exchange(told_, false)) base::log::info("messages are stored again");
  stored_ += waiting_->batch.messages.size();
  add_to(timing_, reactor_.now() - waiting_->since);
  const auto on_stored = std::move(waiting_->on_stored);
  waiting_.reset();
  on_stored();
}

void Batches::finish() {
  if (!retry_.pending()) return;
  retry_.stop();
  submit();
}

void Batches::report_lost() const {
  if (!waiting_ || waiting_->is_stored) return;
  base::log::error(fmt::format("{} messages are lost, for they could not be stored", waiting()));
}

}  // namespace tertulia::store
