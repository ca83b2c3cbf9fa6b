#!/usr/bin/env python3
"""The slow checks, as named parts.

./dev nightly               all parts
./dev nightly PART ...      these; `mutations` stands for mutations-1, mutations-2 ...
./dev nightly list          every part with its last result; parts that are older than 14 days or never ran are marked
./dev nightly record        writes the last result of each part into docs/nightly.md, as a commit of its own

Exit status: 0 all that ran passed, 1 one did not, 2 wrong words.
"""
import datetime
import os
import pathlib
import re
import subprocess
import sys
import time

import records
from parts import LIMIT_S, PARTS

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = 77


def output_of(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def commit():
    """The commit, with a + where files differ from it."""
    name = output_of("git", "rev-parse", "--short=12", "HEAD")
    return name + ("+" if output_of("git", "status", "--porcelain") else "")


def chosen(words):
    """The parts that the words name, each once and in the table's order."""
    names = [part.name for part in PARTS]
    wanted = set()
    for word in words or names:
        found = [name for name in names if name == word or re.fullmatch(re.escape(word) + r"-\d+", name)]
        if not found:
            print(f"nightly: there is no part '{word}'; ./dev nightly list shows all, each with its last result", file=sys.stderr)
            sys.exit(2)
        wanted.update(found)
    return [part for part in PARTS if part.name in wanted]


def shown(command, log):
    """Runs a command, its output here and in the log: (status, whether a ctest was skipped)."""
    skipped = False
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", env={**os.environ, "CI": ""}) as process:
        for line in process.stdout:
            skipped = skipped or "***Skipped" in line
            print(line, end="", flush=True)
            log.write(line)
    return process.returncode, skipped


def run(part):
    """Runs one part and keeps a line about it."""
    print(f"nightly: {part.name}: {part.what}", flush=True)
    began, date, result = time.monotonic(), datetime.datetime.now(datetime.timezone.utc), "passed"
    before = commit()
    commands = [*([("./dev", "need", part.name, *part.packages)] if part.packages else []), *part.commands]
    with open(records.folder() / f"{part.name}.log", "w", encoding="utf-8") as log:
        for command in commands:
            status, skipped = shown(command, log)
            if status == LEFT_OUT or (status == 0 and skipped and part.ctests):
                result = "left out"
                break
            if status != 0:
                result = "failed"
                break
    line = records.Line(part.name, date.strftime("%Y-%m-%d %H:%M"), before if before == commit() else before.rstrip("+") + "+",
                        records.cpu_model(), records.cpu_variants(), round(time.monotonic() - began), result)
    records.keep(line)
    print(f"nightly: {part.name} {result}, {line.seconds} s", flush=True)
    return line


def show(lines):
    """The end of a run: what each part came to."""
    for line in lines:
        late = f"; longer than {LIMIT_S // 60} minutes, split it" if line.seconds > LIMIT_S else ""
        where = f"; {records.folder() / line.part}.log" if line.result != "passed" else ""
        print(f"nightly: {line.result:<9} {line.part:<16} {line.seconds:>6} s{late}{where}")
    count = {result: sum(line.result == result for line in lines) for result in ("passed", "failed", "left out")}
    print(f"nightly: {len(lines)} parts, {count['passed']} passed, {count['failed']} failed, {count['left out']} left out")
    return 1 if count["failed"] else 0


def listing(now):
    last = records.last_of(records.recorded(ROOT) + records.kept())
    for part in PARTS:
        line = last.get(part.name)
        text = "never run" if line is None else f"{line.result} {line.date} {line.commit} {line.seconds} s"
        marks = "" if line is None else records.marks(line, now)
        print(f"{part.name:<16} {part.what:<72} {text}{marks}")


def record():
    """docs/nightly.md from what was kept here and what stands there already, committed alone."""
    last = records.last_of(records.recorded(ROOT) + records.kept())
    text = records.page([last[part.name] for part in PARTS if part.name in last], [part.name for part in PARTS if part.name not in last])
    file = ROOT / records.PAGE
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        print(f"nightly: {records.PAGE} says all of it already")
        return
    file.write_text(text, encoding="utf-8")
    output_of("git", "add", records.PAGE)
    output_of("git", "commit", "-m", "Nightly: the last result of every part", "--", records.PAGE)
    print(f"nightly: {records.PAGE} committed, {len(last)} parts")


def main():
    words = sys.argv[1:]
    if any(word.startswith("-") for word in words):
        print(__doc__)
        return 2
    if words == ["list"]:
        listing(datetime.datetime.now(datetime.timezone.utc))
        return 0
    if words == ["record"]:
        record()
        return 0
    return show([run(part) for part in chosen(words)])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("nightly: stopped; the part under way is not recorded")
