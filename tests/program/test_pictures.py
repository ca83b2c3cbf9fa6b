"""What `halogrid render` draws: golden images of every simulation.

HALOGRID_GOLDEN=write makes the golden images of tests/golden anew: look at them before they are committed.
"""
import os
import shutil

import pictures
from pictures import FRACTAL, HEAT, SOUP, PictureCase
from program import ROOT, main

GOLDEN = ROOT / "tests" / "golden"

# simulation, rule or other variant: the input, and how its last state is drawn.
DRAWN = {
    "life": (SOUP.format(width=60, steps=40, rule="B3/S23", more=""), ["--zoom", "2"]),
    "life_averaged": (SOUP.format(width=480, steps=40, rule="B3/S23", more="").replace("40]", "320]"), ["--zoom", "0.25"]),
    "generations": (SOUP.format(width=60, steps=40, rule="345/2/8", more=""), ["--zoom", "2", "--palette", "age", "--bar"]),
    "heat": (HEAT.format(more=""), ["--zoom", "1", "--bar"]),
    "phase": (HEAT.format(more=""), ["--zoom", "1", "--palette", "phase", "--range", "0.1,0.9", "--crop", "0,8,64,48"]),
    "mandelbrot": (FRACTAL.format("mandelbrot", ""), ["--zoom", "1"]),
    "julia": (FRACTAL.format("julia", "smooth = true"), ["--zoom", "1", "--field", "smooth", "--bar"]),
}
# What other simulations are drawn with: their defaults.
PLAIN = '[run]\nsimulation = "{}"\nsteps = 20\n[grid]\nsize = [96, 64]\n'


class Golden(PictureCase):
    def test_every_simulation(self):
        listed = [line.split()[0] for line in self.halogrid("list").out.split("\n\n")[0].strip().split("\n")]
        self.assertIn("life", listed)
        drawn = {**{name: (PLAIN.format(name), ["--zoom", "1"]) for name in listed if name not in DRAWN}, **DRAWN}
        for name, (text, words) in drawn.items():
            with self.subTest(name):
                self.run_text(text, ranks=2, to=name)
                self.render(name, "-o", f"{name}.png", *words)
                golden = GOLDEN / f"{name}.png"
                if os.environ.get("HALOGRID_GOLDEN") == "write":
                    GOLDEN.mkdir(exist_ok=True)
                    shutil.copy(self.folder / f"{name}.png", golden)
                self.assertTrue(golden.exists(), f"there is no {golden}: HALOGRID_GOLDEN=write makes it; look at it, then commit it")
                self.same(pictures.png(self.folder / f"{name}.png"), pictures.png(golden))

    def test_they_are_small(self):
        self.assertLess(sum(path.stat().st_size for path in GOLDEN.glob("*.png")), 100_000)

    def test_other_formats_hold_the_same_pixels(self):
        self.run_text(HEAT.format(more=""))
        self.render("out", "-o", "a.png", "--bar")
        self.render("out/in.vtkhdf", "-o", "a.ppm", "--bar")
        self.same(pictures.ppm(self.folder / "a.ppm"), pictures.png(self.folder / "a.png"))


if __name__ == "__main__":
    main()
