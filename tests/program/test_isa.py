"""HALOGRID_ISA caps the instruction sets of host kernels: every one that this CPU has gives the same cells and is named in info and report;
one that it does not have is refused."""
import json

from program import INPUTS, Case, main

LEVELS = {"baseline": "x86-64", "avx2": "x86-64-v3", "avx512": "x86-64-v4"}
PROBLEMS = {
    "life": (INPUTS / "life" / "soup.toml", "-s", "grid.size=[1000, 700]", "--steps", "50"),
    "table": (INPUTS / "life" / "brians_brain.toml", "--steps", "20"),
    "mandelbrot": (INPUTS / "fractal" / "seahorse.toml", "-s", "grid.size=[160, 120]"),
    "deep": (INPUTS / "fractal" / "deep_zoom.toml", "-s", "grid.size=[64, 48]"),
    "heat": (INPUTS / "pde" / "heat.toml", "--steps", "20"),
}


class Isa(Case):
    def available(self):
        return json.loads(self.halogrid("info", "--json").out)["isa"]["available"]

    def test_every_level_gives_the_same_cells_and_is_named(self):
        available = self.available()
        self.assertEqual(available, list(LEVELS)[:len(available)])
        for problem, words in PROBLEMS.items():
            found = {}
            for level in available:
                report = self.run_input(*words, "--overwrite", env={"HALOGRID_ISA": level})
                self.assertEqual(report["isa"], {"used": level, "available": available})
                found[level] = report["fingerprint"]
            self.assertEqual(len(set(found.values())), 1, f"{problem}: {found}")

    def test_info_names_what_is_used_by_either_name(self):
        available = self.available()
        for level in available:
            for name in (level, LEVELS[level]):
                env = {"HALOGRID_ISA": name}
                self.assertEqual(json.loads(self.halogrid("info", "--json", env=env).out)["isa"]["used"], level)
                self.assertIn(f"kernels   {level} (this CPU has {', '.join(available)})\n", self.halogrid("info", env=env).out)
        self.assertEqual(json.loads(self.halogrid("info", "--json", env={"HALOGRID_ISA": ""}).out)["isa"]["used"], available[-1])

    def test_what_is_not_there_is_refused(self):
        has = ", ".join(self.available())
        cases = {"sse9": "HALOGRID_ISA=sse9 is no set of instructions\nhint: baseline, avx2 or avx512; this CPU has " + has}
        for level in list(LEVELS)[len(self.available()):]:
            cases[level] = f"HALOGRID_ISA={level}: this CPU has {has} only\nhint: set one of these, or nothing"
        for value, text in cases.items():
            for ranks in (1, 2):
                result = self.halogrid("run", INPUTS / "life" / "glider.rle", "-o", "out", ranks=ranks, status=2, env={"HALOGRID_ISA": value})
                self.assertEqual(result.err, "halogrid: error: " + text)
                self.assertFalse((self.folder / "out").exists())


if __name__ == "__main__":
    main()
