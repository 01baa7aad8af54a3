"""The core of the service, on each back end of the event loop."""

import unittest

import test_hub_limits
import test_hub_transcript
import test_shutdown
import test_timeouts
import test_wire_lines
from support import Case, main

BACKENDS = {
    "epoll": {},
    "poll": {"EVENT_NOEPOLL": "1"},
    "select": {"EVENT_NOEPOLL": "1", "EVENT_NOPOLL": "1"},
}


class Backend(Case):
    """What is new here: the other tests of the core are those of the other files."""

    backend = ""

    def test_the_log_names_it(self):
        self.serve("--log-level", "debug").logged(f"event loop: {self.backend}")

    def test_two_talk_on_it(self):
        server = self.duo("--idle-timeout", "500ms")
        client = self.client(server)
        client.line("Facundo > Hola")
        server.out.skip_to("Facundo > Hola")
        client.skip_to("-- Closing: idle for 500 ms")
        client.expect_end()


CORE = (
    (Backend, "test_the_log_names_it"),
    (Backend, "test_two_talk_on_it"),
    (test_hub_transcript.Transcript, "test_a_conversation_over_a_raw_socket"),
    (test_hub_transcript.Transcript, "test_a_conversation_with_nc"),
    (test_hub_transcript.Leaving, "test_goodbye_is_the_last_line_and_nothing_before_it_is_lost"),
    (test_hub_limits.Rate, "test_100_lines_at_once_all_arrive_in_order_but_not_at_once"),
    (test_hub_limits.SendQueue, "test_a_large_queue_keeps_a_reader_that_only_pauses"),
    (test_wire_lines.EndOfInput, "test_a_half_close_loses_nothing"),
    (test_shutdown.Shutdown, "test_sigterm_ends_it"),
    (test_shutdown.Shutdown, "test_a_stalled_reader_cannot_keep_it_from_ending"),
    (test_timeouts.Login, "test_who_gives_no_name_is_told_and_closed"),
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
