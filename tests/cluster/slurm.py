"""A SLURM cluster of its own for a test: slurmctld here and a slurmd on each of the hosts (hosts.py)."""
import os
import pathlib
import re
import shutil
import subprocess
import time

from hosts import NETWORK, Hosts, program, skip

DAEMONS = {"munged": "munge", "slurmctld": "slurmctld", "slurmd": "slurmd", "sbatch": "slurm-client"}
# cred_expire: also how long a job that was requeued has to wait. linuxproc and none: there are no cgroups here.
CONFIGURATION = """ClusterName=halogrid
SlurmctldHost=control({network}.254)
AuthInfo=socket={folder}/munge.socket,cred_expire=5
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmdLogFile={folder}/slurmd.%n.log
SlurmdSpoolDir={folder}/spool.%n
TmpFS={folder}/tmp.%n
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/affinity
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
ReturnToService=2
KillWait=10
{nodes}
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def needs_slurm():
    """Skips the test program where SLURM cannot be started."""
    if os.geteuid() != 0:
        skip("a SLURM cluster of its own needs root")
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    missing = [package for daemon, package in DAEMONS.items() if not shutil.which(daemon)]
    if missing:
        skip(f"SLURM is not there (Debian's packages {' '.join(missing)})")


class Cluster:
    def __init__(self, nodes, folder):
        self.folder = pathlib.Path(folder) / "slurm"
        self.folder.mkdir()
        self.hosts, self.daemons = Hosts(nodes, self.folder), []
        # Real nodes would not share what lies under /tmp.
        for name in ("state", *(f"{what}.{name}" for what in ("spool", "tmp") for name in self.hosts.names)):
            (self.folder / name).mkdir()
        nodes = "\n".join(f"NodeName={name} NodeAddr={address} CPUs=2 CoresPerSocket=2 RealMemory=2000 State=UNKNOWN"
                          for name, address in self.hosts.addresses.items())
        configuration = self.folder / "slurm.conf"
        configuration.write_text(CONFIGURATION.format(network=NETWORK, folder=self.folder, nodes=nodes))
        os.environ["SLURM_CONF"] = str(configuration)
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        munge = [f"--{what}={self.folder}/munge.{end}" for what, end in (("socket", "socket"), ("key-file", "key"), ("log-file", "log"),
                                                                         ("pid-file", "pid"), ("seed-file", "seed"))]
        self.daemon("munged", "--foreground", "--force", *munge)
        self.wait_for((self.folder / "munge.socket").exists, 20, "munged did not start")
        self.daemon("slurmctld", "-D", "-c")
        for name in self.hosts.names:
            self.daemon(*self.hosts.on(name), "slurmd", "-D")
        self.wait_for(lambda: self.said("sinfo", "-h", "-N", "-o", "%T").split() == ["idle"] * len(self.hosts.names), 60,
                      "the nodes did not come up")

    def daemon(self, *words):
        with open(self.folder / "daemons.log", "ab") as log:
            self.daemons.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def said(self, *words):
        return subprocess.run(words, capture_output=True, text=True).stdout

    def wait_for(self, condition, seconds, sentence):
        end = time.monotonic() + program.PATIENCE * seconds
        while not condition():
            if time.monotonic() > end:
                logs = "".join(f"--- {file.name}\n{file.read_text(errors='replace')[-3000:]}" for file in sorted(self.folder.glob("*.log")))
                raise AssertionError(f"{sentence} within {seconds} s\n{self.said('sinfo', '-N', '-l')}{self.said('squeue', '-l')}{logs}")
            time.sleep(0.1)

    def submit(self, script, *options, cwd, env=None, words=()):
        """Queues a job script; returns the job's number."""
        line = ["sbatch", "--parsable", *options, str(script), *map(str, words)]
        done = subprocess.run(line, cwd=cwd, env={**os.environ, **program.ENVIRONMENT, **(env or {})}, capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(line)}: {done.stderr}")
        return done.stdout.strip()

    def facts(self, job):
        """What scontrol knows of a job: {"JobState": "RUNNING", ...}; of an array one dictionary a task."""
        found = [dict(re.findall(r"(\w+)=(\S*)", text)) for text in self.said("scontrol", "-o", "show", "job", job).splitlines()]
        return found if len(found) != 1 else found[0]

    def ended(self, job, seconds=120):
        """Waits for a job (every task of an array); what is known of it then."""
        over = ("COMPLETED", "FAILED", "TIMEOUT", "CANCELLED", "NODE_FAIL", "OUT_OF_MEMORY")

        def all_over():
            facts = self.facts(job)
            return facts and all(task["JobState"] in over for task in (facts if isinstance(facts, list) else [facts]))
        self.wait_for(all_over, seconds, f"job {job} did not end")
        return self.facts(job)

    def close(self):
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in self.daemons:
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self.hosts.close()
