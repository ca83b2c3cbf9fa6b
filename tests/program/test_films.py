"""Films that `halogrid render` makes of runs, frame by frame: every one is the picture of its step."""
import filecmp
import os
import shutil
import subprocess

import cells
import numpy
import pictures
from pictures import FILM, FRACTAL, HEAT, SOUP, PictureCase
from program import main, names_in, start


class Films(PictureCase):
    def film(self, *words, name="film.gif", **more):
        self.render(*words, "-o", name, **more)
        return pictures.gif(self.folder / name)

    def test_life_exactly(self):
        self.run_text(SOUP.format(width=53, steps=40, rule="B3/S23", more=""))
        for words in (["--zoom", "1"], ["--zoom", "3", "--crop", "4,5,41,30", "--bar"], ["--zoom", "0.25", "--palette", "magma"]):
            with self.subTest(words):
                frames, delays = self.film("out", *words)
                self.assertEqual((len(frames), set(delays)), (9, {4}))
                for step in range(0, 41, 20):
                    frame, expected = frames[step // 5], self.picture_of(step, *words, *(["--range", "0,1"] if "magma" in words else []))
                    if "--bar" in words:  # a film has room for the largest step in each frame
                        frame, expected = frame[:90], expected[:90]
                    self.same(frame, expected)
        self.assertEqual([name for name in names_in(self.folder) if "/" not in name], ["film.gif", "in.toml", "one.png", "out"])

    def test_time_range_and_speed(self):
        self.run_text(SOUP.format(width=53, steps=40, rule="B3/S23", more=""))
        every, _ = self.film("out/in.vtkhdf", "--zoom", "2")
        for steps, chosen in (("10:30", [2, 3, 4, 5, 6]), ("10:", [2, 3, 4, 5, 6, 7, 8]), (":7", [0, 1]), ("5:40:15", [1, 4, 7]),
                              ("3:33:10", []), ("::20", [0, 4, 8])):
            with self.subTest(steps):
                if not chosen:
                    result = self.render("out", "-o", "none.gif", "--steps", steps, status=2)
                    self.assertIn("none of the 9 snapshots of out is among these steps", result.err)
                    self.assertFalse((self.folder / "none.gif").exists())
                    continue
                frames, _ = self.film("out", "--zoom", "2", "--steps", steps)
                self.same(frames, every[chosen])
        self.same(self.film("out", "--zoom", "2", "--step", "15")[0], every[3:4])
        self.same(self.film("out/in.00000015.h5", "--zoom", "2")[0], every[3:4])
        for fps, delays in (("12.5", [8] * 9), ("30", [3, 4, 3] * 3), ("0.5", [200] * 9)):
            self.assertEqual(self.film("out", "--zoom", "1", "--fps", fps)[1], delays)

    def test_one_range_for_all_frames(self):
        self.run_text(HEAT.format(more=""))
        steps = range(0, 61, 20)
        values = [cells.read(self.folder / f"out/in.{step:08}.h5", "temperature") for step in steps]
        ends = f"{float(min(map(numpy.min, values)))!r},{float(max(map(numpy.max, values)))!r}"
        frames, _ = self.film("out", "--zoom", "1")
        for frame, step in zip(frames, steps):
            self.same(frame, self.picture_of(step, "--zoom", "1", "--range", ends), most=4)
        # A common range is not that of each picture alone.
        own = self.picture_of(60, "--zoom", "1").astype(int)
        self.assertGreater(int(abs(own - frames[-1]).max()), 20)

    def test_generations_with_many_states(self):
        self.run_text(SOUP.format(width=60, steps=20, rule="345/2/8", more=""))
        words = ["--zoom", "2", "--palette", "age", "--range", "0,7"]
        frames, _ = self.film("out", *words)
        for step in (0, 5, 20):
            self.same(frames[step // 5], self.picture_of(step, *words))

    def test_bits_and_bytes_give_the_same_film(self):
        for to, more in (("bits", 'compress = "bits"'), ("bytes", "")):
            self.run_text(SOUP.format(width=100, steps=20, rule="B3/S23", more=more), to=to)
            self.render(to, "-o", f"{to}.gif", "--crop", "3,1,77,30")
        self.assertTrue(filecmp.cmp(self.folder / "bits.gif", self.folder / "bytes.gif", shallow=False))

    def test_a_fractal_film(self):
        self.run_text(FRACTAL.format("mandelbrot", "smooth = true") + FILM.format(""))
        words = ["--zoom", "1", "--field", "smooth", "--range", "1,200"]
        frames, _ = self.film("out", *words)
        self.assertEqual(len(frames), 7)
        for step in (0, 3, 6):
            self.same(frames[step], self.picture_of(step, *words), most=8)

    def test_a_pattern_is_a_film_of_one_frame(self):
        self.write("glider.rle", "x = 3, y = 3, rule = B3/S23\nbo$2bo$3o!\n")
        frames, _ = self.film("glider.rle")
        self.render("glider.rle", "-o", "glider.png")
        self.same(frames[0], pictures.png(self.folder / "glider.png"))

    def test_without_ffmpeg(self):
        self.run_text(SOUP.format(width=53, steps=5, rule="B3/S23", more=""))
        # One that does not run is as good as none; the PATH itself is MPI's, too.
        self.write("bin/ffmpeg", "#!/bin/sh\nexit 1\n").chmod(0o755)
        for extension in (".mp4", ".apng"):
            path = f"{self.folder}/bin:{os.environ['PATH']}"
            result = start(["render", "out", "-o", "film" + extension], cwd=self.folder, env={"PATH": path})
            self.assertEqual(result.status, 2, str(result))
            self.assertEqual(result.err, f"film{extension}: error: {extension} films are made by the program ffmpeg, which is not in the "
                                         "PATH\nhint: install ffmpeg, or name a .gif after -o")
        self.assertEqual([name for name in names_in(self.folder) if "film" in name], [])

    def test_with_ffmpeg(self):
        if not shutil.which("ffmpeg"):
            self.skipTest("ffmpeg is not installed")
        self.run_text(SOUP.format(width=53, steps=40, rule="B3/S23", more=""))
        exact, _ = self.film("out", "--zoom", "5", "--crop", "0,0,53,39")
        for extension, most in ((".apng", 0), (".mp4", 12)):
            self.render("out", "-o", "film" + extension, "--zoom", "5", "--crop", "0,0,53,39", "--fps", "10")
            probe = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=width,height,r_frame_rate", "-of", "csv=p=0",
                                    f"file:{self.folder}/film{extension}"], capture_output=True, check=True, text=True).stdout
            width, height, rate = probe.strip().split(",")
            self.assertEqual((width, height, rate), ("266", "196", "10/1") if extension == ".mp4" else ("265", "195", "10/1"))
            raw = subprocess.run(["ffmpeg", "-v", "error", "-i", f"file:{self.folder}/film{extension}", "-f", "rawvideo", "-vsync", "0",
                                  "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
            frames = numpy.frombuffer(raw, "u1").reshape(-1, int(height), int(width), 3)[:, :195, :265].astype(int)
            self.assertEqual(len(frames), 9)
            # The middles of cells: MP4 keeps colours at half the resolution.
            apart = abs(frames - exact)[:, 2::5, 2::5]
            self.assertLessEqual(int(apart.max()) if most == 0 else float(numpy.percentile(apart, 99)), most, extension)
        result = self.render("out", "-o", "none/film.mp4", status=3)
        self.assertIn("none/film.mp4: error: cannot be written: No such file or directory", result.err)


if __name__ == "__main__":
    main()
