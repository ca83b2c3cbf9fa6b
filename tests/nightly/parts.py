"""The parts of ./dev nightly: one row each, none longer than 40 minutes on 2 idle cores."""
import dataclasses
import sys

LIMIT_S = 2400


@dataclasses.dataclass(frozen=True)
class Part:
    """Commands run in the source folder until one fails. A command that ends with status 77, or a ctest that is skipped, leaves the part
    out: that is told, and is no failure."""

    name: str
    what: str  # for `./dev nightly list`
    commands: tuple
    packages: tuple = ()  # of the distribution, beyond what ./dev test installs
    ctests: tuple = ()  # the ctests of the configuration `nightly` that these commands run


def split(name, count, what, command):
    """`count` parts NAME-1 ...; command(k) gives the commands of the k-th."""
    return [Part(f"{name}-{k}", f"{what}, part {k} of {count}", command(k)) for k in range(1, count + 1)]


CONFIGURED = ("./dev", "setup")  # build/release as its tools need it: nothing is built
BUILT = ("./dev", "build-tests")


def ctests(name, what, *names):
    run = ("ctest", "--test-dir", "build/release", "-C", "nightly", "--output-on-failure", "--no-tests=error", "-R", f"^({'|'.join(names)})$")
    return Part(name, what, (BUILT, run), ctests=names)


def python(*words):
    return (sys.executable, *words)


MUTATIONS, ASAN, TSAN, EMULATED = 4, 4, 8, 2

WHOLE = ("commands", "errors", "fractals", "life_property", "rules", "scaling")

PARTS = [
    *split("mutations", MUTATIONS, "one-line mistakes, each noticed by its test",
           lambda k: (CONFIGURED, python("tests/mutation/run.py", "build/release", "--part", f"{k}/{MUTATIONS}"))),
    Part("fuzz", "readers of strangers' files and messages, a minute each", (CONFIGURED, python("tests/fuzz/run.py", "build/release", "60")),
         packages=("clang", "libclang-rt-dev")),
    Part("build-asan", "what the parts asan-1 ... run", (("./dev", "build-tests", "asan"),)),
    *split("asan", ASAN, "the tests with addresses and undefined behaviour watched",
           lambda k: (("./dev", "test", "asan", "-I", f"{k},,{ASAN}"),)),
    Part("build-tsan", "what the parts tsan-1 ... run", (("./dev", "build-tests", "tsan-serial"),)),
    *split("tsan", TSAN, "the tests with threads watched", lambda k: (("./dev", "test", "tsan-serial", "-I", f"{k},,{TSAN}"),)),
    ctests("whole", "every case of the tests that leave some out", "headers_alone-whole", "emulated-np2-whole", "emulated-np4-whole",
           "life_block-np6-whole", "life_block-np9-whole", "fault-hostile-whole", *(f"program-{name}-whole" for name in WHOLE)),
    ctests("kills", "a hundred runs killed and resumed", "fault-kills-nightly"),
    ctests("disk", "full disks", "fault-disk-nightly"),
    ctests("ranks", "every number of ranks", "fault-ranks-nightly"),
    ctests("damage", "signals and flipped bits of checkpoints, many times over", "fault-many-nightly"),
    ctests("viewers", "a minute of bad words to a run of each kind", "fault-viewer_fuzz-nightly"),
    ctests("library", "all of Golly's pattern library", "golly_library-all"),
    ctests("cluster-slurm", "a batch system that requeues", "cluster-slurm-nightly"),
    ctests("cluster-ranks", "256 ranks", "cluster-256_ranks-nightly"),
    Part("arm64", "kernels and their tests on a CPU that is not x86, emulated", (("tests/arm64/run.sh", "build/arm64"),),
         packages=("g++-aarch64-linux-gnu", "qemu-user")),
    Part("build-emulated", "what the parts emulated-1 ... run", (BUILT, ("./dev", "build-tests", "emulated"))),
    *split("emulated", EMULATED, "the tests on an emulated device", lambda k: (("./dev", "test", "emulated", "-I", f"{k},,{EMULATED}"),)),
    Part("emulated-runs", "every simulation and prove on an emulated device, as on the host", (python("tests/device/emulated.py"),)),
    Part("cuda", "compiled and linked for a device, where nvcc and a Kokkos with CUDA are", (python("tests/device/cuda.py"),)),
    Part("ptx", "what nvcc makes of the kernels", (python("tests/device/ptx.py"),)),
    Part("lint", "clang-tidy over every file", (("./dev", "lint"),)),
]
