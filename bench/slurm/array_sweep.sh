#!/bin/bash
# One run for each line of a file: sbatch --array=1-$(wc -l <sweep.txt) bench/slurm/array_sweep.sh
# Each line of SWEEP (default: sweep.txt in the folder of submission) holds options of halogrid run, for example
#   -s life.density=0.30 -s run.seed=2
# INPUT names the input file, OUTPUT the folder, HALOGRID the program; options of sbatch override the lines below.
#SBATCH --job-name=sweep
#SBATCH --output=%x.%A_%a.log
#SBATCH --time=01:00:00
#SBATCH --array=1-4
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --hint=nomultithread
# Small runs share nodes: no --exclusive.
set -euo pipefail

halogrid=${HALOGRID:-halogrid}
input=${INPUT:-inputs/life/soup.toml}
name=$(basename "${input%.*}")
output=${OUTPUT:-out/${name}_sweep}

mapfile -t lines <"${SWEEP:-sweep.txt}"
line=${lines[SLURM_ARRAY_TASK_ID - 1]:-}
[[ -n $line ]] || { echo "line $SLURM_ARRAY_TASK_ID of ${SWEEP:-sweep.txt} is missing or empty" >&2; exit 2; }
read -ra options <<<"$line"

# A folder for each line, whichever job it belongs to: an array that is submitted again goes on where the first one ended.
srun --mpi=pmix --cpu-bind=cores --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}" "$halogrid" run "$input" \
  -o "$output/$SLURM_ARRAY_TASK_ID" --restart auto --progress none "${options[@]}"
