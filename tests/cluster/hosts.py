"""Hosts of their own for tests: network namespaces with host names and addresses of their own, joined by a bridge as by a switch. What
starts them runs in a process namespace of its own: when it ends, however it ends, all of them and all that runs on them are gone.
"""
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "program"))
import program  # noqa: E402

NETWORK = "10.77.0"  # no packet leaves the namespaces
OWN = "HALOGRID_OWN_NAMESPACES"


def skip(reason):
    """Ends a test program as skipped, with the reason."""
    print(f"skipped: {reason}")
    sys.exit(program.SKIPPED)


def namespaces_of_its_own():
    """Starts this program again as the only one of its network, mounts and processes; skips it where that is not allowed."""
    if os.environ.get(OWN):
        run("ip", "link", "set", "lo", "up")
        return
    if not shutil.which("ip") or not shutil.which("tc"):
        skip("hosts of their own need the programs ip and tc (Debian's package iproute2)")
    private = ["unshare", "--net", "--uts", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if not shutil.which("unshare") or subprocess.run([*private, "true"], capture_output=True).returncode != 0:
        skip("hosts of their own need root, and a kernel that allows network namespaces")
    # The shell is process 1: it takes care of what its grandchildren leave behind.
    os.environ[OWN] = "1"
    sys.stdout.flush()
    os.execvp("unshare", [*private, "/bin/sh", "-c", '"$@"; exit $?', "sh", sys.executable, *sys.argv])


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")


class Hosts:
    """`count` hosts n1, n2, ... on one switch. rate: of what each of them sends, as tc writes it ("1gbit"); None: as fast as it goes."""

    def __init__(self, count, folder, rate=None):
        self.names = [f"n{number + 1}" for number in range(count)]
        self.addresses = {name: f"{NETWORK}.{number + 1}" for number, name in enumerate(self.names)}
        self.pids, self.processes, self.folder = {}, [], pathlib.Path(folder)
        run("ip", "link", "add", "switch", "type", "bridge")
        run("ip", "link", "set", "switch", "up")
        for name in self.names:
            holder = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--uts", "/bin/sh", "-c",
                                       f"hostname {name} && ip link set lo up && echo up && exec sleep 100000"], stdout=subprocess.PIPE)
            if holder.stdout.readline() != b"up\n":
                raise RuntimeError(f"host {name} did not start")
            self.processes.append(holder)
            self.pids[name] = holder.pid
            run("ip", "link", "add", f"to_{name}", "type", "veth", "peer", "name", "eth0", "netns", str(holder.pid))
            run("ip", "link", "set", f"to_{name}", "master", "switch")
            run(*self.on(name), "ip", "address", "add", f"{self.addresses[name]}/24", "dev", "eth0")
            # Large packets, as in a cluster: cutting them smaller would take more of the processors than a network card does.
            for where, link in (([], f"to_{name}"), (self.on(name), "eth0")):
                run(*where, "ip", "link", "set", link, "mtu", "9000", "up")
        self.slow_down(rate)
        run("ip", "address", "add", f"{NETWORK}.254/24", "dev", "switch")
        run("hostname", "control")
        table = self.folder / "hosts"
        table.write_text("".join(f"{address} {name}\n" for name, address in
                                 {"localhost": "127.0.0.1", "control": f"{NETWORK}.254", **self.addresses}.items()))
        run("mount", "--bind", str(table), "/etc/hosts")
        # How the launcher reaches the others: in the place of ssh.
        self.agent = self.folder / "agent.sh"
        cases = "".join(f"{name}|{self.addresses[name]}) pid={self.pids[name]} ;;\n" for name in self.names)
        self.agent.write_text(f'#!/bin/sh\ncase $1 in\n{cases}esac\nshift\nexec nsenter -t $pid --net --uts /bin/sh -c "$*"\n')
        self.agent.chmod(0o755)

    def on(self, name):
        """The words that make what follows run on that host."""
        return ["nsenter", "-t", str(self.pids[name]), "--net", "--uts"]

    def slow_down(self, rate):
        """Limits what each host sends to that rate from now on."""
        for name in self.names:
            subprocess.run([*self.on(name), "tc", "qdisc", "del", "dev", "eth0", "root"], capture_output=True)
            if rate:
                run(*self.on(name), "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", rate, "burst", "10kb", "latency", "200ms")

    def launch(self, ranks, transports="tcp,self", where=()):
        """The words that start a program on so many ranks. transports: Open MPI's names. where: options that say which rank runs where;
        else they are dealt out to the hosts in turn."""
        most = -(-ranks // len(self.names))
        where = where or ["-H", ",".join(f"{address}:{most}" for address in self.addresses.values()), "--map-by", "node", "--bind-to", "none"]
        network = f"{NETWORK}.0/24"
        return [*self.on(self.names[0]), "mpirun", "--mca", "plm", "rsh", "--mca", "plm_rsh_agent", str(self.agent), *where,
                "--mca", "pml", "ob1", "--mca", "btl", transports, "--mca", "btl_tcp_if_include", network, "--mca", "oob_tcp_if_include", network, "-n", str(ranks)]

    def start(self, words, ranks, cwd, transports="tcp,self", where=(), env=None, timeout=120):
        """Runs halogrid on the hosts; a program.Result."""
        line = [*self.launch(ranks, transports, where), program.PROGRAM, *map(str, words)]
        done = subprocess.run(line, cwd=cwd, env={**os.environ, **program.ENVIRONMENT, **(env or {})}, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=program.PATIENCE * timeout)
        return program.Result(line, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))

    def close(self):
        run("umount", "/etc/hosts")
        for process in self.processes:
            process.kill()
            process.wait()
            process.stdout.close()
        for link in ("switch", *(f"to_{name}" for name in self.names)):
            subprocess.run(["ip", "link", "del", link], capture_output=True)
