#!/bin/bash
# Many nodes: sbatch --nodes=16 bench/slurm/many_nodes.sh [OPTIONS of halogrid run]
# INPUT names the input file, OUTPUT the folder, HALOGRID the program; options of sbatch override the lines below.
#SBATCH --job-name=halogrid
#SBATCH --output=%x.%j.log
#SBATCH --time=04:00:00
#SBATCH --nodes=4
# Ranks x cores of a rank = cores of a node; at least one rank for each NUMA domain.
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=1
#SBATCH --hint=nomultithread
#SBATCH --exclusive
# Nodes behind few switches, where the cluster knows its network; it is not waited for longer than this:
#SBATCH --switches=1@00:10:00
set -euo pipefail

halogrid=${HALOGRID:-halogrid}
input=${INPUT:-inputs/life/soup.toml}
name=$(basename "${input%.*}")
output=${OUTPUT:-out/$name}  # on a file system that all nodes see

# Neighbouring ranks hold neighbouring blocks: filled node by node (block), most halos stay inside a node. Of two libraries for one
# network Open MPI takes the better one by itself; where it does not, OMPI_MCA_pml=ucx (InfiniBand) or OMPI_MCA_btl_tcp_if_include=ib0
# (which interface TCP uses) say so.
launch=(srun --mpi=pmix --distribution=block:block --cpu-bind=cores --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}")

"${launch[@]}" "$halogrid" info
# Memory per rank and bytes per snapshot, before hours are spent: one rank is enough to compute them.
srun --mpi=pmix --nodes=1 --ntasks=1 "$halogrid" check "$input" --ranks "$SLURM_NTASKS" "$@"
"${launch[@]}" "$halogrid" run "$input" -o "$output" --restart auto --progress none "$@"
