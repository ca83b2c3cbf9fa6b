"""The job scripts of bench/slurm, unchanged, on a SLURM cluster that the test starts: the same bits as without SLURM."""
import filecmp
import json
import re

from hosts import namespaces_of_its_own, program
from program import ROOT, Case, main
from slurm import Cluster, needs_slurm

SCRIPTS = ROOT / "bench" / "slurm"
LIFE = """[run]
simulation = "life"
steps = 60
[grid]
size = [515, 259]
[output]
every = 30
[checkpoint]
every = 20
[life]
density = 0.4
"""
HEAT = """[run]
simulation = "heat"
steps = 1000000000
[grid]
size = [300, 200]
[heat]
initial = "random"
"""


class SlurmCase(Case):
    def setUp(self):
        super().setUp()
        self.write("life.toml", LIFE)
        self.cluster = Cluster(4, self.folder)
        self.addCleanup(self.cluster.close)

    def environment(self, file, **more):
        return {"HALOGRID": program.PROGRAM, "INPUT": file, **more}

    def log(self, name):
        return (self.folder / name).read_text()

    def run_script(self, script, *options, file="life.toml", words=(), **more):
        """Submits it and waits for it; what it said."""
        job = self.cluster.submit(SCRIPTS / script, *options, cwd=self.folder, env=self.environment(file, **more), words=words)
        facts = self.cluster.ended(job)
        text = self.log(f"halogrid.{job}.log")
        self.assertEqual([facts["JobState"], facts["ExitCode"]], ["COMPLETED", "0:0"], text)
        return text

    def check(self, folder, name, **facts):
        """The files of a run by SLURM are those of one without it."""
        report = json.loads((self.folder / folder / "report.json").read_text())
        self.assertEqual({key: report[key] for key in facts}, facts)
        straight = self.run_input(f"{name}.toml", "--overwrite", to=f"straight_{name}")
        self.assertEqual(report["fingerprint"], straight["fingerprint"])
        files = sorted(path.name for path in (self.folder / f"straight_{name}").glob("*.h5"))
        self.assertEqual(files, sorted(path.name for path in (self.folder / folder).glob("*.h5")))
        for file in files:
            self.assertTrue(filecmp.cmp(self.folder / f"straight_{name}" / file, self.folder / folder / file, shallow=False), file)

    def places(self, text):
        """(host, cores) of each rank, as `halogrid info` printed them."""
        return re.findall(r"^rank \d+ +\d+ threads? on (\S+) \(cores ([\d,-]+)\)", text, re.M)

    def requeue(self, stop, seconds, *options):
        """The script's job is stopped by USR2 within some seconds of stop(job), queued again by itself, and goes on to the end."""
        self.write("heat.toml", HEAT)
        job = self.cluster.submit(SCRIPTS / "requeue.sh", *options, cwd=self.folder, env=self.environment("heat.toml"))
        log = self.folder / f"halogrid.{job}.log"
        stop(job)
        self.cluster.wait_for(lambda: log.exists() and "queueing this job again" in log.read_text(), seconds, "the run did not stop")
        stopped = re.search(r"stopped at step (\d+) of \d+ by signal USR2, with the checkpoint out/heat/checkpoints/heat\.(\d+)\.h5", log.read_text())
        self.assertTrue(stopped and int(stopped[1]) == int(stopped[2]), log.read_text())
        # The same run, with an end.
        steps = int(stopped[1]) + 100
        self.write("heat.toml", HEAT.replace("1000000000", str(steps)))
        self.cluster.wait_for(lambda: self.cluster.facts(job)["Restarts"] == "1", 60, "the job was not queued again")
        facts = self.cluster.ended(job, 240)
        self.assertEqual([facts["JobState"], facts["ExitCode"], facts["Restarts"]], ["COMPLETED", "0:0", "1"], log.read_text())
        self.assertIn(f"going on from step {stopped[1]}", log.read_text())
        self.check("out/heat", "heat", steps=steps, ranks=4, host_count=2)


class Slurm(SlurmCase):
    def test_one_node(self):
        text = self.run_script("one_node.sh")
        self.check("out/life", "life", ranks=2, host_count=1)
        # Every rank has a core of its own.
        self.assertEqual(sorted(cores for _, cores in self.places(text)), ["0", "1"], text)
        self.assertEqual(len({host for host, _ in self.places(text)}), 1, text)
        self.assertIn("every rank has cores of its own", text)
        text = self.run_script("one_node.sh", "--ntasks-per-node=1", "--cpus-per-task=2", OUTPUT="wide")
        self.check("wide", "life", ranks=1, threads=2)
        self.assertEqual([cores for _, cores in self.places(text)], ["0-1"], text)

    def test_many_nodes(self):
        text = self.run_script("many_nodes.sh")
        self.check("out/life", "life", ranks=8, host_count=4)
        # Node by node, each rank on a core of its own.
        self.assertEqual([host for host, _ in self.places(text)], ["n1", "n1", "n2", "n2", "n3", "n3", "n4", "n4"], text)
        self.assertEqual(len(set(self.places(text))), 8, text)
        self.assertIn("memory", text)
        self.run_script("many_nodes.sh", "--nodes=2", "--ntasks-per-node=1", words=["-s", "decomposition.depth=5"], OUTPUT="two")
        self.check("two", "life", ranks=2, host_count=2, depth=5)

    def test_array_sweep(self):
        densities = (0.2, 0.3, 0.5)
        self.write("sweep.txt", "".join(f"-s life.density={density} -s run.seed=7\n" for density in densities))
        job = self.cluster.submit(SCRIPTS / "array_sweep.sh", "--array=1-3", cwd=self.folder, env=self.environment("life.toml"))
        tasks = self.cluster.ended(job)
        self.assertEqual([task["JobState"] for task in tasks], ["COMPLETED"] * 3, [self.log(f"sweep.{job}_{n}.log") for n in (1, 2, 3)])
        for number, density in enumerate(densities, 1):
            expected = self.run_input("life.toml", "-s", f"life.density={density}", "-s", "run.seed=7", "--overwrite")
            report = json.loads((self.folder / f"out/life_sweep/{number}/report.json").read_text())
            self.assertEqual(report["fingerprint"], expected["fingerprint"])
        # More tasks than lines.
        job = self.cluster.submit(SCRIPTS / "array_sweep.sh", "--array=4", cwd=self.folder, env=self.environment("life.toml"))
        self.assertEqual(self.cluster.ended(job)["ExitCode"], "2:0")
        self.assertIn("line 4 of sweep.txt is missing", self.log(f"sweep.{job}_4.log"))

    def test_requeue(self):
        def stop(job):
            # It catches signals once it has claimed its folder.
            self.cluster.wait_for((self.folder / "out/heat/.halogrid.lock").exists, 60, "the run did not start")
            self.cluster.said("scancel", "--signal=USR2", job)
        self.requeue(stop, 60)


if __name__ == "__main__":
    needs_slurm()
    namespaces_of_its_own()
    main()
