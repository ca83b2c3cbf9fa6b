#!/usr/bin/env python3
"""Runs the commands of the README and other pages, so that none of them is wrong.

usage: readme_commands.py PAGE.md... FOLDER_OF_PROGRAM | --self-test

Every line of a ```sh block that starts with `./dev`, `mpirun` or `halogrid` is run, in the order of the page, in an empty folder that has
the repository's inputs/ and ./dev; so a later command can use what an earlier one wrote. `./dev run` is run; of the other `./dev`
commands, which build and test, it is checked that `./dev help` lists them. `srun`, `sbatch`, `git` and `cd` lines want a cluster or a
network and are passed over. Ranks are limited to 4.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PASSED_OVER = ("srun", "sbatch", "git", "cd")
LIMIT_S = 240


def commands_of(text):
    """The commands of all ```sh blocks, continued lines joined and comments dropped."""
    out = []
    for block in re.findall(r"^```sh\n(.*?)^```", text, flags=re.S | re.M):
        for line in block.replace("\\\n", " ").split("\n"):
            line = re.sub(r"\s+#.*$|^\s*#.*$", "", line).strip()
            if line:
                out.append(line)
    return out


def adapted(command, root):
    """The command as it is run here, or None where it is not run."""
    word = command.split()[0]
    if word in PASSED_OVER:
        return None
    if word not in ("./dev", "mpirun", "halogrid"):
        raise ValueError(f"a ```sh block holds `{command}`; only ./dev, mpirun, halogrid, {', '.join(PASSED_OVER)} are expected")
    if word == "./dev":
        if not command.startswith("./dev run"):
            return None
        command = str(root) + command[1:]
    few = lambda found: f"{found.group(1)} {min(int(found.group(2)), 4)}"
    return re.sub(r"(\s-np?)\s+(\d+)", few, command) if word != "halogrid" else command


def run(readme, program_folder):
    root = next(folder for folder in readme.resolve().parents if (folder / "dev").is_file())
    help_text = subprocess.run([root / "dev", "help"], capture_output=True, text=True, check=True).stdout
    commands = commands_of(readme.read_text(encoding="utf-8"))
    environment = dict(os.environ, PATH=f"{program_folder}:{os.environ['PATH']}", OMPI_ALLOW_RUN_AS_ROOT="1",
                       OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_mpi_yield_when_idle="1")
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "inputs").symlink_to(root / "inputs")
        for command in commands:
            as_run = adapted(command, root)
            if as_run is None:
                if command.startswith("./dev"):
                    name = command.split()[1]
                    if f"./dev {name}" not in help_text:
                        sys.exit(f"`{command}`: ./dev help does not list {name}")
                print("not run:", command)
                continue
            print("run:", as_run, flush=True)
            done = subprocess.run(["bash", "-c", as_run], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=LIMIT_S)
            if done.returncode != 0:
                sys.exit(f"`{command}` returned {done.returncode}:\n{done.stdout[-4000:]}")
            count += 1
    print(f"{count} of {len(commands)} commands run")
    if count == 0:
        sys.exit(f"{readme} has no command to run")


def self_test():
    page = "```sh\n./dev run a.toml   # comment\nmpirun -n 64 halogrid run \\\n  b.toml\n\nsrun x\n```\n```toml\nhalogrid no\n```\n"
    commands = commands_of(page)
    assert commands == ["./dev run a.toml", "mpirun -n 64 halogrid run    b.toml", "srun x"], commands
    root = pathlib.Path("/some/where")
    assert adapted(commands[0], root) == "/some/where/dev run a.toml"
    assert adapted(commands[1], root).startswith("mpirun -n 4 halogrid")
    assert adapted(commands[2], root) is None and adapted("./dev test", root) is None
    try:
        adapted("rm -rf x", root)
    except ValueError:
        print("the reader of the README works")
    else:
        raise AssertionError("an unexpected command was let through")


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        self_test()
    elif len(sys.argv) > 2:
        for page in sys.argv[1:-1]:
            run(pathlib.Path(page), sys.argv[-1])
    else:
        sys.exit(__doc__)
