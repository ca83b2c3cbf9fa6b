"""Profilers that are loaded into Kokkos see the phases of a run as regions, and the report names the same ones."""
import os
import sys

from program import SKIPPED, Case, main

TOOL = os.environ.get("HALOGRID_REGION_COUNTER", "")
HEAT = ('[run]\nsimulation = "heat"\nsteps = 6\n[grid]\nsize = [64, 64]\n[decomposition]\ndepth = 1\n'
        '[output]\nevery = 3\n[checkpoint]\nevery = 3\n')
MANDELBROT = '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [64, 48]\n[mandelbrot]\nmax_iter = 50\n'


class Profiling(Case):
    def regions(self, text, ranks):
        """How often each region was entered, all ranks together, and the report's phases."""
        self.write("in.toml", text)
        file = self.folder / "regions"
        env = {"KOKKOS_TOOLS_LIBS": TOOL, "KOKKOS_PROFILE_LIBRARY": TOOL, "HALOGRID_REGIONS": str(file)}
        report = self.run_input("in.toml", ranks=ranks, env=env)
        counts = {}
        for line in file.read_text().splitlines():
            name, count = line.rsplit(" ", 1)
            counts[name] = counts.get(name, 0) + int(count)
        self.assertEqual(counts.pop("open"), 0, counts)
        self.assertEqual(counts.pop("wrong"), 0, counts)
        return counts, report["seconds"]["phases"]

    def test_steps(self):
        counts, phases = self.regions(HEAT, 2)
        # Six steps of two ranks, an exchange each.
        self.assertEqual([counts["hg::" + name] for name in ("pack", "wait", "unpack", "rim")], [12, 12, 12, 12])
        self.assertEqual(counts["hg::checkpoint"], 4)
        self.assertGreaterEqual(counts["hg::output"], 6)
        for name in phases:
            self.assertIn("hg::" + name, counts)
        self.assertEqual(set(phases["interior"]), {"min", "mean", "max", "slowest_rank"})
        self.assertIn(phases["interior"]["slowest_rank"], (0, 1))

    def test_tiles(self):
        counts, phases = self.regions(MANDELBROT, 2)
        self.assertEqual(counts["hg::tiles"], counts["hg::put"])
        self.assertLessEqual({"preview", "tiles", "put", "idle", "output"}, set(phases))
        for name in phases:
            self.assertIn("hg::" + name, counts)


if __name__ == "__main__":
    if not os.path.exists(TOOL):
        print("skipped: HALOGRID_REGION_COUNTER names no library")
        sys.exit(SKIPPED)
    main()
