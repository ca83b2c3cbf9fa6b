"""What `halogrid render` draws: golden images of every simulation.

HALOGRID_GOLDEN=write makes the golden images of tests/golden anew: look at them before they are committed.
"""
import os
import shutil

import cells as cells_of
import numpy
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


class OfTheRule(PictureCase):
    def test_states_have_their_rule_s_colours(self):
        self.write("r.rule", "@RULE r\n@TABLE\nn_states:4\nneighborhood:Moore\nsymmetries:permute\n@COLORS\n1 1 2 3\n3 200 0 100\n")
        self.write("p.rle", "x = 4, y = 2, rule = r\n.ABC$C!\n")
        self.run_text('[run]\nsimulation = "life"\nsteps = 0\n[grid]\nsize = [4, 2]\n[life]\npattern = "p.rle"\nat = [0, 0]\n')
        colours = {0: (48, 48, 48), 1: (1, 2, 3), 2: (255, 127, 0), 3: (200, 0, 100)}
        self.render("out", "-o", "zoom.png", "--zoom", "1")
        self.assertEqual(pictures.png(self.folder / "zoom.png").tolist(),
                         [[list(colours[state]) for state in row] for row in ((0, 1, 2, 3), (3, 0, 0, 0))])
        # The run's own picture, and a palette that is asked for.
        own = pictures.png(self.folder / "out" / "in.png")
        self.assertEqual(tuple(own[0, -1]), colours[3])
        self.render("out", "-o", "gray.png", "--zoom", "1", "--palette", "gray", "--range", "0,3")
        self.assertEqual(pictures.png(self.folder / "gray.png")[0].tolist(), [[level] * 3 for level in (0, 85, 170, 255)])


class Up(PictureCase):
    """Which row of cells is drawn at the top."""

    def drawn(self, text, *words, to="out", frames=False):
        """The picture of the run's last state, by render; the run's own and the frame's are the same."""
        self.run_text(text, *words, to=to)
        self.render(to, "-o", "up.png")
        picture = pictures.png(self.folder / "up.png")
        self.same(pictures.png(next((self.folder / to).glob("*.png"))), picture)
        if frames:
            self.same(pictures.png(sorted((self.folder / to / "frames").glob("*.png"))[-1]), picture)
        return picture

    def test_fields_with_a_physical_y(self):
        cells = numpy.add.outer(numpy.arange(8.0), numpy.arange(8.0) / 100)  # y rises by rows
        numpy.save(self.folder / "u.npy", cells)
        text = '[run]\nsimulation = "heat"\nsteps = 0\n[grid]\nsize = [8, 8]\n[initial]\ntemperature = "u.npy"\n[output]\nframes = 1\n'
        up = self.drawn(text, frames=True)
        self.assertGreater(up[0].astype(int).sum(), up[-1].astype(int).sum())  # viridis: larger values are brighter
        down = self.drawn(text, "-s", "view.y_up=false", to="down", frames=True)
        self.same(down, up[::-1])
        # A picture that a run starts from looks as it did.
        self.render("out", "-o", "start.png", "--zoom", "1", "--palette", "gray", "--range", "0,8")
        levels = pictures.png(self.folder / "start.png")
        for words in ([], ["-s", "view.y_up=false"]):
            self.run_text(text.replace("u.npy", "start.png"), *words, to="again")
            self.render("again", "-o", "again.png", "--zoom", "1", "--palette", "gray", "--range", "0,1")
            self.same(pictures.png(self.folder / "again.png"), levels)

    def test_automata_have_row_0_on_top(self):
        self.write("p.rle", "x = 8, y = 8\n3o!\n")
        text = '[run]\nsimulation = "life"\nsteps = 0\n[grid]\nsize = [8, 8]\n[life]\npattern = "p.rle"\nat = [0, 0]\n'
        top = self.drawn(text)
        self.assertGreater(top[0].astype(int).sum(), top[-1].astype(int).sum())
        self.same(self.drawn(text, "-s", "view.y_up=true", to="up"), top[::-1])

    def test_the_imaginary_axis(self):
        def text(keys, film=""):
            return f'[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [64, 48]\n[mandelbrot]\nmax_iter = 60\n{keys}\n{film}'
        centred = 'center = ["-0.5", "0.6"]\nwidth = 2.4'
        up = self.drawn(text(centred))
        self.same(self.drawn(text(centred), "-s", "mandelbrot.imag_up=false", to="down"), up[::-1])
        # As x and y say, from their first end on, where nothing else is said.
        ends = "x = [-1.7, 0.7]\ny = [-0.3, 1.5]"
        self.same(self.drawn(text(ends), to="ends"), up[::-1])
        self.same(self.drawn(text(ends), "-s", "mandelbrot.imag_up=true", to="ends_up"), up)
        turned = "x = [-1.7, 0.7]\ny = [1.5, -0.3]"
        self.same(self.drawn(text(turned), to="turned"), self.drawn(text(turned), "-s", "mandelbrot.imag_up=true", to="turned_up"))
        ship = 'center = ["-1.75", "-0.03"]\nwidth = 0.2\nvariant = "burning_ship"'
        self.same(self.drawn(text(ship), to="ship"), self.drawn(text(ship), "-s", "mandelbrot.imag_up=false", to="ship_down"))
        self.same(self.drawn(text(ship), "-s", "mandelbrot.imag_up=true", to="ship_up"),
                  self.drawn(text(ship), to="ship_again")[::-1])
        film = '[zoom]\nframes = 2\nkeyframes = [["-0.5", "0.6", 4.8], ["-0.5", "0.6", 2.4]]\n'
        self.same(self.drawn(text("", film), to="film"), up)
        # Files keep their rows: the imaginary part rises.
        self.run_text(text(centred), "-s", "mandelbrot.imag_up=false", to="file_down")
        rows = [cells_of.read(self.folder / folder / "in.00000000.h5", "iterations") for folder in ("out", "file_down")]
        self.assertTrue((rows[0] == rows[1]).all())
        refused = self.halogrid("run", self.write("no.toml", text(centred)), "-s", "view.y_up=true", status=2)
        self.assertIn("mandelbrot.imag_up turns a picture of the complex plane", refused.err)


if __name__ == "__main__":
    main()
