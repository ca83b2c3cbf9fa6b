#!/bin/bash
# One node, all of its cores: sbatch bench/slurm/one_node.sh [OPTIONS of halogrid run]
# INPUT names the input file, OUTPUT the folder, HALOGRID the program; options of sbatch override the lines below.
#SBATCH --job-name=halogrid
#SBATCH --output=%x.%j.log
#SBATCH --time=01:00:00
#SBATCH --nodes=1
# Ranks x cores of a rank = cores of the node. A rank for each NUMA domain with threads inside it is the best start (lscpu counts them).
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=1
# Whole cores and whole nodes: a stencil waits for its slowest rank, so a stranger on one core slows down all of them.
#SBATCH --hint=nomultithread
#SBATCH --exclusive
set -euo pipefail

halogrid=${HALOGRID:-halogrid}
input=${INPUT:-inputs/life/soup.toml}
name=$(basename "${input%.*}")
output=${OUTPUT:-out/$name}

# srun no longer takes over the job's --cpus-per-task by itself (since SLURM 22.05). halogrid starts as many threads as a rank has cores.
# Where every rank is bound to cores of its own (see the lines of `halogrid info`), threads may be pinned as well:
#   export OMP_PROC_BIND=close OMP_PLACES=cores
launch=(srun --mpi=pmix --cpu-bind=cores --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}")

"${launch[@]}" "$halogrid" info
# Goes on from the newest checkpoint where there is one, so that the same command also continues a job that was ended.
"${launch[@]}" "$halogrid" run "$input" -o "$output" --restart auto --progress none "$@"
