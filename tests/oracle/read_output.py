#!/usr/bin/env python3
"""Opens series of halogrid as its users' tools do, and compares what they see with what was written.

read_output.py READER EXPECTED.json ...

READER: h5py (step files and masters), xarray (masters), xmf (the sidecar as XML) or vtk (the sidecar in VTK). EXPECTED.json:
{"folder", "name", "dimension", "size": [x, y, z], "origin": [x, y, z], "spacing": [x, y, z],
 "masters": [file names], "files": [names of all step files, in order], "steps": [..], "times": [..], "missing": [positions without a file],
 "fields": [{"name", "type": numpy name, "sums": [sum of the cells of every step], "last": value of the last cell of every step}],
 "file_handles": limit for the reader, "starved": true where that is too few for a master, whose steps may then read as missing}
Exit status: 0 all readers agree, 1 a difference, 77 a reader is not installed.
"""
import glob
import json
import math
import os
import resource
import sys


def fail(text):
    sys.exit(f"read_output: {text}")


def need(module):
    try:
        return __import__(module)
    except ImportError as error:
        print(f"read_output: skipped, {error}")
        sys.exit(77)


def same(what, found, expected):
    if found != expected:
        fail(f"{what} is {found} instead of {expected}")


def close(what, found, expected):
    if not math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-9):
        fail(f"{what} is {found!r} instead of {expected!r}")


def shape_of(want):
    return tuple(reversed(want["size"][: want["dimension"]]))


def check_values(what, values, want, field, position):
    """values: the cells of one step as an array; missing steps hold NaN or the type's largest value, never 0."""
    import numpy

    same(f"{what}: shape", tuple(values.shape), shape_of(want))
    kind = numpy.dtype(field["type"])
    absent = (numpy.isnan(values) if kind.kind == "f" else values == numpy.iinfo(kind).max).all()
    if position in want["missing"]:
        if not absent:
            fail(f"{what}: a missing step reads as {values.flat[0]}")
        return
    if want["starved"] and absent:
        return
    close(f"{what}: sum", float(values.astype("f8").sum()), field["sums"][position])
    close(f"{what}: last cell", float(values.flat[-1]), field["last"][position])


def masters_of(want):
    """Every master's path with the positions of its steps."""
    at = 0
    for number, name in enumerate(want["masters"]):
        count = min(500, len(want["files"]) - at)
        same(f"name of master {number}", name, f"{want['name']}{'' if number == 0 else f'.{number:03}'}.vtkhdf")
        yield os.path.join(want["folder"], name), range(at, at + count)
        at += count
    same("steps in all masters", at, len(want["files"]))


def centres(want, axis):
    return [want["origin"][axis] + (i + 0.5) * want["spacing"][axis] for i in range(want["size"][axis])]


def read_h5py(want):
    h5py = need("h5py")
    for position, name in enumerate(want["files"]):
        path = os.path.join(want["folder"], name)
        if position in want["missing"]:
            same(f"{name} is there", os.path.exists(path), False)
            continue
        with h5py.File(path, "r") as file:
            same(f"{name}: step", int(file.attrs["step"]), want["steps"][position])
            same(f"{name}: time", float(file.attrs["time"]), want["times"][position])
            same(f"{name}: format", int(file.attrs["format"]), 1)
            same(f"{name}: names", sorted(file), sorted([field["name"] for field in want["fields"]] + ["halogrid"]))
            for field in want["fields"]:
                same(f"{name}: type", str(file[field["name"]].dtype), field["type"])
                check_values(f"{name}: {field['name']}", file[field["name"]][...], want, field, position)
    for path, positions in masters_of(want):
        with h5py.File(path, "r") as file:
            check_vtkhdf(path, file["VTKHDF"], want, positions)
            same(f"{path}: times", list(file["time"][...]), [want["times"][p] for p in positions])
            for field in want["fields"]:
                data = file[field["name"]]
                same(f"{path}: same dataset", file["VTKHDF/CellData"][field["name"]], data)
                same(f"{path}: shape", data.shape, (len(positions),) + shape_of(want))
                same(f"{path}: scale", data.dims[0][0], file["time"])
                for at, position in enumerate(positions):
                    check_values(f"{path}: {field['name']} at {position}", data[at], want, field, position)


def check_vtkhdf(path, group, want, positions):
    """VTKHDF 2.0 field by field, as the format's description has it."""
    size = want["size"]
    kind = group.attrs.get_id("Type")
    same(f"{path}: Type", group.attrs["Type"], b"ImageData")
    same(f"{path}: Type is of fixed length", kind.get_type().is_variable_str(), False)
    same(f"{path}: Version", list(group.attrs["Version"]), [2, 0])
    same(f"{path}: WholeExtent", list(group.attrs["WholeExtent"]), [0, size[0], 0, size[1], 0, size[2] if want["dimension"] == 3 else 0])
    same(f"{path}: Origin", list(group.attrs["Origin"]), want["origin"])
    same(f"{path}: Spacing", list(group.attrs["Spacing"]), want["spacing"])
    same(f"{path}: Direction", list(group.attrs["Direction"]), [1, 0, 0, 0, 1, 0, 0, 0, 1])
    same(f"{path}: NSteps", int(group["Steps"].attrs["NSteps"]), len(positions))
    same(f"{path}: Values", list(group["Steps/Values"][...]), [want["times"][p] for p in positions])
    for field in want["fields"]:
        same(f"{path}: offsets", list(group["Steps/CellDataOffsets"][field["name"]][...]), list(range(len(positions))))


def read_xarray(want):
    xarray = need("xarray")
    need("netCDF4")
    for path, positions in masters_of(want):
        with xarray.open_dataset(path, engine="netcdf4") as data:
            for field in want["fields"]:
                array = data[field["name"]]
                same(f"{path}: axes", array.dims, ("time", "z", "y", "x") if want["dimension"] == 3 else ("time", "y", "x"))
                same(f"{path}: type", str(array.dtype), field["type"])
                for at, position in enumerate(positions):
                    check_values(f"{path}: {field['name']} at {position}", array.isel(time=at).values, want, field, position)
            same(f"{path}: times", list(data["time"].values), [want["times"][p] for p in positions])
            for axis in range(want["dimension"]):
                same(f"{path}: {'xyz'[axis]}", list(data["xyz"[axis]].values), centres(want, axis))


def read_xmf(want):
    """The sidecar by the XDMF specification alone: an XML reader, and h5py for the items."""
    import xml.etree.ElementTree as xml

    h5py = need("h5py")
    root = xml.parse(os.path.join(want["folder"], want["name"] + ".xmf")).getroot()
    series = root.find("Domain/Grid")
    same("xmf: kind", (root.tag, series.get("GridType"), series.get("CollectionType")), ("Xdmf", "Collection", "Temporal"))
    same("xmf: times", [float(step.find("Time").get("Value")) for step in series.findall("Grid")], want["times"])
    kinds = {"uint8": ("UChar", "1"), "uint32": ("UInt", "4"), "float32": ("Float", "4"), "float64": ("Float", "8")}
    for position, step in enumerate(series.findall("Grid")):
        mesh = step.find("Topology")
        same("xmf: mesh", mesh.get("TopologyType"), "3DCoRectMesh")
        same("xmf: points", [int(n) for n in mesh.get("Dimensions").split()], [n + 1 for n in reversed(want["size"])])
        origin, spacing = ([float(n) for n in item.text.split()] for item in step.findall("Geometry/DataItem"))
        same("xmf: origin and spacing", (origin, spacing), (want["origin"][::-1], want["spacing"][::-1]))
        same("xmf: fields", [a.get("Name") for a in step.findall("Attribute")], [field["name"] for field in want["fields"]])
        for attribute, field in zip(step.findall("Attribute"), want["fields"]):
            item = attribute.find("DataItem")
            same("xmf: shape", [int(n) for n in item.get("Dimensions").split()], want["size"][::-1])
            same("xmf: type", (item.get("NumberType"), item.get("Precision")), kinds[field["type"]])
            name, dataset = item.text.split(":/")
            same("xmf: file", name, want["files"][position])
            if position not in want["missing"]:
                with h5py.File(os.path.join(want["folder"], name), "r") as file:
                    check_values(f"xmf: {field['name']} at {position}", file[dataset][...], want, field, position)


def use_paraview():
    """Starts this script again with ParaView's own VTK, if HALOGRID_PARAVIEW names a folder that it was unpacked in (Debian's packages
    paraview and python3-paraview by dpkg -x: installed, they would drive out python3-vtk9). Where ParaView is installed none is named."""
    root = os.environ.pop("HALOGRID_PARAVIEW", "")
    if os.path.isdir(root):
        os.environ["LD_LIBRARY_PATH"] = ":".join(glob.glob(os.path.join(root, "usr/lib/*-linux-gnu")))
        os.environ["PYTHONPATH"] = os.path.join(root, "usr/lib/python3/dist-packages")
        os.execv(sys.executable, [sys.executable] + sys.argv)


def read_vtk(want):
    """The sidecar by every XDMF reader that this VTK has (ParaView brings both; Debian's python3-vtk9 neither)."""
    try:
        import vtkmodules.vtkCommonCore
        from vtkmodules.util.numpy_support import vtk_to_numpy
    except ImportError as error:
        print(f"read_output: skipped, {error}")
        sys.exit(77)
    readers = []
    for module, name in (("vtkIOXdmf2", "vtkXdmfReader"), ("vtkIOXdmf3", "vtkXdmf3Reader")):
        try:
            readers.append(getattr(__import__(f"vtkmodules.{module}", fromlist=[name]), name))
        except ImportError:
            pass
    if not readers:
        print("read_output: skipped, this VTK was built without its XDMF readers")
        sys.exit(77)
    for kind in readers:
        read_with_vtk(kind(), vtk_to_numpy, want)


def read_with_vtk(reader, vtk_to_numpy, want):
    reader.SetFileName(os.path.join(want["folder"], want["name"] + ".xmf"))
    reader.UpdateInformation()
    same("xmf: times", list(reader.GetOutputInformation(0).Get(reader.GetExecutive().TIME_STEPS())), want["times"])
    for position, time in enumerate(want["times"]):
        if position in want["missing"]:
            continue
        reader.UpdateTimeStep(time)
        grid = reader.GetOutputDataObject(0)
        while hasattr(grid, "GetNumberOfBlocks"):
            same("xmf: blocks", grid.GetNumberOfBlocks(), 1)
            grid = grid.GetBlock(0)
        same("xmf: points", list(grid.GetDimensions()), [n + 1 for n in want["size"]])
        same("xmf: origin", list(grid.GetOrigin()), want["origin"])
        same("xmf: spacing", list(grid.GetSpacing()), want["spacing"])
        for field in want["fields"]:
            array = grid.GetCellData().GetArray(field["name"])
            if array is None:
                fail(f"xmf: no cells named {field['name']} at time {time}")
            values = vtk_to_numpy(array)
            same("xmf: cells", values.size, want["size"][0] * want["size"][1] * want["size"][2])
            same("xmf: type", str(values.dtype), field["type"])
            check_values(f"xmf: {field['name']} at {position}", values.reshape(shape_of(want)), want, field, position)


def main():
    readers = {"h5py": read_h5py, "xarray": read_xarray, "xmf": read_xmf, "vtk": read_vtk}
    if len(sys.argv) < 3 or sys.argv[1] not in readers:
        fail("usage: read_output.py h5py|xarray|xmf|vtk EXPECTED.json ...")
    if sys.argv[1] == "vtk":
        use_paraview()
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            want = json.load(file)
        resource.setrlimit(resource.RLIMIT_NOFILE, (want["file_handles"], resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        readers[sys.argv[1]](want)
        print(f"read_output: {sys.argv[1]} agrees on {len(want['files'])} steps of {path}")


main()
