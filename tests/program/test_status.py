"""Exit statuses at the edges: what is missing, what cannot be printed, and what a person wrote is never status 70, which is for
halogrid's own faults."""
import os
import subprocess

import program
from program import Case, main

LIFE = '[run]\nsimulation = "life"\nsteps = 4\n[grid]\nsize = [16, 12]\n[life]\ndensity = 0.3\n'
LISTING = [["list"], ["list", "heat"], ["info"], ["info", "--json"], ["check", "in.toml"], ["run", "in.toml", "--dry-run"],
           ["verify", "out"], ["--help"], ["help", "run"], ["run", "--help"], ["--version"], ["prove", "in.toml", "--steps", "1"],
           ["bench", "explain", "in.toml"], ["render", "out", "-o", "p.png"], ["bench", "scaling", "--help"]]


class Status(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", LIFE)
        self.halogrid("run", "in.toml", "-o", "out")

    def ended(self, words, shell):
        environment = {**os.environ, **program.ENVIRONMENT, **program.alone(), "SDL_VIDEODRIVER": "dummy"}
        done = subprocess.run(["bash", "-c", shell, "sh", program.PROGRAM, *words], cwd=self.folder, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=program.PATIENCE * 60)
        return program.Result([*words, shell], done.returncode, done.stdout, done.stderr)

    def assert_one_message(self, result, status, sentence=""):
        self.assertEqual(result.status, status, str(result))
        self.assertRegex(result.err, rf"^[^\n]*: error: [^\n]*{sentence}[^\n]*(\nhint: [^\n]*)?$", str(result))

    def test_standard_output_that_is_full_or_closed(self):
        for words in LISTING:
            for shell in ('"$@" > /dev/full', '"$@" >&-'):
                with self.subTest(words=words, shell=shell):
                    self.assert_one_message(self.ended(words, shell), 3, "standard output cannot be written")
        # A run has its files; a closed stream's number is not given to one of them.
        for shell in ('"$@" > /dev/full', '"$@" >&-', '"$@" <&- >&- 2>&-'):
            self.assertEqual(self.ended(["run", "in.toml", "-o", "full"], shell).status, 0)
            self.halogrid("verify", "full", "--against", "out")

    def test_a_listing_into_a_closed_pipe(self):
        for words in LISTING[:6]:
            result = self.ended(words, '"$@" | true; exit ${PIPESTATUS[0]}')
            self.assertIn(result.status, (0, 141), str(result))
            self.assertEqual(result.err, "", str(result))

    def test_what_is_missing(self):
        (self.folder / "empty").mkdir()
        run = ["run", "in.toml", "-o", "new"]
        for words in (["run", "no.toml"], ["no.rle"], ["check", "no.toml"], ["prove", "no.toml"], ["bench", "explain", "no.toml"],
                      ["verify", "no.h5"], ["verify", "out", "--against", "no"], ["verify", "out/in.00000004.h5", "--against", "no.h5"],
                      ["render", "no.h5", "-o", "p.png"], ["render", "no", "-o", "p.png"], ["render", "no.rle", "-o", "p.png"],
                      ["render", "no.vtkhdf", "-o", "p.png"], ["render", "out", "-o", "p.png", "--palette", "no.map"],
                      ["view", "no.h5"], ["view", "no"], ["view", "out", "--script", "no.txt"], [*run, "--restart", "no.h5"],
                      [*run, "--view", "--view-script", "no.txt"], [*run, "-s", "initial.cells=no.h5:/cells"],
                      [*run, "-s", "life.rule=no.rule"], ["bench", "scaling", "--summary-only", "-o", "no"],
                      ["view", "empty"], ["verify", "empty"], ["render", "empty", "-o", "p.png"]):
            with self.subTest(words=words):
                self.assert_one_message(self.ended(words, '"$@"'), 2)
        self.assertFalse((self.folder / "new").exists())
        self.assertEqual(self.halogrid("verify", "no.h5", ranks=2, status=2).err.split("\n")[0][:13], "no.h5: error:")

    def test_what_a_person_wrote_is_no_fault_of_halogrid(self):
        long, scripts = "x" * 300, {}
        for name, text in (("huge", "resize 999999 999999\n"), ("none", "resize 0 0\n")):
            scripts[name] = self.write(f"{name}.txt", text)
        run = ["run", "in.toml", "-o", "new"]
        view = ["view", "out", "--script"]
        for words in ([*view, scripts["huge"]], [*view, scripts["none"]], [*view, "out"], [*run, "--report", f"{long}.json"],
                      [*run, "--report", f"{'x' * 250}.json"], ["run", f"{long}.toml"], ["check", f"{long}.rle"], ["verify", long],
                      ["render", long, "-o", "p.png"], ["render", "out", "-o", f"{long}.png"], ["render", f"{long}.vtkhdf", "-o", "p.png"],
                      ["view", long], ["view", "out", "--script", long], ["run", "in.toml", "-o", long], [*run, "-s", f"output.name={long}"],
                      [*run, "--restart", long], ["bench", "scaling", "in.toml", "-o", long], ["bench", "explain", "in.toml", "-o", f"{long}.svg"],
                      ["bench", "io", "--size", "1048576,1048576"], ["bench", "kernels", "--size", "1048576,1048576"],
                      ["prove", "in.toml", "-s", "grid.size=[10000000,1000000]", "--steps", "1"]):
            with self.subTest(words=words):
                result = self.ended(list(map(str, words)), '"$@"')
                self.assertIn(result.status, (2, 3), str(result))
                self.assertRegex(result.err, r"^[^\n]*: error: [^\n]*(\nhint: [^\n]*)?$", str(result))
        # What nobody asked for by name is left alone.
        self.halogrid("run", "in.toml", "-o", "new", env={"HALOGRID_MACHINE": long})

    def test_refusals_of_memory_name_the_input(self):
        huge = self.write("huge.toml", LIFE.replace("[16, 12]", "[10000000, 10000000]")).name
        self.assert_one_message(self.ended(["run", huge], '"$@"'), 2, "the grid of 10000000 x 10000000 cells needs")
        self.assertTrue(self.ended(["run", huge], '"$@"').err.startswith("huge.toml:5:8: error: "))
        result = self.ended(["run", "in.toml", "-s", "grid.size=[10000000,10000000]"], '"$@"')
        self.assertTrue(result.err.startswith("--set grid.size: error: "), str(result))


if __name__ == "__main__":
    main()
