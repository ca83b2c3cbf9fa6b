"""A viewer that speaks the protocol badly beside a run, and what must come of it: nothing. Shared by test_viewer_line.py, for a moment,
and nightly_viewer_fuzz.py, for a minute."""
import os
import random
import signal
import struct
import time

from fault import DONE, EARLY, wait_until

import viewer_line
from viewer_line import COMMAND, EDIT, FAREWELL, GO_ON, HELLO, HOME, PAUSE, RECEIVED, REQUEST, SEEK, SPEED, STEP, STOP, WELCOME, ZOOM, Line, message

# One of each kind of simulation, without an end but for the picture; the width and height of its cells.
RUNS = {
    "life": ('[run]\nsimulation = "life"\nsteps = 1000000000000\n[grid]\nsize = [96, 64]\n[life]\ndensity = 0.3\nrule = "345/2/4"\n', (96, 64)),
    "heat": ('[run]\nsimulation = "heat"\nsteps = 1000000000000\n[grid]\nsize = [48, 36]\n[heat]\ninitial = "random"\n', (48, 36)),
    "fractal": ('[run]\nsimulation = "mandelbrot"\n[grid]\nsize = SIZE\n[mandelbrot]\nx = [-1.5, 0.5]\ny = [-0.7, 0.7]\n'
                'max_iter = 1000000\nshortcuts = false\n[farm]\ntile = 8\n', (96, 64)),
}
LARGEST = 2**63 - 1


class BadViewer:
    """Says one thing after another. It may give orders on some lines; those that a run would rightly obey and end otherwise for (stop,
    cells that it draws) it only gives where they are not allowed."""

    def __init__(self, folder, size, seed):
        self.folder, self.size, self.random = folder, size, random.Random(seed)
        self.lines, self.said, self.answers = [], 0, {}

    def number(self):
        return self.random.choice([0, 1, -1, 4, 255, 256, 2**31, 2**53 + 1, LARGEST, -LARGEST - 1])

    def real(self):
        return self.random.choice([0.0, 0.5, -1.0, 1e9, 1e300, -1e300, 5e-324, float("inf"), float("nan")])

    def region(self):
        if self.random.random() < 0.5:
            return (0, 0, *self.size)
        return tuple(self.random.choice([0, 1, 7, self.number()]) for _ in range(4))

    def place(self):
        choose = self.random.choice
        return {"field": choose([0, 0, 1, -1, 2**31 - 1]), "axis": choose([2, 2, 0, 1, 3, -1]), "layer": choose([0, 0, 1, self.number()]),
                "region": self.region(), "reduction": choose([1, 1, 8, 3, self.number()])}

    def words(self, orders):
        """One message, mostly wrong. orders: of a viewer that may give them."""
        choose, kind = self.random.choice, self.random.randrange(9)
        if kind == 0:
            return viewer_line.request(fps=choose([30.0, 1000.0, 0.1, self.real()]), region=(0, 0, *self.size))
        if kind == 1:
            return viewer_line.request(fps=choose([30.0, self.real()]), **self.place())
        if kind == 2:
            return viewer_line.command(choose([PAUSE, GO_ON, GO_ON, HOME]), serial=self.number())
        if kind == 3:
            # States that there are not, here and elsewhere; other cells can be given none at all.
            if self.random.random() < 0.5:
                here = {"region": (0, 0, *self.size)}
                return viewer_line.command(PAUSE) + viewer_line.command(EDIT, choose([4, 255, -1, LARGEST]), 5.0, 5.0, **here)
            return viewer_line.command(EDIT, choose([4, 255, -1, LARGEST]), self.real(), self.real(), serial=self.number(), **self.place())
        if kind == 4:
            return viewer_line.command(choose([STEP, SPEED, SEEK, ZOOM]), self.number(), self.real(), self.real(), self.real(), **self.place())
        if kind == 5 and not orders:
            return viewer_line.command(choose([STOP, EDIT, PAUSE]), 1, 5.0, 5.0, region=(0, 0, *self.size))
        if kind == 6:
            return message(RECEIVED) * choose([1, 3, 500])
        if kind == 7:
            whole = viewer_line.command(PAUSE)
            damaged = bytearray(whole)
            damaged[self.random.randrange(len(damaged))] ^= 1 << self.random.randrange(8)
            # Not one that has become an order to stop, or to draw.
            harmless = struct.unpack_from("<i", damaged, 16)[0] not in (EDIT, STOP)
            return choose([whole[:self.random.randrange(len(whole))], bytes(damaged) if harmless else whole])
        return choose([os.urandom(self.random.randrange(1, 5000)), message(self.random.randrange(12), os.urandom(8)),
                       message(COMMAND, b"", length=2**40), message(REQUEST, b"x" * 5000), message(FAREWELL), message(HELLO)])

    def token(self, name):
        try:
            return viewer_line.token_in(self.folder / name)
        except (OSError, ValueError):  # between two of them
            return 1, b"0" * 32

    def turn(self):
        """A few words on a line of its own, of which some stay open for a while and say nothing more."""
        way = self.random.choice(["folder", "folder", "readonly", "token", "stranger", "silent"])
        try:
            if way == "folder":
                line = Line(self.folder)
            else:
                port, token = self.token(".view.readonly" if way == "readonly" else ".view.token")
                line = Line(port=port, receive_buffer=self.random.choice([None, 2048]))
        except OSError:
            return
        self.lines.append(line)
        line.socket.settimeout(0.2)
        try:
            if way == "silent":
                pass
            elif way == "stranger":
                line.say(self.random.choice([os.urandom(64), message(HELLO, b"0" * 32), message(HELLO, b"x", length=2**60), self.words(False)]))
            else:
                hello = message(HELLO, b"" if way == "folder" else token)
                line.say(*([hello, self.words(way != "readonly")] if self.random.random() < 0.3 else [hello]))
                self.talk(line, way != "readonly")
        except OSError:  # hung up on
            pass
        while len(self.lines) > self.random.choice([0, 4, 100]):
            self.lines.pop(self.random.randrange(len(self.lines))).socket.close()

    def talk(self, line, orders):
        for _ in range(self.random.choice([3, 30])):
            line.say(self.words(orders))
            self.said += 1
            if self.random.random() < 0.5:
                continue
            heard = line.hear()
            if heard is None:
                return
            self.answers[heard[0]] = self.answers.get(heard[0], 0) + 1

    def close(self):
        for line in self.lines:
            line.socket.close()


def resident(pid):
    """Bytes of memory."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def fuzz_beside(case, name, seconds):
    """Fuzzes a run for so long: it ends as without, has no more memory than after a quarter of the time (and what a heap may vary by), and
    no descriptor more than before. Returns how many words were said."""
    text, size = RUNS[name]
    folder = case.folder / f"fuzzed_{name}"
    case.write(f"{name}.toml", text.replace("SIZE", f"[{int(128 * seconds**0.5)}, {int(85 * seconds**0.5)}]"))
    job = case.job("run", f"{name}.toml", "-o", folder, "--progress", "none", "--view-listen", "0", "-s", "run.threads=1")
    case.assertTrue(wait_until(lambda: (folder / ".view.readonly").exists(), 30, 0.01), str(job.output()))
    pid, = job.rank_pids().values()
    descriptors = lambda: len(os.listdir(f"/proc/{pid}/fd"))
    before, start = descriptors(), time.monotonic()
    viewer, memory = BadViewer(folder, size, seed=16), None
    heard = lambda: {viewer_line.REFUSAL, WELCOME, viewer_line.FRAME} <= set(viewer.answers)
    while (time.monotonic() < start + seconds or not heard()) and time.monotonic() < start + seconds + 30 and job.process.poll() is None:
        viewer.turn()
        if memory is None and time.monotonic() > start + seconds / 4:
            memory = resident(pid)
    viewer.close()
    # A picture may come to its end meanwhile.
    ended = lambda: job.process.poll() is not None
    case.assertTrue(wait_until(lambda: ended() or descriptors() == before, 20, 0.05), "descriptors are left")
    if not ended():
        case.assertLess(resident(pid) - memory, 16 << 20, "its memory grows")
    case.assertTrue(heard(), f"the lines did not get as far as each kind of answer: {viewer.answers}")
    job.signal(signal.SIGUSR2)
    result = job.wait(60)
    case.assertIn(result.status, (EARLY, DONE) if name == "fractal" else (EARLY,), str(result))
    fuzzed = case.report(folder)
    case.assertGreater(fuzzed["viewers"]["refused"], 0)
    case.assertEqual(fuzzed["viewers"]["cells_edited"], 0)
    # The same number of steps, or all of the picture, with nobody there.
    steps = [] if name == "fractal" else ["--steps", str(fuzzed["steps"])]
    if name == "fractal":
        case.ended("run", f"{name}.toml", "-o", folder, "--restart", "--progress", "none", seconds=20 * max(seconds, 6), status=DONE)
        fuzzed = case.report(folder)
    case.ended("run", f"{name}.toml", "-o", "alone", "--overwrite", "--progress", "none", *steps, seconds=20 * max(seconds, 6), status=DONE)
    alone = case.report("alone")
    case.assertEqual((fuzzed["fingerprint"], fuzzed["steps"]), (alone["fingerprint"], alone["steps"]))
    return viewer.said
