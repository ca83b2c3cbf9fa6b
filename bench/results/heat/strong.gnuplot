# Drawn by halogrid bench scaling; `gnuplot` with this file draws it again.
$series0 << END
1 13.2552 12.2295 43.4334 13.2552 1 0.305185 1.08388 1
2 7.33473 6.22229 17.5547 6.62762 1.80719 0.755081 2.13029 2
END
set border 3 linewidth 1.2 linecolor '#444444'
set tics nomirror textcolor '#222222'
set grid linecolor '#dddddd' linetype 1
set key noenhanced samplen 2 spacing 1.2 opaque
set bars 1.5
set lmargin 9
set rmargin 3
set tmargin 4
set terminal svg size 1120,520 font 'DejaVu Sans,14' background '#ffffff'
set output 'bench/results/heat/strong.svg'
set multiplot layout 1,2 title 'Strong scaling of heat: 4096 x 4096 cells' noenhanced font ',17'
set label 1 'AMD EPYC; medians of 7 runs, bars from the fastest to the slowest' at screen 0.5,0.885 center noenhanced font ',12' textcolor '#666666'
set xlabel 'workers (ranks x threads)'
set logscale x 2
set xtics (1, 2)
set xrange [0.869565:2.3]
set ylabel 'time of a step (ms)'
set logscale y 2
set yrange [*:*]
set key bottom left reverse Left
plot $series0 using 1:5 with lines dashtype 2 linewidth 1.5 linecolor '#999999' title 'ideal', \
     $series0 using 1:2:3:4 with yerrorbars pointtype 0 linewidth 2 linecolor '#0072b2' notitle, \
     $series0 using 1:2 with linespoints pointtype 7 pointsize 1.2 linewidth 2 linecolor '#0072b2' title 'measured'
unset label 1
unset logscale y
set ylabel 'speed-up'
set yrange [0:2.16]
set key top left reverse Left
plot $series0 using 1:9 with lines dashtype 2 linewidth 1.5 linecolor '#999999' title 'ideal', \
     $series0 using 1:6:7:8 with yerrorbars pointtype 0 linewidth 2 linecolor '#0072b2' notitle, \
     $series0 using 1:6 with linespoints pointtype 7 pointsize 1.2 linewidth 2 linecolor '#0072b2' title 'measured'
unset multiplot
set output
unset logscale
set terminal pngcairo size 2240,1040 font 'DejaVu Sans,14' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'bench/results/heat/strong.png'
set multiplot layout 1,2 title 'Strong scaling of heat: 4096 x 4096 cells' noenhanced font ',17'
set label 1 'AMD EPYC; medians of 7 runs, bars from the fastest to the slowest' at screen 0.5,0.885 center noenhanced font ',12' textcolor '#666666'
set xlabel 'workers (ranks x threads)'
set logscale x 2
set xtics (1, 2)
set xrange [0.869565:2.3]
set ylabel 'time of a step (ms)'
set logscale y 2
set yrange [*:*]
set key bottom left reverse Left
plot $series0 using 1:5 with lines dashtype 2 linewidth 1.5 linecolor '#999999' title 'ideal', \
     $series0 using 1:2:3:4 with yerrorbars pointtype 0 linewidth 2 linecolor '#0072b2' notitle, \
     $series0 using 1:2 with linespoints pointtype 7 pointsize 1.2 linewidth 2 linecolor '#0072b2' title 'measured'
unset label 1
unset logscale y
set ylabel 'speed-up'
set yrange [0:2.16]
set key top left reverse Left
plot $series0 using 1:9 with lines dashtype 2 linewidth 1.5 linecolor '#999999' title 'ideal', \
     $series0 using 1:6:7:8 with yerrorbars pointtype 0 linewidth 2 linecolor '#0072b2' notitle, \
     $series0 using 1:6 with linespoints pointtype 7 pointsize 1.2 linewidth 2 linecolor '#0072b2' title 'measured'
unset multiplot
set output
unset logscale
