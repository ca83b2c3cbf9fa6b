#!/bin/bash
# A run that is longer than a job may be: it stops with a checkpoint before the limit and queues itself again until it is done. After a
# failure it is queued again too, and given up where the next attempt comes no further.
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

# The step of the newest checkpoint; 0 where there is none.
newest_step() {
  local file step newest=0
  for file in "$output"/checkpoints/[!.]*.h5; do
    step=${file%.h5}
    step=${step##*.}
    [[ $step =~ ^[0-9]{8,}$ ]] || continue
    step=$((10#$step))
    if ((step > newest)); then newest=$step; fi
  done
  echo "$newest"
}

# A checkpoint now and then as well, for a node that fails: [checkpoint] in the input, or -s checkpoint.every=30min.
status=0
"${launch[@]}" "$halogrid" run "$input" -o "$output" --restart auto --progress none "$@" || status=$?

# The step that was reached before, and how many attempts have ended there since.
note=$output/.requeue
case $status in
  0)
    rm -f "$note"
    exit 0
    ;;
  # What the input or the cells are does not change by itself.
  2 | 4) exit "$status" ;;
esac
step=$(newest_step)
before=
tries=0
[[ ! -f $note ]] || read -r before tries <"$note"
if [[ $before == "$step" ]]; then
  ((++tries))
else
  tries=$((status == 75 ? 0 : 1))
fi
if ((tries >= 2)); then
  rm -f "$note"
  echo "exit status $status, and again no further than step $step: given up" >&2
  exit "$status"
fi
mkdir -p "$output"
echo "$step $tries" >"$note"
if ((status == 75)); then
  echo "stopped in time with a checkpoint of step $step (attempt ${SLURM_RESTART_COUNT:-0}); queueing this job again"
else
  echo "failed with exit status $status; queueing this job again, from step $step (attempt ${SLURM_RESTART_COUNT:-0})" >&2
fi
# SLURM ends this script here; a job that was requeued waits some minutes (two by default) before it may start.
scontrol requeue "$SLURM_JOB_ID"
exit "$status"
