"""Escape counts in plain numpy and in plain whole numbers: shares nothing with halogrid but the definitions in docs/fractals.md."""
from decimal import Decimal

import numpy


def axis(x1, x2, pixels):
    """Pixel i is x1 + i * (x2 - x1) / pixels, each operation rounded."""
    return x1 + numpy.arange(pixels, dtype="f8") * ((x2 - x1) / pixels)


def centred(centre, width, nx, pixels):
    return centre + (numpy.arange(pixels, dtype="f8") - pixels / 2.0) * (width / nx)


def counts(re, im, max_iter, escape=2.0, c=None, number="f8"):
    """Steps z -> z^2 + c while |z| < escape and count < max_iter. c: of a Julia set. Only what still runs is stepped."""
    number = numpy.dtype(number).type
    shape = (im.size, re.size)
    start_re = numpy.broadcast_to(re.astype(number), shape).ravel()
    start_im = numpy.broadcast_to(im.astype(number)[:, None], shape).ravel()
    if c is None:
        c_re, c_im = start_re, start_im
        z_re, z_im = numpy.zeros_like(c_re), numpy.zeros_like(c_im)
    else:
        z_re, z_im = start_re.copy(), start_im.copy()
        c_re, c_im = numpy.full_like(z_re, c[0]), numpy.full_like(z_im, c[1])
    out = numpy.full(shape[0] * shape[1], max_iter, dtype="u4")
    here = numpy.arange(out.size)
    limit = number(escape) * number(escape)
    for count in range(max_iter):
        gone = ~(z_re * z_re + z_im * z_im < limit)
        if gone.any():
            out[here[gone]] = count
            stay = ~gone
            here, z_re, z_im, c_re, c_im = here[stay], z_re[stay], z_im[stay], c_re[stay], c_im[stay]
        if here.size == 0:
            break
        product = z_re * z_im
        z_re, z_im = z_re * z_re - z_im * z_im + c_re, product + product + c_im
    return out.reshape(shape)


def folded_counts(corner, step, nx, ny, max_iter, power, variant, bits=400):
    """Counts of z -> fold(z)^power + c in whole numbers of 2^-bits. corner: (re, im) of pixel (0, 0), step: of both axes, Fractions."""
    def fixed(number):
        return (number.numerator << bits) // number.denominator

    out = numpy.zeros((ny, nx), "u4")
    for j in range(ny):
        for i in range(nx):
            c_re, c_im = fixed(corner[0] + i * step), fixed(corner[1] + j * step)
            z_re = z_im = count = 0
            while count < max_iter and z_re * z_re + z_im * z_im < 4 << 2 * bits:
                if variant == "burning_ship":
                    z_re, z_im = abs(z_re), abs(z_im)
                if variant == "tricorn":
                    z_im = -z_im
                re, im = z_re, z_im
                for _ in range(power - 1):
                    re, im = (re * z_re - im * z_im) >> bits, (re * z_im + im * z_re) >> bits
                z_re, z_im = re + c_re, im + c_im
                count += 1
            out[j, i] = count
    return out


def deep_counts(centre, width, nx, ny, max_iter, every, digits, c=None):
    """Counts of every `every`-th pixel of a view, in whole numbers of 2^-bits: fixed-point arithmetic of any precision."""
    bits = int(digits * 3.33) + 64

    def fixed(text):
        return int(Decimal(text).scaleb(0) * (1 << bits)) if abs(Decimal(text)) < 1 << 40 else None

    from decimal import getcontext

    getcontext().prec = digits + 40
    centre_re, centre_im, step = fixed(centre[0]), fixed(centre[1]), fixed(width) // nx
    four = 4 << bits
    out = {}
    for j in range(0, ny, every):
        for i in range(0, nx, every):
            re, im = centre_re + (2 * i - nx) * step // 2, centre_im + (2 * j - ny) * step // 2
            z_re, z_im = (0, 0) if c is None else (re, im)
            c_re, c_im = (re, im) if c is None else (fixed(c[0]), fixed(c[1]))
            count = 0
            while count < max_iter:
                square_re, square_im = z_re * z_re >> bits, z_im * z_im >> bits
                if square_re + square_im >= four:
                    break
                z_re, z_im = square_re - square_im + c_re, (z_re * z_im >> bits - 1) + c_im
                count += 1
            out[j, i] = count
    return out
