"""What the parts of ./dev nightly came to: a line for each run in the user's state folder, and the last one of each part in a page of docs/."""
import dataclasses
import datetime
import os
import pathlib
import platform
import re

PAGE = "docs/nightly.md"
OLD_DAYS = 14
HEAD = """# What the slow checks came to

The last run of each part of `./dev nightly`, as `./dev nightly record` copied it from the machines that ran them. A commit with a
+ had changes that are in no commit.

| Part | Date (UTC) | Commit | CPU | Instruction sets | Seconds | Result |
|---|---|---|---|---|--:|---|
"""


@dataclasses.dataclass(frozen=True)
class Line:
    """One run of one part."""

    part: str
    date: str
    commit: str
    cpu: str
    variants: str
    seconds: int
    result: str

    def fields(self):
        return [self.part, self.date, self.commit, self.cpu, self.variants, str(self.seconds), self.result]


def line_of(fields):
    """A Line, or None where these are not the fields of one."""
    if len(fields) != 7 or not fields[5].isdigit() or not re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", fields[1]):
        return None
    return Line(*fields[:5], int(fields[5]), fields[6])


def folder():
    """Where lines and logs are kept; made if it is not there."""
    out = pathlib.Path(os.environ.get("XDG_STATE_HOME") or pathlib.Path.home() / ".local/state") / "halogrid" / "nightly"
    out.mkdir(parents=True, exist_ok=True)
    return out


def kept():
    file = folder() / "nightly.tsv"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [line for line in (line_of(text.split("\t")) for text in lines) if line]


def keep(line):
    with open(folder() / "nightly.tsv", "a", encoding="utf-8") as file:
        file.write("\t".join(re.sub(r"\s+", " ", field) for field in line.fields()) + "\n")


def recorded(root):
    """The lines of the page."""
    file = root / PAGE
    rows = re.findall(r"^\| (.*) \|$", file.read_text(encoding="utf-8"), re.M) if file.is_file() else []
    return [line for line in (line_of(row.split(" | ")) for row in rows) if line]


def page(lines, never):
    """The page's text. never: the parts without a line."""
    rows = "".join(f"| {' | '.join(field.replace('|', '/') for field in line.fields())} |\n" for line in lines)
    return HEAD + rows + (f"\nNever run yet: {', '.join(never)}.\n" if never else "")


def last_of(lines):
    """The last line of each part: the latest date, and of two of a date the later one here."""
    out = {}
    for line in lines:
        if line.part not in out or line.date >= out[line.part].date:
            out[line.part] = line
    return out


def marks(line, now):
    """What `list` adds to a line that is no longer worth much."""
    then = datetime.datetime.strptime(line.date, "%Y-%m-%d %H:%M").replace(tzinfo=datetime.timezone.utc)
    days = (now - then).days
    return f", {days} DAYS OLD" if days > OLD_DAYS else ""


def cpu_information():
    file = pathlib.Path("/proc/cpuinfo")
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def cpu_model(text=None):
    found = re.search(r"^model name\s*:\s*(.+)$", cpu_information() if text is None else text, re.M)
    return found[1].strip() if found else platform.machine()


def cpu_variants(text=None):
    """The instruction sets of host kernels that this CPU has: by the flags that they are compiled for (cmake/HalogridHostKernels.cmake)."""
    found = re.search(r"^flags\s*:\s*(.+)$", cpu_information() if text is None else text, re.M)
    flags = set(found[1].split()) if found else set()
    out = ["baseline"]
    if {"avx2", "bmi1", "bmi2", "fma", "popcnt"} <= flags:
        out.append("avx2")
        if {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"} <= flags:
            out.append("avx512")
    return " ".join(out)
