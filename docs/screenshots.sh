#!/usr/bin/env bash
# Makes the pictures of docs/viewer.md: real windows on a virtual display (needs Xvfb, xdotool and ImageMagick). Run it from the source
# folder after ./dev build.
set -euo pipefail
program=$PWD/build/release/halogrid
images=$PWD/docs/images
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 SDL_VIDEODRIVER=x11

exec 9<> <(:)
Xvfb -displayfd 9 -screen 0 1000x760x24 -nolisten tcp 2>/dev/null &
read -r display <&9
export DISPLAY=:$display

# shot NAME: the window as the display shows it.
shot() { import -window "$shown" "$images/$1.png"; }
# window RANKS INPUT NAME: a run, and a window onto it.
window() {
  cd "$work"
  mpirun -n "$1" "$program" run "$2" -o "$3" --progress none -q &
  until [[ -S $3/.view ]]; do sleep 0.1; done
  "$program" view "$3" --size 640,480 &
  until xdotool search --onlyvisible --name "^.* - halogrid" >/dev/null 2>&1; do sleep 0.1; done
  shown=$(xdotool search --onlyvisible --name "^.* - halogrid" | head -n 1)
  xdotool windowfocus "$shown"
  sleep 1
}
keys() { for key in "$@"; do xdotool key "$key"; sleep 0.4; done; }
# The run has been told to stop; the window has stayed.
closed() { keys q; sleep 2; }

cat >"$work/soup.toml" <<'TOML'
[run]
simulation = "life"
steps = 1000000000
[grid]
size = [2048, 1536]
[life]
density = 0.3
rule = "B36/S23"
TOML
cat >"$work/heat.toml" <<'TOML'
[run]
simulation = "heat"
steps = 1000000000
[grid]
size = [512, 384]
boundary = [["fixed:1", "fixed:0"], "reflect"]
[heat]
initial = "gauss"
TOML

window 4 soup.toml soup
keys space 4 b g
xdotool mousemove --window "$shown" 300 200
sleep 0.5
shot viewer_life
keys question
shot viewer_help
keys question Q
closed
window 2 heat.toml heat
keys c
sleep 1
shot viewer_heat
keys Q
closed
