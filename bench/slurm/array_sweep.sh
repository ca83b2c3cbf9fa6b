#!/bin/bash
# One run for each line of a file: sbatch --array=1-$(wc -l <sweep.txt) bench/slurm/array_sweep.sh
# Each line of SWEEP (default: sweep.txt in the folder of submission) holds options of halogrid run, with quotes and comments as in a
# shell, of which nothing else is done to them; a line without options is a task that has nothing to do:
#   -s life.density=0.30 -s run.seed=2     # sparse
#   -s 'life.pattern="my guns/gun 1.rle"'
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

# Takes a line apart into `options`.
split_line() {
  local line=$1 word='' begun='' quote='' c i
  options=()
  for ((i = 0; i < ${#line}; ++i)); do
    c=${line:i:1}
    if [[ $c == \\ && (-z $quote || ($quote == \" && ${line:i+1:1} == [\"\\])) ]]; then
      ((++i))
      word+=${line:i:1} begun=1
    elif [[ -n $quote ]]; then
      if [[ $c == "$quote" ]]; then quote=; else word+=$c; fi
    elif [[ $c == [\'\"] ]]; then
      quote=$c begun=1
    elif [[ $c == [[:space:]] ]]; then
      [[ -z $begun ]] || options+=("$word")
      word='' begun=
    elif [[ $c == '#' && -z $begun ]]; then
      return 0
    else
      word+=$c begun=1
    fi
  done
  [[ -z $begun ]] || options+=("$word")
  [[ -z $quote ]]
}

sweep=${SWEEP:-sweep.txt}
mapfile -t lines <"$sweep"
((SLURM_ARRAY_TASK_ID >= 1 && SLURM_ARRAY_TASK_ID <= ${#lines[@]})) || {
  echo "line $SLURM_ARRAY_TASK_ID of $sweep is missing: it has ${#lines[@]}" >&2
  exit 2
}
split_line "${lines[SLURM_ARRAY_TASK_ID - 1]}" || { echo "$sweep:$SLURM_ARRAY_TASK_ID: a quotation mark is not closed" >&2; exit 2; }
((${#options[@]} > 0)) || { echo "line $SLURM_ARRAY_TASK_ID of $sweep holds no options: nothing to do"; exit 0; }

# A folder for each line, whichever job it belongs to: an array that is submitted again goes on where the first one ended.
srun --mpi=pmix --cpu-bind=cores --cpus-per-task="${SLURM_CPUS_PER_TASK:-1}" "$halogrid" run "$input" \
  -o "$output/$SLURM_ARRAY_TASK_ID" --restart auto --progress none "${options[@]}"
