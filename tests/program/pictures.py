"""Reads PNG, PPM and GIF files in plain Python, from their definitions: shares nothing with halogrid and the libraries that it uses.
And what tests of pictures have in common."""
import pathlib
import struct
import zlib

import numpy

from program import Case

SOUP = """[run]
simulation = "life"
steps = {steps}
seed = 9
[grid]
size = [{width}, 40]
[life]
density = 0.35
rule = "{rule}"
[output]
every = 5
{more}
"""
HEAT = """[run]
simulation = "heat"
steps = 60
[grid]
size = [96, 64]
boundary = [["fixed:1", "reflect"], "periodic"]
[heat]
initial = "gauss"
[output]
every = 20
{more}
"""
FRACTAL = '[run]\nsimulation = "{0}"\n[grid]\nsize = [120, 90]\n[{0}]\nmax_iter = 200\n{1}\n'
FILM = '[zoom]\nframes = 7\nkeyframes = [["-0.75", "0", "3"], ["-0.743644", "0.131826", "0.01"]]\n[output]\n{}\n'


def _unfiltered(rows, height, stride, pixel_bytes):
    """Scanlines with a filter byte each -> bytes, section 9 of the PNG specification."""
    out = numpy.zeros((height, stride), "u1")
    above = numpy.zeros(stride, "i4")
    for y in range(height):
        kind, line = rows[y * (stride + 1)], numpy.frombuffer(rows, "u1", stride, y * (stride + 1) + 1).astype("i4")
        if kind == 2:
            line = (line + above) & 255
        elif kind != 0:
            for x in range(stride):
                left = line[x - pixel_bytes] if x >= pixel_bytes else 0
                up, corner = above[x], above[x - pixel_bytes] if x >= pixel_bytes else 0
                if kind == 1:
                    add = left
                elif kind == 3:
                    add = (left + up) // 2
                else:
                    guess = left + up - corner
                    add = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
                line[x] = (line[x] + add) & 255
        out[y], above = line, line
    return out


def png(path):
    """[y, x, colour]"""
    data = pathlib.Path(path).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", path
    at, compressed, palette = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0], path
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            assert colour in (2, 3) and not interlaced and (colour == 3 or depth == 8), path
        elif kind == b"PLTE":
            palette = numpy.frombuffer(body, "u1").reshape(-1, 3)
        elif kind == b"IDAT":
            compressed += body
        at += 12 + length
    stride = (width * depth * (3 if colour == 2 else 1) + 7) // 8
    bytes_ = _unfiltered(zlib.decompress(compressed), height, stride, 3 if colour == 2 else 1)
    if colour == 2:
        return bytes_.reshape(height, width, 3)
    bits = numpy.unpackbits(bytes_, axis=1).reshape(height, -1, depth)[:, :width]
    return palette[(bits * (1 << numpy.arange(depth)[::-1])).sum(axis=2)]


def ppm(path):
    kind, size, most, pixels = pathlib.Path(path).read_bytes().split(b"\n", 3)
    assert kind == b"P6" and most == b"255", path
    width, height = map(int, size.split())
    return numpy.frombuffer(pixels, "u1").reshape(height, width, 3)


def _lzw(data, code_size, count):
    """Appendix F of the GIF specification: the numbers of `count` pixels."""
    clear, end = 1 << code_size, (1 << code_size) + 1
    table, width, before, out = [], code_size + 1, None, bytearray()
    value = bits = at = 0
    while True:
        while bits < width:
            value |= data[at] << bits
            at, bits = at + 1, bits + 8
        code, value, bits = value & ((1 << width) - 1), value >> width, bits - width
        if code == end:
            break
        if code == clear:
            table, width, before = [bytes([i]) for i in range(clear)] + [b"", b""], code_size + 1, None
            continue
        if before is None:
            word = table[code]
        else:
            word = table[code] if code < len(table) else before + before[:1]
            if len(table) < 4096:
                table.append(before + word[:1])
        out += word
        before = word
        if len(table) == 1 << width and width < 12:
            width += 1
    assert len(out) == count, (len(out), count)
    return bytes(out)


def gif(path):
    """The frames as they are seen, [frame, y, x, colour], and their delays in hundredths of a second."""
    data = pathlib.Path(path).read_bytes()
    assert data[:6] == b"GIF89a", path
    width, height, flags = struct.unpack("<HHB", data[6:11])
    at = 13

    def colours(flag_byte):
        nonlocal at
        if not flag_byte & 0x80:
            return None
        size = 3 << ((flag_byte & 7) + 1)
        table = numpy.frombuffer(data, "u1", size, at).reshape(-1, 3)
        at += size
        return table

    def blocks():
        nonlocal at
        out = b""
        while data[at]:
            out += data[at + 1:at + 1 + data[at]]
            at += 1 + data[at]
        at += 1
        return out

    shared = colours(flags)
    canvas = numpy.zeros((height, width, 3), "u1")
    frames, delays, transparent, delay = [], [], None, 0
    while data[at] != 0x3B:
        if data[at] == 0x21:
            label, at = data[at + 1], at + 2
            body = blocks()
            if label == 0xF9:
                assert body[0] >> 2 & 7 == 1, "frames stay when the next one comes"
                delay, transparent = body[1] | body[2] << 8, body[3] if body[0] & 1 else None
            continue
        assert data[at] == 0x2C
        left, top, wide, high, own = struct.unpack("<HHHHB", data[at + 1:at + 10])
        assert left + wide <= width and top + high <= height and not own & 0x40
        at += 10
        table = colours(own)
        code_size, at = data[at], at + 1
        pixels = numpy.frombuffer(_lzw(blocks(), code_size, wide * high), "u1").reshape(high, wide)
        seen = numpy.ones_like(pixels, bool) if transparent is None else pixels != transparent
        canvas = canvas.copy()
        canvas[top:top + high, left:left + wide][seen] = (shared if table is None else table)[pixels[seen]]
        frames.append(canvas)
        delays.append(delay)
        transparent = None
    assert at == len(data) - 1, "nothing behind the end"
    return numpy.array(frames), delays


class PictureCase(Case):
    """Runs, pictures of their steps, and comparisons of pixels."""

    def run_text(self, text, *words, to="out", name="in.toml", **more):
        self.write(name, text)
        return self.run_input(name, *words, to=to, **more)

    def render(self, *words, **more):
        return self.halogrid("render", *words, **more)

    def same(self, found, expected, most=0):
        self.assertEqual(found.shape, expected.shape)
        self.assertLessEqual(int(abs(found.astype(int) - expected).max(initial=0)), most)

    def picture_of(self, step, *words, folder="out"):
        self.render(folder, "-o", "one.png", "--step", step, *words)
        return png(self.folder / "one.png")
