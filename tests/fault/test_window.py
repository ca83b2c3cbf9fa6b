"""A real window on a real (virtual) display, with real keys: what the display shows is the picture that the viewer saves, and the keys
do what they say."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

import numpy

from fault import DONE, Case, main, program, skip, wait_until

import pictures  # of the folder that fault adds

TOOLS = ("Xvfb", "xdotool", "import", "convert")
INPUT = ('[run]\nsimulation = "life"\nsteps = 60\nseed = 4\n[grid]\nsize = [320, 200]\n[output]\nevery = 20\n'
         '[life]\ndensity = 0.4\nrule = "B36/S23"\n')


class Window(Case):
    def setUp(self):
        super().setUp()
        read, write = os.pipe()
        # It chooses a display that is free and says which.
        server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
                                  pass_fds=[write], stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.display = ":" + pipe.readline().strip()
        self.environment = {**os.environ, "DISPLAY": self.display}

    def x(self, *words):
        done = subprocess.run(list(map(str, words)), env=self.environment, capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 0, f"{words}: {done.stderr}")
        return done.stdout

    def key(self, *names):
        for name in names:
            self.x("xdotool", "key", name)

    def screenshot(self):
        """[y, x, colour] of the whole display."""
        self.x("import", "-window", "root", "-depth", 8, self.folder / "shot.ppm")
        return pictures.ppm(self.folder / "shot.ppm")

    def saved(self):
        return sorted((self.folder / "out").glob("*.view*.png"), key=lambda path: path.stat().st_mtime_ns)

    def save(self):
        before = self.saved()
        self.key("s")
        self.assertTrue(wait_until(lambda: len(self.saved()) > len(before), 10, 0.05), "nothing was saved")
        time.sleep(0.2)
        return self.saved()[-1]

    def test_keys_and_pixels(self):
        self.write("in.toml", INPUT)
        self.ended("run", "in.toml", "-o", "out", "--progress", "none", status=DONE)
        viewer = self.job("view", "out", "--size", "640,480", env={"DISPLAY": self.display, "SDL_VIDEODRIVER": "x11"})
        window = wait_until(lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "halogrid"], env=self.environment,
                                                   capture_output=True, text=True).stdout.strip(), 20, 0.1)
        self.assertTrue(window, str(viewer.output()))
        window = window.split()[0]
        self.x("xdotool", "windowfocus", window)
        place = dict(line.split("=") for line in self.x("xdotool", "getwindowgeometry", "--shell", window).split())
        left, top = int(place["X"]), int(place["Y"])
        self.assertTrue(wait_until(lambda: len(numpy.unique(self.screenshot())) > 2, 20, 0.1), "the window stays empty")

        shown = []
        for keys in ((), ("1",), ("plus", "g"), ("4", "Home"), ("bracketleft", "c")):
            self.key(*keys)
            picture = pictures.png(self.save())
            height, width = picture.shape[:2]
            screen = self.screenshot()[top:top + height, left:left + width]
            # The line that says what was saved came after the picture.
            rows = height - 20
            self.assertTrue((screen[:rows] == picture[:rows]).all(), f"after {keys} the display shows something else")
            shown.append(picture)
        self.assertFalse((shown[0] == shown[-1]).all())
        # A wheel makes larger what is under the pointer.
        self.x("xdotool", "mousemove", left + 100, top + 100, "click", 4)
        time.sleep(0.3)
        self.assertFalse((pictures.png(self.save())[:400] == shown[-1][:400]).all())
        self.key("q")
        self.assertEqual(viewer.wait(20).status, DONE)


if __name__ == "__main__":
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        skip(f"not there: {', '.join(missing)}")
    if "without SDL2" in subprocess.run([program.PROGRAM, "view", tempfile.gettempdir()], capture_output=True, text=True).stderr:
        skip("built without SDL2")
    sys.exit(main())
