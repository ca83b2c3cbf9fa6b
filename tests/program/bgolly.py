"""bgolly of the package golly as another opinion: soups as it reads them, and the cells that it makes of them."""
import re
import shutil
import subprocess

import numpy

AVAILABLE = bool(shutil.which("bgolly"))
MISSING = "bgolly is not installed (package golly)"


def letter(state):
    """A state as RLE writes it where there are more than two: '.', A to X, pA to pX, qA ..."""
    if state == 0:
        return "."
    high, low = divmod(state - 1, 24)
    return (chr(ord("p") + high - 1) if high else "") + chr(ord("A") + low)


def rle(soup, rule):
    height, width = soup.shape
    letters = "bo" if soup.max(initial=0) <= 1 else [letter(state) for state in range(256)]
    rows = ["".join(letters[cell] for cell in row) for row in soup.tolist()]
    return f"x = {width}, y = {height}, rule = {rule}\n" + "$\n".join(rows) + "!\n"


def from_rle(text):
    """The cells that bgolly wrote: the smallest box that holds them all, without its place."""
    header, *lines = [line for line in text.split("\n") if not line.startswith("#")]
    width, height = (int(number) for number in re.match(r"x = (\d+), y = (\d+)", header).groups())
    found = numpy.zeros((height, width), "u1")
    x = y = 0
    for count, what in re.findall(r"(\d*)([bo.$]|[p-y]?[A-X])", "".join(lines).split("!")[0]):
        count = int(count or 1)
        if what == "$":
            x, y = 0, y + count
            continue
        if what not in "b.":
            low = ord(what[-1]) - ord("A") + 1
            found[y, x:x + count] = 1 if what == "o" else low + 24 * (ord(what[0]) - ord("p") + 1 if len(what) == 2 else 0)
        x += count
    return found


def cropped(found):
    """The smallest box that holds all live cells."""
    y, x = found.nonzero()
    return found[y.min():y.max() + 1, x.min():x.max() + 1] if y.size else found[:0, :0]


def evolved(file, steps, algorithm="QuickLife", rules=None):
    """The live cells of a pattern file after so many steps, without their place. rules: the folder of the files that explain its rule."""
    to = file.with_suffix(".golly.rle")
    words = ["bgolly", "-m", str(steps), "-a", algorithm, "-q", "-q", "-o", str(to), *(["-s", f"{rules}/"] if rules else []), str(file)]
    done = subprocess.run(words, capture_output=True, timeout=100)
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
    return cropped(from_rle(to.read_text()))
