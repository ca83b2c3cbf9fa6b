"""halogrid check with the rates of a machine file says how fast a run will be on many ranks, and what to ask for."""
import re

from program import ROOT, Case, main

HEAT = '[run]\nsimulation = "heat"\nthreads = 1\n[grid]\nsize = [4096, 4096]\n'
MACHINE = """host = "node7"
date = "2026-11-25"
threads = 4
memory = [{ working_set = 1024, one = 16e9, all = 64e9 }]
message.node = { latency = 1e-6, bandwidth = 1e9 }
[rates.heat-2d]
cell = 1e-9
traffic = 0
row = 0
step = 0
team = 0
exchange = 0
copy = 0
waiting = 1
"""


class Prediction(Case):
    def check(self, *words, machine=MACHINE, status=0, input_text=HEAT):
        self.write("in.toml", input_text)
        self.write("machine.toml", machine)
        return self.halogrid("check", "in.toml", *words, env={"HALOGRID_MACHINE": str(self.folder / "machine.toml")}, status=status)

    def rows(self, text):
        """ranks -> (layout, block, depth, step, waiting, speed-up, efficiency) of one table."""
        return {int(line.split()[0]): line.split() for line in text.splitlines() if re.match(r" +\d+ +\d+x\d+ ", line)}

    def test_one_node(self):
        out = self.check("--ranks", "4").out
        self.assertIn("# prediction, with the rates of heat-2d measured on node7 on 2026-11-25", out)
        rows = self.rows(out)
        self.assertEqual(list(rows), [1, 2, 4])
        # 4096^2 cells at 1 ns each; the interior hides the messages.
        self.assertEqual(rows[1][1:6], ["1x1", "4096x4096", "1", "16.8", "ms"])
        self.assertEqual(rows[4][1:6], ["1x4", "4096x1024", "1", "4.19", "ms"])
        self.assertIn("ask for 4 ranks with depth 1: 4.00 Gcell/s, 100 % efficient", out)

    def test_networks(self):
        self.write("networks.toml", "[slow]\nlatency = 1e-3\nbandwidth = 1e8\nranks_per_node = 2\n"
                                    "[fast]\nlatency = 1e-6\nbandwidth = 1e10\nranks_per_node = 2\n")
        out = self.check("--ranks", "1024", "--networks", "networks.toml").out
        slow, fast = out[out.index("\nslow:"):], out[out.index("\nfast:"):out.index("\nslow:")]
        self.assertEqual(list(self.rows(fast))[-1], 1024)
        efficiency = {name: float(self.rows(part)[1024][-2]) for name, part in (("slow", slow), ("fast", fast))}
        self.assertLess(efficiency["slow"], 20)
        self.assertGreater(efficiency["fast"], 80)
        # A slow network wants deep halos.
        self.assertGreater(int(self.rows(slow)[1024][3]), int(self.rows(fast)[1024][3]))

    def test_shipped_networks(self):
        out = self.check("--ranks", "64", "--networks", ROOT / "bench" / "networks.toml").out
        self.assertGreaterEqual(out.count("ask for "), 4)

    def test_nothing_measured(self):
        out = self.check("--ranks", "4", machine="threads = 2\n").out
        self.assertIn("has no rates of heat-2d; measure them with\n  mpirun -n 2 halogrid bench machine\n", out)
        self.assertNotIn("prediction", self.check(machine="threads = 2\n").out)
        julia = '[run]\nsimulation = "julia"\n[grid]\nsize = [64, 64]\n[julia]\nc = [0.0, 0.65]\n'
        self.assertNotIn("prediction", self.check("--ranks", "4", input_text=julia).out)

    def test_wrong_files(self):
        err = self.check("--networks", "none.toml", "--ranks", "4", status=2).err
        self.assertIn("none.toml: error: does not exist", err)
        err = self.check("--ranks", "4", machine=MACHINE.replace("cell = 1e-9\n", ""), status=2).err
        self.assertIn("machine.toml:6:1: error: cell is missing here, or no number of at least 0", err)


if __name__ == "__main__":
    main()
