"""Viewers that read slowly, ask for what a simulation does not allow, or are strangers: none of them ends, spoils or holds a run."""
import concurrent.futures
import json
import os
import resource

from fault import DONE, EARLY, Case, main, wait_until

import viewer_fuzz
import viewer_line
from viewer_line import CHECKPOINT, EDIT, GO_ON, HOME, PAUSE, REFUSAL, SEEK, SPEED, STEP, STOP, WELCOME, ZOOM, Line, command

LIFE = '[run]\nsimulation = "life"\nsteps = 1000000000000\n[grid]\nsize = [64, 48]\n[life]\ndensity = 0.3\n'
HEAT = '[run]\nsimulation = "heat"\nsteps = 1000000000000\n[grid]\nsize = [24, 18]\n'
# Every pixel of it takes all of the iterations, one by one.
FRACTAL = ('[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [640, 480]\n[mandelbrot]\nx = [-0.1, 0.1]\ny = [-0.1, 0.1]\n'
           'max_iter = 1000000\nshortcuts = false\n[farm]\ntile = 8\n')


def stop_as(user, folder):
    """What a viewer of another user is answered; for a process of its own."""
    os.setuid(user)
    with Line(folder) as line:
        welcome = line.hello()[0]
        line.say(command(STOP))
        return [welcome, line.hear()]


class ViewerLine(Case):
    def live(self, text, *more, to="out", ranks=1):
        self.write("in.toml", text)
        job = self.job("run", "in.toml", "-o", to, "--progress", "none", *more, ranks=ranks)
        self.assertTrue(wait_until(lambda: (self.folder / to / ".view").exists(), 30, 0.01), str(job.output()))
        return job

    def viewer(self, to="out", **how):
        """One through the folder, welcomed."""
        line = Line(self.folder / to, **how)
        self.addCleanup(line.socket.close)
        self.assertEqual(line.hello()[0], WELCOME)
        return line

    def remote(self, name, to="out"):
        """One that has the token of that file, and what it is answered."""
        path = self.folder / to / name
        self.assertTrue(wait_until(path.exists, 10, 0.01))
        port, token = viewer_line.token_in(path)
        line = Line(port=port)
        self.addCleanup(line.socket.close)
        return line, line.hello(token)

    def refused(self, line, words, sentence):
        """The command is answered by a sentence, and the line stays open."""
        line.say(words)
        self.assertRegex(line.hear_kind(REFUSAL).decode(), sentence)

    def report(self, to="out"):
        return json.loads((self.folder / to / "report.json").read_text())

    def stopped(self, job, by="the viewer"):
        """The viewers' part of the report of a run that has stopped."""
        result = job.wait(60)
        self.assertEqual(result.status, EARLY, str(result))
        self.verify_all()
        self.assertEqual(self.report()["stopped_by"], by)
        return self.report().get("viewers")

    def test_a_slow_reader_does_not_hold_the_end(self):
        """A frame of 9 MB is under way when the last step has been made, and is read by drops: for minutes, were it waited for."""
        job = self.live(HEAT.replace("[24, 18]", "[1500, 1500]"), "-s", "run.watchdog=2s")
        viewer = self.viewer(receive_buffer=4096)
        viewer.say(viewer_line.request(region=(0, 0, 1500, 1500)))
        self.assertEqual(len(viewer.socket.recv(16)), 16)
        viewer.say(command(STOP))
        while viewer.socket.recv(4096) and job.process.poll() is None:
            wait_until(lambda: job.process.poll() is not None, 0.1, 0.01)
        self.stopped(job)

    def test_cells_take_their_own_states_only(self):
        """Also on two ranks, and through the rest of the line: numbers without an end, steps that are not there, views of no fractal."""
        for ranks in (1, 2):
            with self.subTest(ranks=ranks):
                job = self.live(LIFE + 'rule = "345/2/4"\n', "--overwrite", ranks=ranks)
                viewer = self.viewer()
                here = {"x": 5.0, "y": 5.0, "region": (0, 0, 64, 48)}
                self.refused(viewer, command(EDIT, 1, **here), "while the run is paused")
                viewer.say(command(PAUSE))
                for number in (4, 255, -1, 2**63 - 1, -2**63):
                    self.refused(viewer, command(EDIT, number, **here), f"{number} is no state of a cell: they go from 0 to 3")
                for place in ({"x": 64.0}, {"y": 48.0}, {"x": -1.0}, {"x": 1e300}, {"field": 1}, {"field": -1}, {"layer": 1}, {"axis": 0}):
                    self.refused(viewer, command(EDIT, 1, **{**here, **place}), "outside of the grid")
                for number in (2**63 - 1, 0, -5):
                    self.refused(viewer, command(STEP, number), f"{number} is no number of steps")
                for number in (2**63 - 1, -1):
                    self.refused(viewer, command(SPEED, number), f"{number} is no number of steps")
                self.refused(viewer, command(SEEK, 3), "no other steps")
                self.refused(viewer, command(HOME), "nothing to explore")
                self.refused(viewer, command(ZOOM, x=0.5, y=0.5, factor=2.0), "nothing to explore")
                # The largest that is allowed, twice, is no number below none.
                viewer.say(*[command(STEP, 2**53)] * 3, viewer_line.request(region=(0, 0, 64, 48)))
                first = viewer.frame()[0]
                while viewer.frame()[0] <= first:
                    pass
                viewer.say(command(PAUSE), command(EDIT, 3, **here), command(STOP))
                facts = self.stopped(job)
                self.assertEqual((facts["refused"], facts["cells_edited"]), (22, 1))
                # What was drawn is a state that goes on.
                self.ended("run", "in.toml", "-o", "out", "--restart", "--steps", str(self.report()["steps"]), "--progress", "none", status=DONE)

    def test_numbers_and_pixels_are_not_set_by_hand(self):
        """Refused with a word, and the run goes on; what was refused counts as done for whoever waits for it."""
        for name, text in (("heat", HEAT), ("mandelbrot", FRACTAL)):
            with self.subTest(name):
                job = self.live(text, to=name)
                viewer = self.viewer(name)
                viewer.say(command(PAUSE, serial=1))
                self.refused(viewer, command(EDIT, 1, x=5.0, y=5.0, region=(0, 0, 24, 18), serial=2), f"cells of {name} cannot be set by hand")
                viewer.say(viewer_line.request(region=(0, 0, 24, 18)))
                while viewer.frame()[1:] != (True, 2):
                    pass
                if name == "mandelbrot":
                    for far in ({"factor": 1e300}, {"factor": 1e-300}, {"x": 1e300}, {"x": -1e300}, {"factor": 2**-50}):
                        self.refused(viewer, command(ZOOM, **{"x": 0.5, "y": 0.5, **far}), "too far away|do not reach so far")
                viewer.say(command(STOP))
                result = job.wait(60)
                self.assertEqual(result.status, EARLY, str(result))
                self.assertEqual(self.report(name)["viewers"]["refused"], 1 if name == "heat" else 6)

    def test_who_may_only_look(self):
        """The token in .view.readonly shows the cells, any number of times, and gives no orders; who may give them takes its place."""
        job = self.live(LIFE, "--view-listen", "0")
        readonly = self.folder / "out" / ".view.readonly"
        looking, answer = self.remote(".view.readonly")
        self.assertEqual(answer[0], WELCOME)
        self.assertEqual(readonly.stat().st_mode & 0o777, 0o600)
        looking.say(viewer_line.request(region=(0, 0, 64, 48)))
        step = looking.frame()[0]
        for kind in (PAUSE, GO_ON, STEP, SPEED, EDIT, CHECKPOINT, STOP, SEEK, HOME, ZOOM):
            self.refused(looking, command(kind, 1), "may look and gives no orders")
        while looking.frame()[0] <= step + 1:
            pass
        self.assertEqual(self.remote(".view.readonly")[1], (REFUSAL, b"another viewer watches this run"))
        looking.socket.close()
        self.assertTrue(wait_until(lambda: self.remote(".view.readonly")[1][0] == WELCOME, 10, 0.05))
        ordering, answer = self.remote(".view.token")
        self.assertEqual(answer[0], WELCOME)
        self.assertEqual(self.remote(".view.readonly")[1], (REFUSAL, b"another viewer watches this run"))
        ordering.say(command(STOP))
        self.assertEqual(self.stopped(job)["refused"], 10)
        self.assertFalse(readonly.exists())

    def test_another_user_may_only_look(self):
        """Where the folder and its socket are opened to others: the system says who comes."""
        if os.geteuid() != 0:
            self.skipTest("only root can be somebody else")
        job = self.live(LIFE)
        self.folder.chmod(0o755)
        (self.folder / "out").chmod(0o755)
        (self.folder / "out" / ".view").chmod(0o666)
        with concurrent.futures.ProcessPoolExecutor(1) as somebody_else:
            answers = somebody_else.submit(stop_as, 65534, self.folder / "out").result(60)
        self.assertEqual(answers, [WELCOME, (REFUSAL, b"this viewer may look and gives no orders")])
        viewer = self.viewer()
        viewer.say(command(STOP))
        self.assertEqual(self.stopped(job)["refused"], 1)

    def test_strangers_keep_nobody_out(self):
        """Silent connections, many more than there are places for, and renewed all the time."""
        job = self.live(LIFE, "--view-listen", "0")
        token = self.folder / "out" / ".view.token"
        self.assertTrue(wait_until(token.exists, 10, 0.01))
        port, _ = viewer_line.token_in(token)
        silent, before = [], len(self.connections(job))
        for turn in range(4):
            for line in silent[:100 * (turn % 2)]:
                line.socket.close()
            silent += [Line(port=port) for _ in range(100)]
            line, answer = self.remote(".view.token")
            self.assertEqual(answer[0], WELCOME)
            line.socket.close()
            self.assertTrue(wait_until(lambda: len(self.connections(job)) <= before + 64, 10, 0.05))
        for line in silent:
            line.socket.close()
        viewer = self.viewer()
        viewer.say(command(STOP))
        self.stopped(job)

    def test_bad_words(self):
        """For a moment; nightly_viewer_fuzz.py takes its time."""
        for name in viewer_fuzz.RUNS:
            with self.subTest(name):
                viewer_fuzz.fuzz_beside(self, name, 1.5)

    def connections(self, job):
        """Descriptors of sockets that rank 0 has."""
        pid, = job.rank_pids().values()
        folder = f"/proc/{pid}/fd"
        links = []
        for name in os.listdir(folder):
            try:
                links.append(os.readlink(f"{folder}/{name}"))
            except OSError:
                pass
        return [link for link in links if link.startswith("socket:")]

    def test_without_descriptors_it_waits(self):
        """A connection that cannot be accepted for want of descriptors is waited with, not asked for without end."""
        job = self.live(HEAT)
        viewer = self.viewer()
        viewer.say(command(PAUSE), viewer_line.request(region=(0, 0, 1, 1), fps=1.0))
        while not viewer.frame()[1]:
            pass
        pid, = job.rank_pids().values()
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, limits[1]))
        with Line(self.folder / "out") as waiting:
            waiting.say(viewer_line.message(viewer_line.HELLO))
            self.assertTrue(wait_until(lambda: self.is_quiet(job), 20, 0.1), "its thread spins")
            resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
            self.assertEqual(waiting.hear(), (REFUSAL, b"another viewer watches this run"))
        viewer.say(command(STOP))
        self.stopped(job)


if __name__ == "__main__":
    main()
