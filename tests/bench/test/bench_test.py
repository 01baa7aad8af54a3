#!/usr/bin/env python3
"""Tests of the benchmark: its checks can fail, its statistics are right, and each workload runs. No
test depends on speed."""

import json
import os
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.dom.minidom
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import liar
from runner import cells, counting, figures, growth, measure, page, report, svg, targets
from runner.configurations import CERTIFICATE, KEY
from runner.servers import KEPT, SERVERS, TLS, bare_name, make_certificate

SMALL = {"saturated": ["--clients", "20", "--messages", "500"],
         "paced": ["--clients", "20", "--messages", "20", "--rate", "1000"],
         "crowd": ["--clients", "20", "--seconds", "0.1"],
         "stalled": ["--clients", "5", "--messages", "500"]}


SMALL_ROOMS = ["--clients", "20", "--rooms", "10", "--rooms-each", "3"]


def runs_of(server, *numbers, name="cost"):
    return [{"server": server, "round": i, "figures": {name: number}} for i, number in enumerate(numbers)]


class LyingServerTest(unittest.TestCase):
    OPTIONS = []

    @staticmethod
    def tls():
        return None

    def load(self, lie):
        server = liar.Liar(lie, self.tls())
        thread = threading.Thread(target=server.serve)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.stop)
        return subprocess.run(
            [os.environ["BENCH_LOAD"], "saturated", "--clients", "5", "--window", "8", "--messages", "400",
             *self.OPTIONS, "--dialect", "floor", "--port", str(server.port), "--pid", str(os.getpid())],
            capture_output=True, text=True, check=False)

    def test_an_honest_server(self):
        run = self.load(liar.truth)
        self.assertEqual((run.stderr, run.returncode), ("", 0))
        self.assertIn('"deliveries": 2000', run.stdout)

    def test_lies(self):
        for lie, words in ((liar.lose, "lost or out of order"), (liar.double, "doubled or out of order"),
                           (liar.swap, "out of order"), (liar.garble, "garbled")):
            with self.subTest(lie.__name__):
                run = self.load(lie)
                self.assertEqual((run.stdout, run.returncode), ("", 1))
                self.assertIn(words, run.stderr)


class LyingServerOverTlsTest(LyingServerTest):
    OPTIONS = ["--tls"]

    @staticmethod
    def tls():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            make_certificate(folder)
            context.load_cert_chain(f"{folder}/{CERTIFICATE}", f"{folder}/{KEY}")
        return context


def find_server(name):
    return next(server for server in SERVERS if server.name == name)


class RunTest(unittest.TestCase):
    def run_small(self, name, workload, words):
        return measure.run_once([workload, *words], find_server(name))

    def check_columns(self, workload, found):
        paths = [path for _, path, *_ in report.COLUMNS[workload]]
        self.assertEqual([path for path in paths if figures.look_up(found, path) is None], [])

    def test_each_workload_on_tertuliad_and_the_floor(self):
        for name in ("tertulia", "floor"):
            for workload, words in SMALL.items():
                with self.subTest(server=name, workload=workload):
                    self.check_columns(workload, self.run_small(name, workload, words))

    def test_each_workload_over_tls(self):
        for name in ("tertulia", "floor"):
            for workload, words in SMALL.items():
                with self.subTest(server=name, workload=workload):
                    found = measure.run_once([workload, "--tls", *words], find_server(name).in_way(TLS))
                    self.check_columns(workload, found)

    def test_handshakes(self):
        for name, options in (("tertulia", []), ("floor", ["--tls"])):
            with self.subTest(name):
                found = measure.run_once(["handshakes", *options, "--clients", "3", "--handshakes", "5",
                                          "--messages", "20", "--rate", "200"], find_server(name).in_way(TLS))
                self.check_columns("handshakes", found)
                self.assertGreater(found["handshakes"], 0)

    def test_an_archive(self):
        found = measure.run_once(["archive", "--dialect", "json", "--clients", "13", "--rate", "1000",
                                  "--seconds", "1"], find_server("tertulia").in_way(KEPT), archive=1000)
        self.check_columns("archive", found)

    def test_a_server_that_keeps_nothing_has_no_archive(self):
        with self.assertRaisesRegex(RuntimeError, "no_history"):
            self.run_small("tertulia", "archive", ["--dialect", "json", "--clients", "13", "--seconds", "1"])

    def test_a_server_without_tls_fails(self):
        for words in (["saturated", "--tls", "--clients", "2"], ["handshakes", "--clients", "2"]):
            with self.subTest(words[0]), self.assertRaisesRegex(RuntimeError, "TLS: "):
                self.run_small("tertulia", words[0], words[1:])

    def test_half_of_the_clients_speak_json(self):
        for workload in ("saturated", "paced", "crowd"):
            with self.subTest(workload):
                words = [*SMALL[workload], "--dialect", "tertulia,json", "--senders", "4"]
                found = self.run_small("tertulia", workload, words)
                if workload != "crowd":
                    self.assertEqual(found["deliveries"], 20 * found["messages"])

    def test_messages_spread_over_rooms(self):
        for workload in ("rooms-paced", "rooms-saturated"):
            with self.subTest(workload):
                found = self.run_small("tertulia", workload, [
                    *SMALL_ROOMS, "--rate", "500", "--messages", "100", "--dialect", "tertulia,json"])
                self.assertEqual(found["one_room"]["deliveries"], 100 * 20)
                self.assertEqual(found["rooms"]["deliveries"], 100 * 6)
                self.check_columns(workload, found)

    def test_the_growth_of_rooms(self):
        found = self.run_small("tertulia", "room-growth", ["--clients", "100", "--dialect", "tertulia,json"])
        self.assertEqual(list(found), ["100"])
        self.assertEqual(list(found["100"]), [str(each) for each in growth.ROOMS_EACH])
        for costs in found["100"].values():
            self.assertEqual(sorted(costs), sorted(growth.THINGS))

    def test_deliveries_are_counted(self):
        self.assertEqual(self.run_small("tertulia", "saturated", SMALL["saturated"])["deliveries"], 10_000)
        stalled = self.run_small("tertulia", "stalled", SMALL["stalled"])
        self.assertEqual(stalled["deliveries"], 2000)

    def test_a_storm(self):
        found = self.run_small("tertulia", "storm", ["--clients", "10", "--newcomers", "12"])
        for half in ("joins", "leaves"):
            self.assertGreaterEqual(found[half]["lines_for_insider"], 1)
            self.assertLessEqual(found[half]["lines_for_insider"], 12)

    def test_growth(self):
        found = self.run_small("tertulia", "growth", ["--clients", "100"])
        self.assertEqual(sorted(found["100"]), sorted(report.THINGS))


class FiguresTest(unittest.TestCase):
    def test_median_and_spread(self):
        found = figures.spread(runs_of("a", 5, 1, 3), "a", "cost")
        self.assertEqual((found.minimum, found.median, found.maximum), (1, 3, 5))
        self.assertIsNone(figures.spread([], "a", "cost"))
        self.assertIsNone(figures.spread(runs_of("a", 1), "a", "other"))

    def test_ratios_are_within_a_round(self):
        runs = runs_of("a", 2, 30, 4) + runs_of("floor", 1, 10)
        found = figures.ratio(runs, "a", "cost")
        self.assertEqual((found.minimum, found.median, found.maximum), (2, 2.5, 3))
        self.assertIsNone(figures.ratio(runs_of("a", 2), "a", "cost"))

    def test_failures_do_not_count(self):
        runs = runs_of("a", 2) + [{"server": "a", "round": 1, "failed": "lost"}]
        self.assertEqual(figures.spread(runs, "a", "cost").maximum, 2)
        self.assertEqual(figures.failure(runs, "a"), "lost")
        self.assertIn("failed: lost", report.cell_table(cells.CELLS[0], runs))

    def test_numbers_have_no_exponent(self):
        shown = [report.show(figures.Spread([value]), report.MICROSECONDS) for value in (1_520_400, 81.2, 0)]
        self.assertEqual(shown, ["1,520 µs", "0.0812 µs", "0 µs"])

    def test_names_of_cells(self):
        self.assertEqual([cell.name for cell in cells.chosen(["saturated-100-1"])], ["saturated-100-1"])
        self.assertEqual(len(cells.chosen(["saturated-5000", "paced"])), 4)
        self.assertRaises(SystemExit, cells.chosen, ["nothing"])

    def test_nested_figures(self):
        self.assertEqual(figures.look_up({"a": {"b": 1}}, "a/b"), 1)
        self.assertEqual(figures.look_up({"a": {"b": 6}, "c": 4}, ("a/b", "c")), 1.5)
        self.assertIsNone(figures.look_up({"a": 1}, ("a", "c")))
        self.assertIsNone(figures.look_up({"a": 1}, "a/b"))


class CellsTest(unittest.TestCase):
    def test_some_clients_of_a_mixed_cell_speak_json(self):
        cell = cells.chosen(["mixed-saturated-1000-1"])[0]
        for name, dialect in (("tertulia", "tertulia,json"), ("floor", "floor")):
            server = find_server(name)
            command = measure.load_command(cell.words(server, False), server, 1, 2)
            self.assertEqual(command.count("--dialect"), 1)
            self.assertEqual(command[command.index("--dialect") + 1], dialect)

    def test_a_cell_over_tls_has_the_plain_server_beside(self):
        cell = cells.chosen(["tls-paced-1000"])[0]
        servers = [find_server("tertulia"), find_server("floor")]
        commands = {way.name: "--tls" in measure.load_command(cell.words(way, False), way, 1, 2)
                    for way in cell.entrants(servers)}
        self.assertEqual(commands, {"tertulia": True, bare_name("tertulia", TLS): False, "floor": True})
        self.assertEqual(cells.chosen(["paced-1000"])[0].entrants(servers), servers)

    def test_a_cell_of_servers_that_keep_has_one_that_does_not_beside(self):
        cell = cells.chosen(["kept-paced-1000"])[0]
        servers = [find_server(name) for name in ("tertulia", "floor", "redis")]
        entrants = {way.name: way for way in cell.entrants(servers)}
        self.assertEqual({name: "--data" in way.command("", 1, "") for name, way in entrants.items()},
                         {"tertulia": True, bare_name("tertulia", KEPT): False, "floor": False, "redis": False})
        self.assertEqual(entrants["redis"].dialect, "redis-stream")
        self.assertIn("everysec", entrants["redis"].command("", 1, ""))

    def test_tertulia_s_clients_talk_in_plain_text_during_handshakes(self):
        cell = cells.chosen(["handshakes"])[0]
        for name, expected in (("tertulia", False), ("floor", True)):
            self.assertEqual("--tls" in cell.words(find_server(name).in_way(TLS), False), expected)

    def test_the_table_of_a_cell_over_tls(self):
        runs = [run for server, cost in (("tertulia", 300), (bare_name("tertulia", TLS), 200), ("floor", 100))
                for run in runs_of(server, cost, name="cpu_per_delivery")]
        head, _, row, *_ = report.cell_table(cells.chosen(["tls-paced-1000"])[0], runs).splitlines()
        self.assertIn("| CPU per delivery | × floor | × plain |", head)
        self.assertIn("| 3.00 | 1.50 |", row)


class GrowthTest(unittest.TestCase):
    @staticmethod
    def runs(cost):
        figures_of = {str(members): {str(each): {thing: cost(members, each) for thing in growth.THINGS}
                                     for each in growth.ROOMS_EACH} for members in growth.MEMBERS}
        return [{"server": "tertulia", "round": 0, "figures": figures_of}]

    def test_powers(self):
        self.assertAlmostEqual(growth.power({10: 3, 100: 30, 1000: 300}), 1)
        self.assertAlmostEqual(growth.power({10: 1, 100: 100}), 2)
        self.assertAlmostEqual(growth.power({10: 7, 100: 7}), 0)
        self.assertIsNone(growth.power({10: 7}))

    def test_a_square_of_the_members_or_of_the_rooms_is_found(self):
        for cost, found in ((lambda members, each: members * each, 1), (lambda members, each: members**2, 2),
                            (lambda members, each: each**2, 2), (lambda members, each: 5, 0)):
            self.assertAlmostEqual(growth.steepest(self.runs(cost)), found)
        self.assertIsNone(growth.steepest([]))

    def test_its_table(self):
        table = report.room_growth_table(self.runs(lambda members, each: 1000 * members * each))
        self.assertIn("| who | 10 | 1,000 µs | 10,000 µs | 100,000 µs | 1.00 |", table)


class TargetsTest(unittest.TestCase):
    def verdict(self, tertulia, floor):
        runs = (runs_of("tertulia", tertulia, name="cpu_per_delivery")
                + runs_of("floor", floor, name="cpu_per_delivery"))
        return targets.rows({"saturated-1000-1": runs})[0][1:]

    def test_verdicts(self):
        self.assertEqual(self.verdict(130, 100), ("1.30×", "reached"))
        self.assertEqual(self.verdict(131, 100), ("1.31×", "**not reached**"))
        self.assertEqual(targets.rows({})[0][1:], ("–", "not measured"))

    def test_tls_is_compared_with_plain_text_in_the_same_round(self):
        runs = (runs_of("tertulia", 90, 320, name="cpu_per_delivery")
                + runs_of(bare_name("tertulia", TLS), 30, 100, name="cpu_per_delivery"))
        rows = targets.rows({"tls-saturated-1000-1": runs})
        self.assertEqual([row[1:] for row in rows if row[2] != "not measured"], [("3.10×", "**not reached**")])

    def test_at_least(self):
        runs = runs_of("tertulia", 19_999, name="per_second")
        self.assertIn("**not reached**", [row[2] for row in targets.rows({"crowd": runs})])


class CountingTest(unittest.TestCase):
    def test_strace_tables(self):
        self.assertEqual(counting.parse_strace(
            "% time     seconds  usecs/call     calls    errors syscall\n"
            "------ ----------- ----------- --------- --------- ----------------\n"
            " 98.20    0.500000           5      1000           sendto\n"
            "  1.80    0.010000           5        20         3 epoll_wait\n"
            "------ ----------- ----------- --------- --------- ----------------\n"
            "100.00    0.510000           5      1020         3 total\n"), {"sendto": 1000, "epoll_wait": 20})

    def test_callgrind_dumps(self):
        self.assertEqual(counting.parse_callgrind("events: Ir\n1 2\nsummary: 4200\ntotals: 4200\n"), 4200)
        self.assertRaises(RuntimeError, counting.parse_callgrind, "summary: 0\n")


class PageTest(unittest.TestCase):
    def test_the_whole_page_is_written(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "docs").mkdir()
            costs = {"cpu_per_delivery": 100, "deliveries_per_second": 1, "busy": 0.5, "peak_memory": 1}
            results = {cell.name: [{"server": "tertulia", "round": 0, "figures": costs}]
                       for cell in cells.chosen(["saturated"])}
            results["growth"] = [{"server": "tertulia", "round": 0,
                                  "figures": {room: {"join": int(room) * 10} for room in report.ROOMS}}]
            raw = {"settings": {"rounds": 1, "peer_rounds": 1}, "machine": [("processor", "one")],
                   "versions": {"tertulia": "1.0"}, "missing": "", "results": results, "counts": []}
            page.write(Path(folder), cells.CELLS, raw)
            self.assertIn("| tertulia | 0.1 µs |", Path(folder, "docs/BENCHMARKS.md").read_text("utf-8"))
            for name in ("delivery", "growth"):
                xml.dom.minidom.parse(str(Path(folder, f"docs/bench/{name}.svg")))

    def test_some_cells_are_measured_again_and_the_others_are_kept(self):
        def run(server, figure):
            return {"server": server, "figure": figure}

        old = {"crowd": [run("floor", 1)], "storm": [run("floor", 2), run("redis", 3)]}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, page.FOLDER, "results.json")
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps({"results": old, "counts": [3]}), "utf-8")
            newer = {"results": {"storm": [run("floor", 4)]}, "at": "2026-02-03T04:05:06", "settings": {"rounds": 3},
                     "machine": [("load average before", "7 6 5")]}
            kept = page.kept(Path(folder), newer)
        self.assertEqual(kept["results"], {"crowd": [run("floor", 1)], "storm": [run("floor", 4), run("redis", 3)]})
        self.assertEqual(kept["counts"], [3])
        self.assertEqual(list(kept["notes"]), ["storm"])
        for words in ("floor; 2026-02-03", "rounds: 3", "7 6 5, so that other work was in the way"):
            self.assertIn(words, kept["notes"]["storm"])

    def test_names_in_pictures_are_escaped(self):
        xml.dom.minidom.parseString(svg.bars("a < b", [("c & d", [("<e>", 0)])], str))


if __name__ == "__main__":
    unittest.main()
