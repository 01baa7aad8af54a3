"""The core tests, on each back end of the event loop."""

import sys
import unittest

from duo_phrases import duo_said
from phrases import closing_idle, log_event_loop
import test_hub_limits
import test_hub_transcript
import test_shutdown
import test_timeouts
import test_wire_lines
from support import Case, main

# The back end that libevent chooses on this system, and the variable that switches it off.
BEST = "epoll" if sys.platform == "linux" else "kqueue"
WITHOUT_BEST = {f"EVENT_NO{BEST.upper()}": "1"}
BACKENDS = {
    BEST: {},
    "poll": WITHOUT_BEST,
    "select": {**WITHOUT_BEST, "EVENT_NOPOLL": "1"},
}


class Backend(Case):
    """The tests of this file. CORE adds tests of other files."""

    backend = ""

    def test_the_log_names_the_backend(self):
        self.serve("--log-level", "debug").logged(log_event_loop(self.backend))

    def test_a_duo_conversation(self):
        server = self.duo("--idle-timeout", "500ms")
        client = self.client(server)
        client.line(duo_said("Facundo", "Hola"))
        server.out.skip_to(duo_said("Facundo", "Hola"))
        client.skip_to(closing_idle("500 ms"))
        client.expect_end()


CORE = (
    (Backend, "test_the_log_names_the_backend"),
    (Backend, "test_a_duo_conversation"),
    (test_hub_transcript.Transcript, "test_a_conversation_over_a_raw_socket"),
    (test_hub_transcript.Transcript, "test_a_conversation_with_nc"),
    (test_hub_transcript.Leaving, "test_goodbye_comes_last_and_no_line_before_it_is_lost"),
    (test_hub_limits.Rate, "test_100_lines_sent_at_once_arrive_in_order_at_the_limited_rate"),
    (test_hub_limits.SendQueue, "test_a_large_send_queue_keeps_a_client_that_pauses_reading"),
    (test_wire_lines.EndOfInput, "test_a_half_close_loses_nothing"),
    (test_shutdown.Shutdown, "test_sigterm_stops_the_server"),
    (test_shutdown.Shutdown, "test_a_stalled_client_does_not_delay_the_shutdown"),
    (test_timeouts.Login, "test_a_client_without_a_name_gets_a_notice_and_is_closed"),
)


def load_tests(_loader, _tests, _pattern):
    suite = unittest.TestSuite()
    for name, variables in BACKENDS.items():
        for case, method in CORE:
            members = {"backend": name, "daemon_environment": variables}
            suite.addTest(type(f"{case.__name__}_{name}", (case,), members)(method))
    return suite


if __name__ == "__main__":
    main()
