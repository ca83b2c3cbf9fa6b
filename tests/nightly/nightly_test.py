#!/usr/bin/env python3
"""nightly_test.py BUILD: the parts of ./dev nightly are what they should be, and so is what is kept about them."""
import contextlib
import datetime
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import changed  # noqa: E402
import nightly  # noqa: E402
import records  # noqa: E402
from parts import Part, PARTS  # noqa: E402

BUILD = None
INTEL = "model name\t: Some CPU @ 2 GHz\nflags\t\t: fpu avx avx2 bmi1 bmi2 fma popcnt avx512f avx512bw avx512cd avx512dq avx512vl\n"


def line(part="fuzz", date="2026-01-02 03:04", result="passed", commit="0123456789ab"):
    return records.Line(part, date, commit, "Some CPU", "baseline avx2", 60, result)


class Repository(unittest.TestCase):
    """A git repository and a state folder of its own for every test."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = pathlib.Path(holder.name) / "tree"
        (self.root / "docs").mkdir(parents=True)
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            self.put(os.environ, name, None)
        self.put(os.environ, "XDG_STATE_HOME", str(pathlib.Path(holder.name) / "state"))
        for module in (nightly, changed):
            before = module.ROOT
            self.addCleanup(setattr, module, "ROOT", before)
            module.ROOT = self.root
        self.git("init", "-q")
        for key, value in (("user.name", "a"), ("user.email", "a@b"), ("commit.gpgsign", "false"), ("core.hooksPath", "/dev/null")):
            self.git("config", key, value)
        self.commit({"a.txt": ""})

    def put(self, mapping, name, value):
        before = mapping.pop(name, None)
        if value is not None:
            mapping[name] = value
        self.addCleanup(lambda: mapping.pop(name, None) if before is None else mapping.__setitem__(name, before))

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.root, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, files):
        for name, text in files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")
        return self.git("rev-parse", "--short=12", "HEAD")

    def said(self, call, *arguments):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            result = call(*arguments)
        return result, out.getvalue()


class Table(unittest.TestCase):
    def test_names(self):
        names = [part.name for part in PARTS]
        self.assertEqual(len(names), len(set(names)))
        self.assertFalse({"list", "record"} & set(names))

    def test_every_nightly_ctest_is_in_one_part(self):
        told = subprocess.run(["ctest", "--test-dir", BUILD, "-N", "-C", "nightly", "-L", "nightly"], check=True, capture_output=True, text=True)
        there = re.findall(r"Test +#\d+: (\S+)", told.stdout)
        self.assertCountEqual(there, [name for part in PARTS for name in part.ctests])

    def test_numbered_parts_are_complete(self):
        for kind in {part.name.rpartition("-")[0] for part in PARTS if re.search(r"-\d+$", part.name)}:
            mine = [part for part in PARTS if re.fullmatch(re.escape(kind) + r"-\d+", part.name)]
            self.assertEqual([part.name for part in mine], [f"{kind}-{k}" for k in range(1, len(mine) + 1)])
            for k, part in enumerate(mine, 1):
                self.assertIn(f"part {k} of {len(mine)}", part.what)
                self.assertTrue({f"{k}/{len(mine)}", f"{k},,{len(mine)}"} & set(part.commands[-1]), part)

    def test_words(self):
        self.assertEqual([part.name for part in nightly.chosen([])], [part.name for part in PARTS])
        self.assertEqual([part.name for part in nightly.chosen(["lint", "fuzz", "lint"])], ["fuzz", "lint"])
        self.assertGreater(len(nightly.chosen(["mutations"])), 1)
        said = io.StringIO()
        with contextlib.redirect_stderr(said), self.assertRaises(SystemExit) as ended:
            nightly.chosen(["nonsense"])
        self.assertEqual(ended.exception.code, 2)
        self.assertIn("no part 'nonsense'", said.getvalue())


class Lint(unittest.TestCase):
    def test_no_header_is_left_out(self):
        top = HERE.parents[1]
        pattern = re.search(r"^HeaderFilterRegex: '(.*)'$", (top / ".clang-tidy").read_text(), re.M)[1]
        headers = [path for folder in ("engine", "kernels", "sims", "viz", "bench", "tests") for path in (top / folder).rglob("*.hpp")]
        self.assertGreater(len(headers), 200)
        self.assertEqual([str(path) for path in headers if not re.search(pattern, str(path))], [])


class Runs(Repository):
    def run_parts(self, **commands):
        self.addCleanup(setattr, nightly, "PARTS", nightly.PARTS)
        nightly.PARTS = [Part(name, "what it does", tuple(("sh", "-c", text) for text in texts), ctests=("some",) if "ctest" in name else ())
                         for name, texts in commands.items()]
        return self.said(lambda: nightly.show([nightly.run(part) for part in nightly.chosen([])]))

    def test_what_passed_is_said_and_kept(self):
        status, out = self.run_parts(good=["echo one", "echo two"], away=["exit 77", "echo never"], ctest_away=["echo '1/1 x ***Skipped'"])
        self.assertEqual(status, 0, out)
        self.assertIn("one\ntwo\n", out)
        self.assertNotIn("never", out)
        self.assertIn("3 parts, 1 passed, 0 failed, 2 left out", out)
        kept = records.kept()
        self.assertEqual([(one.part, one.result) for one in kept], [("good", "passed"), ("away", "left out"), ("ctest_away", "left out")])
        self.assertEqual(kept[0].commit, self.git("rev-parse", "--short=12", "HEAD"))
        self.assertTrue(kept[0].cpu and kept[0].variants.startswith("baseline"))

    def test_what_failed_is_said_and_the_rest_goes_on(self):
        status, out = self.run_parts(bad=["echo reason; exit 3", "echo never"], good=["true"])
        self.assertEqual(status, 1)
        self.assertNotIn("never", out)
        self.assertRegex(out, r"failed +bad .*nightly/bad\.log")
        self.assertIn("2 parts, 1 passed, 1 failed", out)
        self.assertEqual((records.folder() / "bad.log").read_text(), "reason\n")

    def test_files_in_no_commit_are_told(self):
        (self.root / "a.txt").write_text("other")
        self.run_parts(good=["true"])
        self.assertTrue(records.kept()[0].commit.endswith("+"))


class Pages(Repository):
    def test_list_marks_what_is_old_or_never_ran(self):
        records.keep(line("fuzz", "2026-01-02 03:04"))
        records.keep(line("lint", "2026-01-30 03:04", "failed"))
        out = self.said(nightly.listing, datetime.datetime(2026, 2, 1, tzinfo=datetime.timezone.utc))[1]
        self.assertRegex(out, r"(?m)^fuzz .*passed 2026-01-02 03:04 0123456789ab 60 s, 29 DAYS OLD$")
        self.assertRegex(out, r"(?m)^lint .*failed 2026-01-30 03:04 0123456789ab 60 s$")
        self.assertRegex(out, r"(?m)^kills .*never run$")

    def test_record_is_one_commit_of_the_page_alone(self):
        (self.root / "a.txt").write_text("work under way")
        self.git("add", "a.txt")
        for one in (line("fuzz"), line("fuzz", "2026-01-03 00:00", "failed"), line("lint")):
            records.keep(one)
        self.assertIn("committed", self.said(nightly.record)[1])
        self.assertEqual(self.git("show", "--name-only", "--format=", "HEAD"), records.PAGE)
        self.assertEqual(self.git("status", "--porcelain"), "M  a.txt")
        self.assertEqual(records.recorded(self.root), [line("fuzz", "2026-01-03 00:00", "failed"), line("lint")])
        self.assertIn("Never run yet: mutations-1,", (self.root / records.PAGE).read_text())
        self.assertIn("already", self.said(nightly.record)[1])

    def test_what_other_machines_recorded_stays(self):
        (self.root / records.PAGE).write_text(records.page([line("fuzz", "2026-03-01 00:00"), line("lint")], []))
        records.keep(line("fuzz", "2026-02-01 00:00"))
        records.keep(line("disk"))
        self.said(nightly.record)
        self.assertEqual({one.part: one.date for one in records.recorded(self.root)},
                         {"fuzz": "2026-03-01 00:00", "disk": "2026-01-02 03:04", "lint": "2026-01-02 03:04"})

    def test_cpu(self):
        self.assertEqual((records.cpu_model(INTEL), records.cpu_variants(INTEL)), ("Some CPU @ 2 GHz", "baseline avx2 avx512"))
        self.assertEqual(records.cpu_variants(INTEL.replace("avx512dq ", "")), "baseline avx2")
        self.assertEqual(records.cpu_variants(INTEL.replace(" fma ", " ")), "baseline")
        self.assertEqual(records.cpu_variants("Features\t: fp asimd\n"), "baseline")


class Changed(Repository):
    FILES = ["engine/a.cpp", "engine/b.cpp", "sims/c.cpp", "tests/d_test.cpp"]

    def setUp(self):
        super().setUp()
        self.linted = self.commit({"engine/a.hpp": "", "engine/deep/b.hpp": '#include "engine/a.hpp"\n', "engine/a.cpp": '#include "engine/a.hpp"\n',
                                   "engine/b.cpp": '#include "engine/deep/b.hpp"\n', "sims/c.cpp": "", "tests/d_test.cpp": "  # include \"sims/c.cpp\"\n"})

    def record(self, **what):
        self.commit({records.PAGE: records.page([line("lint", **{"commit": self.linted, **what})], [])})

    def chosen(self):
        return changed.chosen(self.root, self.FILES)[0]

    def test_nothing_changed(self):
        self.record()
        self.assertEqual(self.chosen(), [])

    def test_headers_bring_all_that_include_them(self):
        self.record()
        (self.root / "engine/a.hpp").write_text("int a;\n")
        self.assertEqual(self.chosen(), ["engine/a.cpp", "engine/b.cpp"])
        self.commit({})
        self.assertEqual(self.chosen(), ["engine/a.cpp", "engine/b.cpp"])

    def test_a_new_header_that_is_in_no_commit(self):
        self.record()
        (self.root / "sims/new.hpp").write_text("")
        (self.root / "sims/c.cpp").write_text('#include "sims/new.hpp"\n')
        self.assertEqual(self.chosen(), ["sims/c.cpp", "tests/d_test.cpp"])

    def test_the_program_without_a_lint_to_go_by(self):
        self.assertEqual(self.chosen(), self.FILES[:3])
        for what in ({"result": "failed"}, {"commit": self.linted + "+"}, {"commit": "0123456789ab"}):
            self.record(**what)
            self.assertEqual(self.chosen(), self.FILES[:3], what)

    def test_everything_where_the_checks_changed(self):
        self.record()
        (self.root / "tests/.clang-tidy").write_text("")
        self.assertEqual(self.chosen(), self.FILES)


if __name__ == "__main__":
    BUILD = sys.argv.pop(1)
    unittest.main()
