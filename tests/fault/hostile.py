"""HDF5 files of strangers, made from a good snapshot: every way that we know to mislead a reader. Shared by test_hostile.py."""
import os
import shutil
import struct

import h5py
import numpy

FIELD = "temperature"


def replaced(file, name, **how):
    """Deletes a dataset and makes another in its place."""
    data = file[name][()]
    number = file[name].attrs["field_number"] if name == FIELD else None
    del file[name]
    new = file.create_dataset(name, **({"data": data} if not {"shape", "data"} & set(how) else {}), **how)
    if number is not None:
        new.attrs["field_number"] = number
    return new


def created(file, dtype, shape, creation):
    number = file[FIELD].attrs["field_number"]
    del file[FIELD]
    space = h5py.h5s.create_simple(shape)
    h5py.h5d.create(file.id, FIELD.encode(), dtype, space, creation)
    file[FIELD].attrs["field_number"] = number


def external_storage(file):
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_external(b"/etc/passwd", 0, 18 * 24 * 8)
    created(file, h5py.h5t.IEEE_F64LE, (18, 24), creation)


def unknown_filter(file):
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_chunk((6, 6))
    creation.set_filter(32004, h5py.h5z.FLAG_OPTIONAL, (1, 2, 3))
    created(file, h5py.h5t.IEEE_F64LE, (18, 24), creation)


def linked(name, link):
    def change(file):
        del file[name]
        file[name] = link
    return change


def virtual(file):
    del file[FIELD]
    layout = h5py.VirtualLayout(shape=(18, 24), dtype="f8")
    layout[:] = h5py.VirtualSource("good.h5", FIELD, shape=(18, 24))
    file.create_virtual_dataset(FIELD, layout)
    file[FIELD].attrs["field_number"] = numpy.int64(0)


def attribute(name, value, on="/"):
    def change(file):
        if name in file[on].attrs:
            del file[on].attrs[name]
        if value is not None:
            file[on].attrs[name] = value
    return change


def group_in_place(file):
    del file[FIELD]
    file.create_group(FIELD)


def type_in_place(file):
    del file[FIELD]
    file[FIELD] = numpy.dtype("f8")


def many_names(file):
    for number in range(5000):
        file[f"n{number}"] = file["halogrid"]


def cycle(file):
    file["halogrid/fingerprint/again"] = file["halogrid"]
    file["halogrid/halogrid"] = file["/"]


def no_space(file):
    del file[FIELD]
    file.create_dataset(FIELD, dtype="f8", data=h5py.Empty("f8"))
    file[FIELD].attrs["field_number"] = numpy.int64(0)


def second_field(number):
    def change(file):
        file["other"] = file[FIELD][()]
        file["other"].attrs["field_number"] = numpy.int64(number)
        file["halogrid/fingerprint/other"] = file[f"halogrid/fingerprint/{FIELD}"][()]
    return change


TABLE = f"halogrid/fingerprint/{FIELD}"
COMPOUND = numpy.dtype([("a", "f4"), ("b", "f4")])
# name -> change of an open copy of the good file. What stands in DATASET misleads even one who reads nothing but the field.
DATASET = {
    "external_storage": external_storage,
    "external_link": linked(FIELD, h5py.ExternalLink("good.h5", "/" + FIELD)),
    "external_link_to_nowhere": linked(FIELD, h5py.ExternalLink("/etc/passwd", "/x")),
    "soft_link": linked(FIELD, h5py.SoftLink("/" + TABLE)),
    "soft_link_to_itself": linked(FIELD, h5py.SoftLink("/" + FIELD)),
    "virtual": virtual,
    "unknown_filter": unknown_filter,
    "type_string": lambda file: replaced(file, FIELD, data=numpy.full((18, 24), b"12345678", dtype="S8")),
    "type_compound": lambda file: replaced(file, FIELD, data=numpy.zeros((18, 24), COMPOUND)),
    "type_reference": lambda file: replaced(file, FIELD, shape=(18, 24), dtype=h5py.ref_dtype),
    "type_text": lambda file: replaced(file, FIELD, shape=(18, 24), dtype=h5py.string_dtype()),
    "huge_2_60": lambda file: replaced(file, FIELD, shape=(1 << 30, 1 << 30), dtype="f8"),
    "huge_chunked": lambda file: replaced(file, FIELD, shape=(1 << 30, 1 << 30), dtype="f8", chunks=(1024, 1024)),
    "huge_wraps_to_0": lambda file: replaced(file, FIELD, shape=(1 << 31, 1 << 30), dtype="f8", chunks=(1, 1)),
    "rank_1": lambda file: replaced(file, FIELD, data=numpy.zeros(18 * 24)),
    "rank_4": lambda file: replaced(file, FIELD, data=numpy.zeros((1, 1, 18, 24))),
    "rank_20": lambda file: replaced(file, FIELD, data=numpy.zeros((1,) * 18 + (18, 24))),
    "scalar": lambda file: replaced(file, FIELD, data=numpy.float64(1)),
    "empty": lambda file: replaced(file, FIELD, data=numpy.zeros((0, 24))),
    "no_space": no_space,
    "other_size": lambda file: replaced(file, FIELD, data=numpy.zeros((24, 18))),
    "group_in_place": group_in_place,
    "type_in_place": type_in_place,
}
SNAPSHOT = {
    "chunked": lambda file: replaced(file, FIELD, chunks=(6, 6)),
    "deflated": lambda file: replaced(file, FIELD, chunks=(6, 6), compression="gzip"),
    "big_endian": lambda file: replaced(file, FIELD, data=file[FIELD][()].astype(">f8")),
    "half_floats": lambda file: replaced(file, FIELD, data=file[FIELD][()].astype("f2")),
    "signed_integers": lambda file: replaced(file, FIELD, data=file[FIELD][()].astype("i8")),
    "table_link": linked(TABLE, h5py.SoftLink("/" + FIELD)),
    "table_external": linked(TABLE, h5py.ExternalLink("good.h5", TABLE)),
    "table_type": lambda file: replaced(file, TABLE, data=file[TABLE][()].astype("i8")),
    "table_size": lambda file: replaced(file, TABLE, data=numpy.zeros((9, 9), "u8")),
    "table_huge": lambda file: replaced(file, TABLE, shape=(1 << 30, 1 << 29), dtype="u8"),
    "no_table": lambda file: file.__delitem__(TABLE),
    "no_halogrid": lambda file: file.__delitem__("halogrid"),
    "halogrid_link": linked("halogrid", h5py.ExternalLink("good.h5", "/halogrid")),
    "halogrid_dataset": linked("halogrid", numpy.zeros(3)),
    "no_field": lambda file: file.__delitem__(FIELD),
    "two_fields_one_number": second_field(0),
    "second_field": second_field(1),
    "field_number_negative": attribute("field_number", numpy.int64(-1), FIELD),
    "field_number_huge": attribute("field_number", numpy.int64(1 << 62), FIELD),
    "field_number_text": attribute("field_number", "0", FIELD),
    "no_field_number": attribute("field_number", None, FIELD),
    "packed": attribute("packed_bits", numpy.int64(1), FIELD),
    "many_names": many_names,
    "cycle": cycle,
    "format_2": attribute("format", numpy.int64(2)),
    "format_text": attribute("format", "1"),
    "step_text": attribute("step", "4"),
    "step_real": attribute("step", 4.0),
    "step_list": attribute("step", numpy.arange(3)),
    "step_negative": attribute("step", numpy.int64(-5)),
    "step_last": attribute("step", numpy.int64((1 << 63) - 1)),
    "step_beyond": attribute("step", numpy.uint64((1 << 64) - 1)),
    "time_text": attribute("time", "1"),
    "time_list": attribute("time", numpy.ones(2)),
    "input_number": attribute("input", 3),
    "input_list": attribute("input", numpy.array([b"a", b"b"])),
    "input_variable": attribute("input", "[run]\n"),
    "input_huge": attribute("input", numpy.bytes_(b"#" * (40 << 20))),
    **{f"no_{name}": attribute(name, None) for name in ("format", "step", "time", "input")},
}
BYTES = {
    "no_bytes": lambda good: b"",
    "text": lambda good: b"hello world\n" * 100,
    "signature_alone": lambda good: good[:8],
    "signature_and_noise": lambda good: good[:8] + bytes(range(256)) * 40,
    "signature_and_ones": lambda good: good[:8] + b"\xff" * 5000,
    "half": lambda good: good[:len(good) // 2],
    "last_byte_gone": lambda good: good[:-1],
    "first_byte_gone": lambda good: good[1:],
    "zeros": lambda good: bytes(len(good)),
    "superblock_lies": lambda good: good[:12] + struct.pack("<QQQQ", 1 << 60, 1 << 61, 1 << 62, 1 << 63) + good[44:],
}


def make(folder, good):
    """All of them in a folder, as {name: path}; the copy of the good file is good.h5."""
    shutil.copy(good, folder / "good.h5")
    found = {}
    for name, change in {**DATASET, **SNAPSHOT}.items():
        found[name] = folder / f"{name}.h5"
        shutil.copy(good, found[name])
        with h5py.File(found[name], "r+", libver="latest") as file:
            change(file)
    for name, change in BYTES.items():
        found[name] = folder / f"{name}.h5"
        found[name].write_bytes(change(good.read_bytes()))
    for name in ("folder", "pipe", "device", "endless_link", "dangling_link"):
        found[name] = folder / f"{name}.h5"
    found["folder"].mkdir()
    os.mkfifo(found["pipe"])
    os.symlink("/dev/zero", found["device"])
    os.symlink("endless_link.h5", found["endless_link"])
    os.symlink("nowhere.h5", found["dangling_link"])
    return found
