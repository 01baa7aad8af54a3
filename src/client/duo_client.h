#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tertulia/duo/conversation.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/dialer.h"
#include "tertulia/terminal/console.h"

#include "client/client.h"
#include "client/options.h"

namespace tertulia::client {

/// The client of `tertuliad --duo`: the guest's end of a conversation.
class DuoClient final : public Client,
                        private terminal::Console::Handler,
                        private duo::Conversation::Owner {
 public:
  DuoClient(reactor::Reactor& reactor, reactor::Connection connection, const Options& options);
  ~DuoClient() override;

  bool discard_input() override;
  void leave() override;
  void abort(std::string_view why) override;
  Ending finish() override;

 private:
  void on_line(std::string line) override;
  void on_end_of_input() override { leave(); }
  void on_printed() override { conversation_.handle_printed(); }
  void on_output_failed(std::string_view reason) override;
  void on_error(std::string_view line) override;
  void on_over(duo::Conversation& conversation, duo::Conversation::Outcome outcome) override;
  void on_delivered() override;

  void ask_name();
  void handle_name(const std::string& typed);

  reactor::Reactor& reactor_;
  std::string server_;
  Ending ending_;  // outlives the console, which reports its failures
  reactor::Deadlines deadlines_;
  std::unique_ptr<terminal::Console> console_;
  duo::Conversation conversation_;
  bool named_ = false;
  bool leaving_ = false;
};

}  // namespace tertulia::client
