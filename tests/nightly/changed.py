#!/usr/bin/env python3
"""Of the source files on standard input, those that clang-tidy has to see again: what has changed since the last whole-tree lint that
docs/nightly.md tells of, and what includes something that has. Where there is no such lint in this history: all but the tests, as many as
a run of continuous integration bears.

changed.py < FILES > FILES
"""
import pathlib
import re
import subprocess
import sys

import records

ROOT = pathlib.Path(__file__).resolve().parents[2]


def git(root, *words):
    return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True)


def base(root):
    """The commit of the last whole-tree lint that passed, or a word about why there is none."""
    last = records.last_of(records.recorded(root)).get("lint")
    if last is None:
        return "", f"{records.PAGE} tells of no lint"
    if last.result != "passed" or last.commit.endswith("+"):
        return "", f"the lint in {records.PAGE} is not of a commit that passed"
    if git(root, "merge-base", "--is-ancestor", last.commit, "HEAD").returncode != 0:
        return "", f"commit {last.commit} of the last lint is not in this history"
    return last.commit, ""


def includes(root, file):
    """The project's files that a file names in its includes, by their place from the root."""
    return re.findall(r'^\s*#\s*include\s+"([^"]+)"', (root / file).read_text(encoding="utf-8", errors="replace"), re.M)


def affected(root, changed, files):
    """Those of `files` that have changed or include, at any depth, what has."""
    sources = git(root, "ls-files", "-co", "--exclude-standard", "--", "*.cpp", "*.hpp").stdout.split()
    users = {}
    for file in sources:
        if (root / file).is_file():
            for name in includes(root, file):
                users.setdefault(name, set()).add(file)
                users.setdefault(str(pathlib.PurePath(file).parent / name), set()).add(file)
    seen, left = set(changed), list(changed)
    while left:
        for user in users.get(left.pop(), ()):
            if user not in seen:
                seen.add(user)
                left.append(user)
    return [file for file in files if file in seen]


def chosen(root, files):
    """(the files to look at, a word about why)"""
    commit, reason = base(root)
    if not commit:
        return [file for file in files if not file.startswith("tests/")], f"all but the tests: {reason}"
    changed = git(root, "diff", "--name-only", "--no-renames", commit).stdout.split("\n")
    changed += git(root, "ls-files", "-o", "--exclude-standard").stdout.split("\n")
    changed = {name for name in changed if name}
    if any(pathlib.PurePath(name).name == ".clang-tidy" for name in changed):
        return files, f"all files: .clang-tidy is another than at {commit}"
    return affected(root, changed, files), f"what has changed since {commit}, where all files were linted"


def main():
    files, why = chosen(ROOT, sys.stdin.read().split())
    print(f"lint: {len(files)} files, {why}", file=sys.stderr)
    print("".join(f"{file}\n" for file in files), end="")


if __name__ == "__main__":
    main()
