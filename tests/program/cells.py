"""What cells should be, in plain numpy: shares nothing with halogrid but the definitions in its documentation."""
import h5py
import numpy

MASK = (1 << 64) - 1
PAD = {"periodic": "wrap", "reflect": "symmetric", "open": "edge"}


def read(path, field):
    with h5py.File(path, "r") as file:
        return file[field][()]


def attributes(path):
    with h5py.File(path, "r") as file:
        return {key: value.decode() if isinstance(value, bytes) else value for key, value in file.attrs.items()}


def scrambled(x):
    x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return x ^ (x >> numpy.uint64(31))


def fingerprint(cells, field=0):
    """docs/format.md: the sum of a mix of field number, cell number and bits over all cells whose bits are not all zero."""
    words = cells.reshape(-1).view({1: "u1", 4: "u4", 8: "u8"}[cells.dtype.itemsize]).astype("u8")
    number = numpy.arange(1, words.size + 1, dtype="u8")
    with numpy.errstate(over="ignore"):
        key = number * numpy.uint64(0x9E3779B97F4A7C15) + numpy.uint64((field + 1) * 0xD1B54A32D192ED03 & MASK)
        return int(scrambled(key + words)[words != 0].sum(dtype="u8"))


def uniform(seed, shape):
    """SplitMix64 of (seed, cell number) as numbers in [0, 1)."""
    number = numpy.arange(1, int(numpy.prod(shape)) + 1, dtype="u8")
    golden = 0x9E3779B97F4A7C15
    with numpy.errstate(over="ignore"):
        start = scrambled(numpy.array([(seed + golden) & MASK], dtype="u8"))
        return ((scrambled(start + number * numpy.uint64(golden)) >> numpy.uint64(11)) * 2.0**-53).reshape(shape)


def padded(cells, boundary):
    """One layer of ghost cells. boundary: (low, high) per axis in the order x, y, z; each a word, or a number for a fixed value."""
    for axis, sides in enumerate(boundary):
        numpy_axis = cells.ndim - 1 - axis
        for side, kind in enumerate(sides):
            width = [(0, 0)] * cells.ndim
            width[numpy_axis] = (1, 0) if side == 0 else (0, 1)
            # The high side must not see the ghosts of the low one.
            inner = cells if side == 0 else numpy.delete(cells, 0, numpy_axis)
            if isinstance(kind, str):
                more = numpy.pad(inner, width, PAD[kind])
            else:
                more = numpy.pad(inner, width, constant_values=kind)
            cells = more if side == 0 else numpy.concatenate([numpy.take(cells, [0], numpy_axis), more], numpy_axis)
    return cells


def shifted(ghosted, offset):
    """The inner part of padded cells, moved by offset (x, y, ...)."""
    return ghosted[tuple(slice(1 + o, n - 1 + o) for o, n in zip(reversed(offset), ghosted.shape))]


def life_step(cells, birth, survival, boundary):
    ghosted = padded(cells, boundary).astype(int)
    count = sum(shifted(ghosted, (dx, dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
    born = numpy.isin(count, list(birth)) & (cells == 0)
    stays = numpy.isin(count, list(survival)) & (cells != 0)
    return (born | stays).astype("u1")


def life(cells, rule, boundary, steps):
    birth, survival = (([int(c) for c in part[1:]]) for part in rule.split("/"))
    for _ in range(steps):
        cells = life_step(cells, birth, survival, boundary)
    return cells


def heat(cells, k, boundary, steps):
    """k: alpha * dt / spacing^2 per axis. Adds in the order x, y, z."""
    for _ in range(steps):
        ghosted = padded(cells, boundary)
        change = numpy.zeros_like(cells)
        for axis in range(cells.ndim):
            unit = [int(a == axis) for a in range(cells.ndim)]
            change += k[axis] * (shifted(ghosted, unit) + shifted(ghosted, [-u for u in unit]) - 2 * cells)
        cells = cells + change
    return cells
