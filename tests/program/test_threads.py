"""How many threads a rank has: run.threads, OMP_NUM_THREADS, KOKKOS_NUM_THREADS, the cores; and numbers that no host holds."""
import json
import os

import program
from program import Case, main, start

HEAT = '[run]\nsimulation = "heat"\nsteps = 2\n[grid]\nsize = [32, 24]\n'


class Threads(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", HEAT)
        for name in ("OMP_NUM_THREADS", "KOKKOS_NUM_THREADS"):
            os.environ.pop(name, None)

    def run_with(self, *words, **variables):
        return start(["run", "in.toml", "-o", "out", *words], cwd=self.folder, env=variables)

    def test_who_says_how_many(self):
        cores = len(os.sched_getaffinity(0))
        three = ["-s", "run.threads=3"]
        for words, variables, want in (([], {}, (cores, "affinity")), ([], {"OMP_NUM_THREADS": "2"}, (2, "OMP_NUM_THREADS")),
                                       ([], {"OMP_NUM_THREADS": " 4,2 "}, (4, "OMP_NUM_THREADS")),
                                       ([], {"KOKKOS_NUM_THREADS": "3"}, (3, "KOKKOS_NUM_THREADS")),
                                       ([], {"OMP_NUM_THREADS": "2", "KOKKOS_NUM_THREADS": "2"}, (2, "OMP_NUM_THREADS")),
                                       (three, {"OMP_NUM_THREADS": "2"}, (3, "run.threads")), (three, {"OMP_NUM_THREADS": "abc"}, (3, "run.threads")),
                                       (three, {"KOKKOS_NUM_THREADS": "3"}, (3, "run.threads"))):
            with self.subTest(words=words, variables=variables):
                result = self.run_with(*words, **variables)
                self.assertEqual(result.status, 0, str(result))
                report = json.loads((self.folder / "out/report.json").read_text())
                self.assertEqual((report["threads"], report["threads_from"]), want)
                self.assertRegex(result.out, rf"threads +from {want[1]}\n")
        info = start(["info", "--json"], cwd=self.folder, env={"OMP_NUM_THREADS": "2"})
        found = json.loads(info.out)
        self.assertEqual((found["threads"], found["threads_from"]), (2, "OMP_NUM_THREADS"))
        self.assertIn("threads   from OMP_NUM_THREADS\n", start(["info"], cwd=self.folder, env={"OMP_NUM_THREADS": "2"}).out)

    def refused(self, sentence, *words, place="halogrid", **variables):
        result = self.run_with(*words, **variables)
        # libgomp has its own word on a variable, before main().
        lines = [line for line in result.err.split("\n") if line and not line.startswith("libgomp:")]
        self.assertEqual(result.status, 2, str(result))
        self.assertRegex(lines[0], rf"^{place}: error: .*{sentence}", str(result))
        self.assertEqual(len(lines), 2, str(result))
        self.assertFalse((self.folder / "out").exists())

    def test_numbers_that_no_host_holds(self):
        self.refused("run.threads = 65536, but a rank has at most 512", "-s", "run.threads=65536", place="--set run.threads")
        self.write("in.toml", HEAT.replace("steps = 2", "steps = 2\nthreads = 513"))
        self.refused("run.threads = 513, but a rank has at most 512", place=r"in.toml:4:11")
        self.write("in.toml", HEAT)
        for value in ("99999", "513", "abc", "0", "-1", "4,x", "4,,2", "1.5", "99999999999999999999", "0x10"):
            self.refused("OMP_NUM_THREADS = .* is no number of threads from 1 to 512", OMP_NUM_THREADS=value)
            self.refused("KOKKOS_NUM_THREADS = .* is no number of threads from 1 to 512", KOKKOS_NUM_THREADS=value)
        self.refused("KOKKOS_NUM_THREADS = 1, but OMP_NUM_THREADS = 2", OMP_NUM_THREADS="2", KOKKOS_NUM_THREADS="1")
        self.refused("KOKKOS_NUM_THREADS = 1, but run.threads = 2", "-s", "run.threads=2", KOKKOS_NUM_THREADS="1", place="--set run.threads")
        for command in (["info"], ["verify", "x"], ["prove", "in.toml"], ["check", "in.toml"], ["bench", "halo"]):
            self.assertEqual(start(command, cwd=self.folder, env={"OMP_NUM_THREADS": "99999"}).status, 2)

    def test_variables_that_kokkos_does_not_start_with(self):
        for name, value in (("OMP_THREAD_LIMIT", "1"), ("OMP_MAX_ACTIVE_LEVELS", "0"), ("KOKKOS_DEVICE_ID", "abc")):
            result = self.run_with("-s", "run.threads=2", **{name: value})
            self.assertEqual(result.status, 2, str(result))
            self.assertRegex(result.err, r"^halogrid: error: Kokkos cannot start 2 threads: [^\n]*\nhint: [^\n]*$")

    def test_stacks_of_threads(self):
        """As large as no host has them, or too small for what is computed; what OpenMP itself does not take, it leaves as it is."""
        if program.SANITIZED:
            self.skipTest("sanitizers have stacks of their own")
        two = ["-s", "run.threads=2"]
        for variable in ("OMP_STACKSIZE", "GOMP_STACKSIZE"):
            for value in ("400000G", " 400000 g "):
                self.refused(rf'run.threads asks for 2 threads a rank, of which the host \S+ starts only 1 with {variable} = "{value}" \(', *two,
                             place="--set run.threads", **{variable: value})
            for value in ("16k", "20000B", "127"):
                self.refused(rf'{variable} = "{value}" leaves a thread a stack of \S+ kB, but it needs 131.1 kB', *two, place="--set run.threads",
                             **{variable: value})
        for value in ("nonsense", "", "-1", "1", "99999999999999999999G", "64M", " 1 m ", "128"):
            self.assertEqual(self.run_with(*two, OMP_STACKSIZE=value).status, 0, value)
        self.assertEqual(self.run_with("-s", "run.threads=1", OMP_STACKSIZE="400000G").status, 0)
        for command in (["verify", "out"], ["prove", "in.toml"], ["info"]):
            self.assertEqual(start(command, cwd=self.folder, env={"OMP_STACKSIZE": "400000G", "OMP_NUM_THREADS": "2"}).status, 2)

    def test_more_threads_than_the_host_starts(self):
        if program.SANITIZED:
            self.skipTest("sanitizers need more memory than can be limited")
        wrapper = self.write("limited", '#!/bin/sh\nulimit -v 1500000\nexec "$HALOGRID" "$@"\n')
        wrapper.chmod(0o755)
        result = start(["run", "in.toml", "-o", "out", "-s", "run.threads=500"], cwd=self.folder, program=str(wrapper),
                       env={"HALOGRID": program.PROGRAM})
        self.assertEqual(result.status, 2, str(result))
        self.assertRegex(result.err, r"^--set run.threads: error: run.threads asks for 500 threads a rank, of which the host \S+ starts only \d+ ")

    def test_ranks_that_share_cores(self):
        """Said once, where together they have more threads than cores."""
        cores = len(os.sched_getaffinity(0))
        apart, crowded = ["-s", "run.threads=1"], ["-s", f"run.threads={cores}"]
        self.assertNotIn("warning", self.halogrid("run", "in.toml", "-o", "out", *crowded).err)
        if cores > 1:
            self.assertNotIn("warning", self.halogrid("run", "in.toml", "-o", "out", *apart, ranks=2).err)
        err = self.halogrid("run", "in.toml", "-o", "out", *crowded, ranks=2).err
        self.assertEqual(err.count("warning"), 1)
        # A warning like any other: -q keeps it, and the log has it as one.
        self.assertEqual(self.halogrid("run", "in.toml", "-o", "out", "-q", *crowded, ranks=2).err.count("halogrid: warning: 2 ranks with"), 1)
        self.assertIn("  warning: 2 ranks with", (self.folder / "out/log.txt").read_text())
        self.assertRegex(err, rf"2 ranks with {2 * cores} threads together share {cores} cores? on \S+ and take turns")


if __name__ == "__main__":
    main()
