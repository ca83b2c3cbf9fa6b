"""Several hosts for real: network namespaces with addresses and host names of their own and TCP between them. Files and fingerprints are
those of one rank on one host."""
import filecmp
import json

from hosts import Hosts, namespaces_of_its_own
from program import ROOT, Case, main

INPUTS = {
    "life": '[run]\nsimulation = "life"\nsteps = 40\n[grid]\nsize = [1030, 517]\n[output]\nevery = 20\n[life]\ndensity = 0.4\n',
    "bytes": '[run]\nsimulation = "life"\nsteps = 20\n[grid]\nsize = [261, 133]\n[output]\nevery = 10\n[life]\ndensity = 0.4\nstorage = "bytes"\n',
    "heat": '[run]\nsimulation = "heat"\nsteps = 20\n[grid]\nsize = [300, 257]\nboundary = ["periodic", "reflect"]\n[output]\nevery = 10\n'
            '[heat]\ninitial = "random"\n',
    "mandelbrot": '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [400, 301]\n[mandelbrot]\nmax_iter = 2000\n',
}
# Between ranks of one host shared memory, as on a cluster.
SHARED = "tcp,vader,self"


class SeveralHosts(Case):
    def setUp(self):
        super().setUp()
        for name, text in INPUTS.items():
            self.write(f"{name}.toml", text)

    def expected(self, name):
        """The report of the run on one rank; its files are in one/NAME."""
        if not (self.folder / "one" / name).exists():
            self.run_input(f"{name}.toml", to=f"one/{name}")
        return json.loads((self.folder / "one" / name / "report.json").read_text())

    def hosts(self, count, rate=None):
        hosts = Hosts(count, self.folder, rate)
        self.addCleanup(hosts.close)
        return hosts

    def compare(self, hosts, name, ranks, *words, transports="tcp,self"):
        expected = self.expected(name)
        to = f"{name}_{ranks}"
        result = hosts.start(["run", f"{name}.toml", "-o", to, "--overwrite", "--progress", "none", *words], ranks, self.folder, transports)
        self.assertEqual(result.status, 0, str(result))
        report = json.loads((self.folder / to / "report.json").read_text())
        self.assertEqual(report["host_count"], len(hosts.names), str(result))
        self.assertEqual(report["ranks"], ranks)
        self.assertEqual(report["fingerprint"], expected["fingerprint"], f"{name} on {ranks} ranks")
        files = sorted(path.name for path in (self.folder / "one" / name).glob("*.h5"))
        self.assertEqual(files, sorted(path.name for path in (self.folder / to).glob("*.h5")))
        for file in files:
            self.assertTrue(filecmp.cmp(self.folder / "one" / name / file, self.folder / to / file, shallow=False), f"{to}/{file} differs")

    def test_two_hosts(self):
        hosts = self.hosts(2)
        for name in INPUTS:
            self.compare(hosts, name, 2)
        self.compare(hosts, "heat", 2, "-s", "decomposition.depth=5")
        self.compare(hosts, "life", 2, "-s", "decomposition.overlap=false")
        for name in ("life", "mandelbrot"):
            self.compare(hosts, name, 4, transports=SHARED)

    def test_four_hosts(self):
        hosts = self.hosts(4)
        for name in INPUTS:
            self.compare(hosts, name, 4)
        self.compare(hosts, "heat", 8, "-s", "decomposition.depth=3", transports=SHARED)

    def test_a_slow_link(self):
        hosts = self.hosts(2, "20mbit")
        for name in INPUTS:
            self.compare(hosts, name, 2)
        self.compare(hosts, "heat", 2, "-s", "decomposition.depth=4")

    def test_what_info_says_of_them(self):
        hosts = self.hosts(2)
        result = hosts.start(["info", "--json"], 4, self.folder, SHARED)
        self.assertEqual(result.status, 0, str(result))
        found = json.loads(result.out)
        self.assertEqual(found["nodes"], 2)
        self.assertEqual([place["host"] for place in found["ranks"]], ["n1", "n2"] * 2)

    def test_the_examples_of_files(self):
        """bench/slurm/hostfile and its like: each rank is where they say."""
        hosts = self.hosts(2)
        examples = ROOT / "bench" / "slurm"
        on_cores = {"OMPI_MCA_hwloc_base_binding_policy": "core"}
        for where, expected in (
                (["--hostfile", examples / "hostfile", "--map-by", "node", "--bind-to", "core"], [("n1", "0"), ("n2", "0"), ("n1", "1"), ("n2", "1")]),
                (["--machinefile", examples / "machinefile"], [("n1", "0"), ("n1", "1"), ("n2", "0"), ("n2", "1")]),
                (["--hostfile", examples / "hostfile", "--rankfile", examples / "rankfile"], [("n1", "0"), ("n1", "1"), ("n2", "0"), ("n2", "1")])):
            result = hosts.start(["info", "--json"], 4, self.folder, SHARED, list(map(str, where)), on_cores)
            self.assertEqual(result.status, 0, str(result))
            found = json.loads(result.out)
            self.assertEqual([(place["host"], place["cores"]) for place in found["ranks"]], expected, str(result))
            self.assertFalse(found["cores_shared"], str(result))


if __name__ == "__main__":
    namespaces_of_its_own()
    main()
