"""Wrong command lines and inputs: one message with place, sentence and remedy, the right exit status, and nothing written, on any
number of ranks."""
import concurrent.futures
import fcntl
import os
import re
import time
import unittest

import program
from program import Case, main, names_in, start

LIFE = '[run]\nsimulation = "life"\nsteps = 4\n[grid]\nsize = [16, 12]\n[life]\ndensity = 0.3\n'
HEAT = '[run]\nsimulation = "heat"\nsteps = 4\n[grid]\nsize = [16, 12]\nspacing = [0.01, 0.01]\n[heat]\nalpha = 1e-4\n'
PATTERN = LIFE.replace("density = 0.3", 'pattern = "a.rle"')
RUN = ["run", "in.toml"]


def grid(more):
    return LIFE.replace("[16, 12]\n", f"[16, 12]\n{more}\n")


def size(text):
    return LIFE.replace("[16, 12]", text)


def run_key(more):
    return LIFE.replace("steps = 4", more)


# (name, words, files, place, sentence, hint). The sentence and the hint are regular expressions found somewhere in them; an empty
# hint asks for none in particular. The place is exact.
USAGE = [
    # The command line.
    ("nothing", [], {}, "halogrid", "a command or an input file is missing", "--help"),
    ("command", ["rum", "in.toml"], {"in.toml": LIFE}, "halogrid", "unknown command rum; did you mean run", "the commands are run, check"),
    ("option", [*RUN, "--step", "3"], {"in.toml": LIFE}, "halogrid run", "unknown option --step; did you mean --steps", "--help"),
    ("negative_steps", [*RUN, "--steps", "-3"], {"in.toml": LIFE}, "halogrid run", "--steps -3 is not a whole number from 0", ""),
    ("steps_word", [*RUN, "--steps", "ten"], {"in.toml": LIFE}, "halogrid run", "--steps ten is not a whole number", ""),
    ("steps_nothing", [*RUN, "--steps"], {"in.toml": LIFE}, "halogrid run", "--steps needs a value", ""),
    ("two_files", [*RUN, "b.toml"], {"in.toml": LIFE}, "halogrid run", 'one argument too many: "?b.toml', ""),
    ("quiet_and_verbose", [*RUN, "-q", "-v"], {"in.toml": LIFE}, "halogrid run", "-q and -v exclude each other", ""),
    ("progress", [*RUN, "--progress", "bra"], {"in.toml": LIFE}, "halogrid run", "bra is unknown; did you mean bar", "auto, bar, lines"),
    ("ranks", [*RUN, "--ranks", "3"], {"in.toml": LIFE}, "halogrid run", "--ranks only goes with --dry-run", "mpirun -n 3"),
    ("list", ["list", "het"], {}, "halogrid", "unknown simulation het; did you mean heat", "heat, julia, life, mandelbrot"),
    ("verify", ["verify"], {}, "halogrid verify", "FILE is missing", ""),
    ("render", ["render", "a.h5"], {}, "halogrid render", "-o PICTURE is missing", ""),
    ("bench", ["bench", "kernel"], {}, "halogrid bench", "kernel is unknown; did you mean kernels", "kernels, halo, overlap, io, farm"),
    ("set_form", [*RUN, "-s", "runsteps"], {"in.toml": LIFE}, "--set", "runsteps.* is not of the form section.key=value", "run.steps=100"),
    ("set_key", [*RUN, "-s", "life.rul=B3/S23"], {"in.toml": LIFE}, "--set life.rul", "unknown key life.rul; did you mean life.rule", ""),
    ("set_type", [*RUN, "-s", "run.steps=ten"], {"in.toml": LIFE}, "--set run.steps", 'run.steps = "ten" is a string; an integer', ""),
    ("set_range", [*RUN, "-s", "life.density=1.5"], {"in.toml": LIFE}, "--set life.density", r"life.density = 1.5 is outside \[0, 1\]", ""),
    # The file.
    ("no_snapshot", ["verify", "a.h5"], {}, "a.h5", "cannot be opened: No such file", "halogrid run"),
    ("no_picture", ["render", "a.h5", "-o", "b.png"], {}, "a.h5", "cannot be opened: No such file", "halogrid run"),
    ("no_file", ["run", "nope.toml"], {}, "halogrid", "nope.toml does not exist", ""),
    ("a_folder", RUN, {"in.toml": None}, "halogrid", "in.toml is a folder", ""),
    ("a_device", ["run", "/dev/null"], {}, "halogrid", "/dev/null is not a regular file", ""),
    ("not_toml", RUN, {"in.toml": "[run\nx = 1"}, "in.toml:1:5", "while parsing table header: expected ']'", ""),
    ("binary", RUN, {"in.toml": b"\x89HDF\r\n\x1a\n\0\0"}, "in.toml:1:1", "invalid utf-8", ""),
    ("too_long", RUN, {"in.toml": LIFE + "#" * 65536}, "halogrid", r"in.toml has \d+ bytes; at most 65536", ""),
    ("empty", RUN, {"in.toml": ""}, "in.toml", "run.simulation is missing", "simulation = "),
    ("twice", RUN, {"in.toml": LIFE + "density = 0.4\n"}, "in.toml:8:11", "cannot redefine existing floating-point 'density'", ""),
    # Sections and keys.
    ("section", RUN, {"in.toml": LIFE + "[ouput]\nevery = 2\n"}, "in.toml:8:2", r"unknown section \[ouput\]; did you mean \[output\]", ""),
    ("key", RUN, {"in.toml": LIFE + 'rul = "B3/S23"\n'}, "in.toml:8:1", "unknown key life.rul; did you mean life.rule", ""),
    ("outside", RUN, {"in.toml": "steps = 3\n" + LIFE}, "in.toml:1:1", "unknown key steps; did you mean run.steps", ""),
    ("other_section", RUN, {"in.toml": run_key("size = [3, 3]")}, "in.toml:3:1", "unknown key run.size; did you mean grid.size", ""),
    ("section_is_value", RUN, {"in.toml": "run = 3\n"}, "in.toml:1:1", "run is an integer; a section is needed", r"\[run\]"),
    ("checkpoint", RUN, {"in.toml": LIFE + "[checkpoints]\nevery = 3\n"}, "in.toml:8:2", r"unknown section \[checkpoints\]", ""),
    # Values.
    ("simulation", RUN, {"in.toml": LIFE.replace('"life"', '"lief"')}, "in.toml:2:14", "unknown simulation lief; did you mean life", "heat, julia, life, mandelbrot"),
    ("string", RUN, {"in.toml": run_key('steps = "4"')}, "in.toml:3:9", 'run.steps = "4" is a string; an integer is needed', ""),
    ("real", RUN, {"in.toml": run_key("steps = 4.0")}, "in.toml:3:9", "run.steps = 4.0 is a real number; an integer is needed", "write 4"),
    ("negative", RUN, {"in.toml": run_key("steps = -4")}, "in.toml:3:9", r"run.steps = -4 is outside \[0, ", ""),
    ("threads", RUN, {"in.toml": run_key("threads = -1")}, "in.toml:3:11", "run.threads = -1 is outside", ""),
    ("precision", RUN, {"in.toml": run_key('precision = "half"')}, "in.toml:3:13", 'run.precision = "half" is unknown', '"double", "single"'),
    ("one_axis", RUN, {"in.toml": size("[16]")}, "in.toml:5:8", "grid.size has 1 entry; a grid has 2 or 3 axes", r"\[nx, ny"),
    ("no_cells", RUN, {"in.toml": size("[16, 0]")}, "in.toml:5:13", r"grid.size\[1\] = 0 is out of range; it must be >= 1", ""),
    ("huge", RUN, {"in.toml": size("[4000000000, 4000000000]")}, "in.toml:5:8", r"has 2\^52 cells or more", "smaller grid"),
    ("no_size", RUN, {"in.toml": LIFE.replace("size = [16, 12]\n", "")}, "in.toml", "grid.size is missing", "size = "),
    ("life_3d", RUN, {"in.toml": size("[16, 12, 8]")}, "in.toml:5:8", "life does not work in 3D", "2 entries"),
    ("spacing", RUN, {"in.toml": HEAT.replace("0.01]", "0]")}, "in.toml:6:18", r"grid.spacing\[1\] = 0 is out of range; it must be > 0", ""),
    ("boundary_word", RUN, {"in.toml": grid('boundary = "perodic"')}, "in.toml:6:12", '"perodic" is no boundary; did you mean "periodic"', "reflect or open"),
    ("boundary_half", RUN, {"in.toml": grid('boundary = [["periodic", "dead"], "open"]')}, "in.toml:6:12", "the x axis is periodic at its low end only", "both"),
    ("boundary_count", RUN, {"in.toml": grid('boundary = ["dead", "open", "open"]')}, "in.toml:6:12", "grid.boundary has 3 entries; the grid has 2 axes", "x, y"),
    ("boundary_fixed", RUN, {"in.toml": grid('boundary = "fixed"')}, "in.toml:6:12", '"fixed" has no value', "fixed:0"),
    ("boundary_field", RUN, {"in.toml": grid('boundary = "fixed:temp=1"')}, "in.toml:6:12", '"temp", which is no field of life', "cells"),
    ("boundary_state", RUN, {"in.toml": grid('boundary = "fixed:2"')}, "in.toml:6:12", "2 .*0 or 1", ""),
    ("boundary_fraction", RUN, {"in.toml": grid('boundary = ["open", ["dead", "fixed:0.5"]]')}, "in.toml:6:12", "0.5 .*0 or 1", ""),
    # What contradicts, or is outside of what a method can do.
    ("dt", RUN, {"in.toml": HEAT + "dt = 0.5\n"}, "in.toml:9:6", r"heat.dt = 0.5 s exceeds the stability limit 0.25 s \(dx = 0.01 m, alpha = 0.0001 m\^2/s\)", "auto"),
    ("alpha", RUN, {"in.toml": HEAT.replace("1e-4", "0")}, "in.toml:8:9", r"heat.alpha = 0 m\^2/s is out of range; it must be > 0", ""),
    ("initial_word", RUN, {"in.toml": HEAT + 'initial = "gaus"\n'}, "in.toml:9:11", '"gaus" is unknown; did you mean "gauss"', "half"),
    ("two_starts", RUN, {"in.toml": LIFE + 'pattern = "a.rle"\n'}, "in.toml:7:11", "life.density and life.pattern are both given", "leave one"),
    ("no_start", RUN, {"in.toml": LIFE.replace("density = 0.3\n", "")}, "in.toml", "life has no cells to start from", "life.pattern, life.density"),
    ("initial_field", RUN, {"in.toml": LIFE + '[initial]\ncell = "a.h5:/cells"\n'}, "in.toml:9:8", '"cell", which is no field of life; did you mean "cells"', ""),
    ("output_field", RUN, {"in.toml": LIFE + '[output]\nfields = "cell"\n'}, "in.toml:9:10", '"cell", which is no field of life; did you mean "cells"', ""),
    ("output_every", RUN, {"in.toml": LIFE + '[output]\nevery = "10min"\n'}, "in.toml:9:9", 'output.every = "10min" is a string; an integer', ""),
    ("output_name", RUN, {"in.toml": LIFE + '[output]\nname = "a/b"\n'}, "in.toml:9:8", 'output.name = "a/b" holds a slash', ""),
    ("layout", RUN, {"in.toml": LIFE + "[decomposition]\nranks = [2, 2]\n"}, "in.toml:9:9", r"ranks = \[2, 2\] does not fit . ranks?: the product of its entries is 4", "start 4 ranks"),
    ("depth", RUN, {"in.toml": LIFE + "[decomposition]\ndepth = 0\n"}, "in.toml:9:9", r"decomposition.depth = 0 is outside \[1, ", ""),
    # Rules and patterns.
    ("rule", RUN, {"in.toml": LIFE + 'rule = "B39/S23"\n'}, "in.toml:8:8", r"at character 3 \('9'\): a cell has 8 neighbours", "B3/S23"),
    ("rule_suffix_boundary", RUN, {"in.toml": '[run]\nsimulation = "life"\n[grid]\nboundary = "fixed:1"\n[life]\ndensity = 0.3\nrule = "B3/S23:P20,20"\n'},
     "in.toml:7:8", r"asks for a dead plane of 20 x 20 cells, and \[grid\] for another", "leave out"),
    ("rule_suffix", RUN, {"in.toml": LIFE + 'rule = "B3/S23:T20,20"\n'}, "in.toml:8:8", r"asks for a torus of 20 x 20 cells, and \[grid\] for another", "leave out"),
    ("no_pattern", RUN, {"in.toml": PATTERN}, "in.toml:7:11", "a.rle does not exist", ""),
    ("pattern_folder", RUN, {"in.toml": PATTERN, "a.rle": None}, "in.toml:7:11", "a.rle is a folder", ""),
    ("pattern_cell", RUN, {"in.toml": PATTERN, "a.rle": "x = 3, y = 3\nbob$2zo$3o!\n"}, "a.rle:2:6", "'z' is not a cell", "o .alive"),
    ("pattern_count", RUN, {"in.toml": PATTERN, "a.rle": "x = 3, y = 3\n99999999999999999999o!\n"}, "a.rle:2:1", "the run count is larger than", ""),
    ("pattern_state", RUN, {"in.toml": PATTERN, "a.rle": "x = 3, y = 3\nABC!\n"}, "a.rle:2:3", "state 3, but rule B3/S23 has states 0 to 1", ""),
    ("pattern_alone", ["run", "a.rle"], {"a.rle": "hello world\n"}, "a.rle:1:1", "'h' is not a cell", ""),
    ("pattern_empty", ["run", "a.rle"], {"a.rle": ""}, "a.rle:1:1", "neither a header line nor a cell", "x = 3, y = 3"),
    ("pattern_without_cells", ["run", "a.mc"], {"a.mc": "[M2] (golly 3.3)\n"}, "a.mc:1:1", "there is not one node", "a node is 8 x 8 cells"),
]

FILE = [
    ("folder_is_file", [*RUN, "-o", "f"], {"in.toml": LIFE, "f": "x"}, "f", "is there already and is not a folder", "--output"),
    ("folder_below_file", [*RUN, "-o", "f/g"], {"in.toml": LIFE, "f": "x"}, "f/g", "the output folder cannot be made", "--output"),
    ("report_folder", [*RUN, "--report", "no/such/r.json"], {"in.toml": LIFE}, "no/such/r.json", "the folder .*no/such does not exist", "make it"),
]


class Errors(Case):
    def wrong(self, case, ranks, status):
        """None, or what is not as it should be."""
        name, words, files, place, sentence, hint = case
        folder = self.folder / f"{name}_{ranks}"
        folder.mkdir()
        for file, text in files.items():
            if text is None:
                (folder / file).mkdir()
            else:
                (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        before = names_in(folder)
        result = start(words, ranks=ranks, cwd=folder)
        lines = result.err.split("\n")
        checks = {
            f"exit status {status}": result.status == status,
            "nothing on standard output": result.out == "",
            "one message with at most one hint": len(lines) == 1 or (len(lines) == 2 and lines[1].startswith("hint: ")),
            f"place {place}": lines[0].startswith(f"{place}: error: "),
            f"sentence {sentence}": re.search(sentence, lines[0]) is not None,
            f"hint {hint}": hint == "" or (len(lines) == 2 and re.search(hint, lines[1]) is not None),
            "nothing written": names_in(folder) == before,
        }
        failed = [what for what, held in checks.items() if not held]
        return f"{name} on {ranks} ranks: not {', not '.join(failed)}\n{result}" if failed else None

    def check_all(self, cases, ranks, status):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            found = [text for text in pool.map(lambda case: self.wrong(case, ranks, status), cases) if text]
        if found:
            self.fail("\n\n" + "\n\n".join(found))

    def test_wrong_input_on_one_rank(self):
        self.check_all(USAGE, 1, 2)

    def test_wrong_input_on_three_ranks(self):
        """Who reads, who speaks and how the others hear of it is the same for all of a kind: a few of each kind, nightly all."""
        self.check_all(USAGE if program.WHOLE else USAGE[::4], 3, 2)

    def test_files_and_folders(self):
        self.check_all(FILE, 3, 3)
        self.check_all(FILE[:1], 1, 3)

    def test_more_ranks_than_the_grid_holds(self):
        (self.folder / "in.toml").write_text(size("[3, 2]"))
        result = self.halogrid("run", "in.toml", ranks=7, status=2)
        self.assertEqual(len(result.err.split("\n")), 2, str(result))
        self.assertRegex(result.err, r"\[3, 2\] cells cannot be split over 7 ranks")
        self.assertIn("at most 6 ranks", result.err)
        self.assertEqual(names_in(self.folder), ["in.toml"])
        # The number named is right: 6 ranks work.
        self.halogrid("run", "in.toml", ranks=6)

    def test_depth_thicker_than_a_block(self):
        (self.folder / "in.toml").write_text(size("[12, 12]") + "[decomposition]\ndepth = 5\nranks = [0, 1]\n")
        result = self.halogrid("run", "in.toml", ranks=3, status=2)
        self.assertRegex(result.err, "thinner than its halo of depth 5 x radius 1 = 5 cells")
        self.assertIn("at most 2 ranks", result.err)
        self.halogrid("run", "in.toml", ranks=2)

    def test_check_says_the_same(self):
        (self.folder / "in.toml").write_text(size("[3, 2]"))
        self.halogrid("check", "in.toml", "--ranks", "6")
        self.assertIn("at most 6 ranks", self.halogrid("check", "in.toml", "--ranks", "7", status=2).err)
        self.assertEqual(names_in(self.folder), ["in.toml"])


class Launcher(Case):
    def setUp(self):
        super().setUp()
        (self.folder / "in.toml").write_text(LIFE)

    def test_copies_that_do_not_know_of_each_other(self):
        """Another MPI's launcher starts every task as a job of its own: the first one speaks, all refuse."""
        for variables, speaks in [({"OMPI_COMM_WORLD_SIZE": "2"}, True), ({"PMI_SIZE": "4", "PMI_RANK": "0"}, True),
                                  ({"PMI_SIZE": "4", "PMI_RANK": "3"}, False)]:
            result = self.halogrid("run", "in.toml", env=variables, status=2)
            self.assertEqual("error:" in result.err, speaks, str(result))
            if speaks:
                self.assertRegex(result.err, r"the launcher started \d tasks, but MPI sees only 1")
                self.assertIn("hint: ", result.err)
            self.assertEqual(names_in(self.folder), ["in.toml"])

    def limited(self, limit, *words, ranks=3):
        """A run whose rank 1 has a limit of the shell's `ulimit`; its result and how long it took."""
        wrapper = self.folder / "limited"
        wrapper.write_text(f'#!/bin/sh\n[ "$OMPI_COMM_WORLD_RANK" != 1 ] || {{ {limit}; }}\nexec "$HALOGRID" "$@"\n')
        wrapper.chmod(0o755)
        began = time.monotonic()
        result = start(["run", "in.toml", "-o", "out", *words], ranks=ranks, cwd=self.folder, program=str(wrapper), timeout=100,
                       env={"HALOGRID": program.PROGRAM})
        return result, time.monotonic() - began

    @unittest.skipIf(program.SANITIZED, "sanitizers need more memory than can be limited")
    def test_one_rank_may_not_use_enough_memory(self):
        """One rank alone is limited: all refuse, before anything is written."""
        result, seconds = self.limited("ulimit -d 256000", "-s", "grid.size=[30000, 15000]", "-s", "life.storage=bytes")
        self.assertLess(seconds, 60)
        self.assertEqual(result.status, 2, str(result))
        self.assertRegex(result.err, r"^--set grid.size: error: the grid of 30000 x 15000 cells needs [\d.]+ MB of memory on each rank, but the limits "
                                     r"of rank 1 on host \S+ \(ulimit -v, -d\) leave it [\d.]+ MB\nhint: start more ranks [^\n]*$")
        self.assertFalse((self.folder / "out").exists())

    def test_more_cells_than_memory(self):
        """The ranks of a host together need more than it has: refused at once, though check still shows the plan."""
        for ranks, text in [(1, size("[10000000, 10000000]")), (3, size("[10000000, 10000000]")), (2, size("[67108864, 67108863]")),
                            (1, HEAT.replace("[16, 12]", "[30000, 20000, 10000]").replace("[0.01, 0.01]", "[0.01, 0.01, 0.01]"))]:
            with self.subTest(ranks=ranks, text=text):
                (self.folder / "in.toml").write_text(text)
                result = self.halogrid("run", "in.toml", ranks=ranks, status=2)
                self.assertRegex(result.err, rf"^in.toml:5:8: error: the grid of [\dx ]+ cells needs [\d.]+ TB of memory for the {ranks} ranks? on "
                                             r"host \S+, where [\d.]+ [MG]B are left( in the control group \S+)?\nhint: [^\n]*$")
                self.assertEqual("precision" in result.err, "heat" in text)
                self.assertEqual(names_in(self.folder), ["in.toml"])
                self.halogrid("check", "in.toml")

    def test_one_rank_cannot_write(self):
        """The file grows beyond a limit that rank 1 alone has: all ranks end in order, and no file is left under its name."""
        result, seconds = self.limited("trap '' XFSZ; ulimit -f 40000", "-s", "grid.size=[8000, 4000]")
        self.assertLess(seconds, 60)
        self.assertEqual(result.status, 3, str(result))
        self.assertRegex(result.err, r"^out/in.00000004.h5: error: [^\n]*File too large\nhint: [^\n]*$")
        self.assertEqual(names_in(self.folder / "out"), ["log.txt", "report.json"])


    def test_a_rank_is_killed(self):
        """The launcher ends the job within seconds; what is under a final name is whole, and the folder can be used again."""
        result, seconds = self.limited("(sleep 2; kill -9 $$) & true", "--steps", "1000000000", "-s", "output.every=100000")
        self.assertLess(seconds, 60)
        self.assertNotEqual(result.status, 0, str(result))
        snapshots = [name for name in names_in(self.folder / "out") if re.fullmatch(r"in\.\d+\.h5", name)]
        self.assertIn("in.00000000.h5", snapshots)
        self.halogrid("verify", *(f"out/{name}" for name in snapshots[-3:]))
        self.halogrid("run", "in.toml", "-o", "out", ranks=2)
        self.assertEqual([name for name in names_in(self.folder / "out") if "h5" in name or "lock" in name], ["in.00000004.h5"])


class Locked(Case):
    def test_a_folder_that_another_run_writes_into(self):
        (self.folder / "in.toml").write_text(LIFE)
        (self.folder / "out").mkdir()
        lock = os.open(self.folder / "out" / ".halogrid.lock", os.O_RDWR | os.O_CREAT)
        os.write(lock, b"process 4711 on elsewhere\n")
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = self.halogrid("run", "in.toml", "-o", "out", ranks=2, status=3)
        self.assertRegex(result.err, r"^out: error: another run is writing into this folder: process 4711 on elsewhere\nhint: [^\n]*$")
        self.assertEqual(names_in(self.folder), ["in.toml", "out", "out/.halogrid.lock"])
        os.close(lock)
        self.halogrid("run", "in.toml", "-o", "out", ranks=2)
        self.assertNotIn("out/.halogrid.lock", names_in(self.folder))


if __name__ == "__main__":
    main()
