"""Viewers that read slowly, ask for what a simulation does not allow, or are strangers: none of them ends, spoils or holds a run."""
import json

from fault import EARLY, Case, main, wait_until

import viewer_line
from viewer_line import WELCOME, Line

HEAT = '[run]\nsimulation = "heat"\nsteps = 1000000000000\n[grid]\nsize = [24, 18]\n'


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

    def report(self, to="out"):
        return json.loads((self.folder / to / "report.json").read_text())

    def test_a_slow_reader_does_not_hold_the_end(self):
        """A frame of 9 MB is under way when the last step has been made, and is read by drops: for minutes, were it waited for."""
        job = self.live(HEAT.replace("[24, 18]", "[1500, 1500]"), "-s", "run.watchdog=2s")
        viewer = self.viewer(receive_buffer=4096)
        viewer.say(viewer_line.request(region=(0, 0, 1500, 1500)))
        self.assertEqual(len(viewer.socket.recv(16)), 16)
        viewer.say(viewer_line.command(viewer_line.STOP))
        while viewer.socket.recv(4096) and job.process.poll() is None:
            wait_until(lambda: job.process.poll() is not None, 0.1, 0.01)
        result = job.wait(60)
        self.assertEqual(result.status, EARLY, str(result))
        self.assertEqual(self.report()["stopped_by"], "the viewer")


if __name__ == "__main__":
    main()
