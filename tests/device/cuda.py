#!/usr/bin/env python3
"""cuda.py: compiles and links the whole tree for a device where nvcc and a Kokkos with CUDA are (HALOGRID_CUDA_KOKKOS or Kokkos_ROOT names
its folder). Exit status: that of ./dev build cuda, 77 left out."""
import os
import sys

import ptx


def main():
    nvcc, kokkos = ptx.nvcc_and_kokkos()
    if nvcc is None or kokkos is None:
        print("left out: " + ("no nvcc" if nvcc is None else "HALOGRID_CUDA_KOKKOS names no Kokkos with CUDA"))
        return ptx.LEFT_OUT
    os.environ["PATH"] = os.pathsep.join([str(os.path.dirname(nvcc)), os.environ.get("PATH", "")])
    os.environ["Kokkos_ROOT"] = str(kokkos)
    os.execv(ptx.ROOT / "dev", ["./dev", "build", "cuda"])


if __name__ == "__main__":
    sys.exit(main())
