#!/usr/bin/env bash
# Measures what docs/scaling.md shows, into bench/results: about a quarter of an hour on an idle machine. Studies that are there
# already are not measured again: remove their folder first. Then: ./dev scaling-page
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export HALOGRID_MACHINE=$PWD/bench/results/machine.toml
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
PATH=$PWD/build/release:$PATH

scaling() { "$@"; }
model() { "$@"; }

[[ -f $HALOGRID_MACHINE ]] || mpirun -n 2 --bind-to none halogrid bench machine

# A rule whose cells never settle: a soup of B3/S23 does, and what is at rest costs next to nothing.
scaling halogrid bench scaling inputs/life/soup.toml -s grid.size=[4096,4096] -s life.rule=B2/S --steps 6000 --repeats 11 -o bench/results/life
scaling halogrid bench scaling inputs/pde/heat.toml -s grid.size=[4096,4096] --steps 60 --repeats 7 -o bench/results/heat
# Arithmetic alone: every pixel inside the set takes all its steps.
scaling halogrid bench scaling inputs/fractal/mandelbrot.toml -s grid.size=[2400,1600] -s mandelbrot.max_iter=5000 -s mandelbrot.shortcuts=false --repeats 11 -o bench/results/mandelbrot

model halogrid bench scaling inputs/pde/heat.toml --study model --repeats 2 -o bench/results/model_heat
model halogrid bench scaling inputs/life/soup.toml -s life.rule=B2/S --study model --steps 256 --repeats 2 -o bench/results/model_life

[[ -f bench/results/slow_link.csv ]] || python3 bench/micro/slow_link.py
[[ -f bench/results/memory_per_rank.csv ]] || python3 bench/micro/memory_per_rank.py
mpirun -n 2 --bind-to none halogrid bench halo --size 512,512 | tail -1 >bench/results/timing.txt
mpirun -n 2 --bind-to none halogrid bench explain inputs/pde/heat.toml -o docs/images/scaling_explain.svg >bench/results/explain.txt
