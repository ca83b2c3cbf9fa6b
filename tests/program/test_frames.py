"""`output.frames`: pictures that a run writes as it goes on, the same on any ranks, after a restart, and as `render` draws them."""
import filecmp
import shutil

import pictures
from pictures import FILM, FRACTAL, HEAT, SOUP, PictureCase
from program import main, names_in


class Frames(PictureCase):
    LIFE = SOUP.format(width=61, steps=20, rule="B3/S23", more="frames = 5")

    def frames(self, folder="out"):
        return sorted(path.name for path in (self.folder / folder / "frames").iterdir())

    def same_frames(self, one, other):
        self.assertEqual(self.frames(one), self.frames(other))
        for name in self.frames(one):
            a, b = (self.folder / folder / "frames" / name for folder in (one, other))
            self.assertTrue(filecmp.cmp(a, b, shallow=False), name)

    def test_the_same_on_any_ranks_and_as_render_draws_it(self):
        for text in (self.LIFE, HEAT.format(more="frames = 20")):
            steps = range(0, 21, 5) if text is self.LIFE else range(0, 61, 20)
            for ranks in (1, 2, 4):
                self.run_text(text, ranks=ranks, to=f"out{ranks}")
            self.assertEqual(self.frames("out1"), [f"in.{step:08}.png" for step in steps])
            self.same_frames("out1", "out2")
            self.same_frames("out1", "out4")
            for step in steps:
                self.render("out1", "-o", "one.png", "--step", step)
                self.assertTrue(filecmp.cmp(self.folder / "one.png", self.folder / f"out1/frames/in.{step:08}.png", shallow=False))
            shutil.rmtree(self.folder / "out1")

    def test_frames_between_snapshots(self):
        self.run_text(self.LIFE, "-s", "output.every=0", "-s", "output.frames=7", to="few", ranks=2)
        self.assertEqual(self.frames("few"), ["in.00000000.png", "in.00000007.png", "in.00000014.png"])
        self.run_text(self.LIFE, "-s", "output.every=7", to="all")
        for step in (0, 7, 14):
            self.same(pictures.png(self.folder / f"few/frames/in.{step:08}.png"), self.picture_of(step, folder="all"))

    def test_a_new_run_replaces_its_own_frames(self):
        self.run_text(self.LIFE)
        self.write("out/frames/other.00000000.png", "of another run")
        self.write("out/frames/.in.00000099.png.part", "left by a killed run")
        self.run_text(self.LIFE, "-s", "output.frames=20")
        self.assertEqual(self.frames(), ["in.00000000.png", "in.00000020.png", "other.00000000.png"])
        (self.folder / "out/frames/other.00000000.png").unlink()
        self.run_text(self.LIFE, "-s", "output.frames=0")
        self.assertNotIn("frames", names_in(self.folder / "out"))

    def test_restart_makes_them_again_as_they_were(self):
        more = "\n[checkpoint]\nevery = 8\n"
        self.run_text(self.LIFE + more, "--steps", "30", to="straight")
        self.run_text(self.LIFE + more, "--steps", "16", ranks=2, to="broken")
        for name in ("in.00000020.png", "in.00000021.png"):
            self.write(f"broken/frames/{name}", "of a run that came further before it was killed")
        self.run_text(self.LIFE + more, "--steps", "30", "--restart", ranks=3, to="broken")
        self.same_frames("straight", "broken")

    def test_settled_runs_end_with_their_frames(self):
        self.write("r.rle", "x = 3, y = 3, rule = B3/S23:T40,40\nb2o$2o$bo!\n")
        text = '[run]\nsimulation = "life"\nsteps = 5000\n[life]\npattern = "r.rle"\nuntil = "settled"\n[output]\nframes = 100\n'
        end = self.run_text(text, ranks=2)["steps"]
        self.assertLess(end, 5000)
        self.assertEqual(self.frames(), [f"in.{step:08}.png" for step in range(0, end + 1, 100)])

    def test_fractal_films_have_a_frame_for_each_picture(self):
        text = FRACTAL.format("mandelbrot", "") + FILM.format("frames = 2")
        for ranks in (1, 3):
            self.run_text(text, ranks=ranks, to=f"out{ranks}")
        self.assertEqual(self.frames("out1"), [f"in.{step:08}.png" for step in (0, 2, 4, 6)])
        self.same_frames("out1", "out3")
        for step in (0, 2, 4, 6):
            self.same(pictures.png(self.folder / f"out1/frames/in.{step:08}.png"), self.picture_of(step, folder="out1"))

    def test_a_picture_made_in_parts(self):
        text = FRACTAL.format("mandelbrot", "").replace("[120, 90]", "[5000, 5000]").replace("200", "3") + "[output]\nframes = 1\n"
        self.assertGreater(self.run_text(text)["farm"]["parts"], 1)
        self.assertTrue(filecmp.cmp(self.folder / "out/in.png", self.folder / "out/frames/in.00000000.png", shallow=False))

    def test_a_frame_that_cannot_be_written(self):
        self.write("out/frames/in.00000010.png/in_the_way", "")
        self.write("in.toml", self.LIFE)
        result = self.halogrid("run", "in.toml", "-o", "out", ranks=2, status=3)
        self.assertIn("out/frames/in.00000010.png: error: cannot be written: Is a directory", result.err)
        result = self.halogrid("run", "in.toml", "-o", "out", "-s", "output.on_error=continue", ranks=2)
        self.assertIn("going on without the frame of step 10: out/frames/in.00000010.png: cannot be written", result.err)
        self.assertEqual(len(self.frames()), 5)

    def test_the_plan_counts_them(self):
        self.write("in.toml", self.LIFE)
        self.assertIn("frames           5 pictures in out/in/frames\n", self.halogrid("check", "in.toml").out)
        self.assertEqual(names_in(self.folder), ["in.toml"])


if __name__ == "__main__":
    main()
