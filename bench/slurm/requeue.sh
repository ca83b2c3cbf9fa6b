#!/bin/bash
# A run that is longer than a job may be: it stops with a checkpoint before the limit and queues itself again until it is done.
#   sbatch bench/slurm/requeue.sh [OPTIONS of halogrid run]
# INPUT names the input file, OUTPUT the folder, HALOGRID the program; options of sbatch override the lines below.
#SBATCH --job-name=halogrid
#SBATCH --output=%x.%j.log
#SBATCH --open-mode=append
#SBATCH --time=04:00:00
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=1
#SBATCH --hint=nomultithread
#SBATCH --exclusive
#SBATCH --requeue
# 120 s before the limit (up to 60 s earlier, as SLURM looks) every rank gets USR2: checkpoint and stop with exit status 75. Make it
# longer than a checkpoint takes. Without B: it reaches the ranks and not this script. Preempted jobs are warned in the same way where
# the cluster says so (PreemptParameters=send_user_signal).
#SBATCH --signal=USR2@120
set -euo pipefail

halogrid=${HALOGRID:-halogrid}
input=${INPUT:-inputs/life/soup.toml}
name=$(basename "${input%.*}")
output=${OUTPUT:-out/$name}

launch=(srun --mpi=pmix --distribution=block:block --cpu-bind=cores --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}")

# A checkpoint now and then as well, for a node that fails: [checkpoint] in the input, or -s checkpoint.every=30min.
status=0
"${launch[@]}" "$halogrid" run "$input" -o "$output" --restart auto --progress none "$@" || status=$?
if ((status == 75)); then
  echo "stopped in time with a checkpoint (attempt ${SLURM_RESTART_COUNT:-0}); queueing this job again"
  # SLURM ends this script here; a job that was requeued waits some minutes (two by default) before it may start.
  scontrol requeue "$SLURM_JOB_ID"
fi
exit "$status"
