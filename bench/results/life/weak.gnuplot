# Drawn by halogrid bench scaling; `gnuplot` with this file draws it again.
$series0 << END
1 176.887 74.4727 203.856 176.887 100 86.7706 237.519 100
2 293.87 94.6353 348.295 176.887 60.1923 50.7865 186.914 100
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
set output 'bench/results/life/weak.svg'
set multiplot layout 1,2 title 'Weak scaling of life: 4096 x 4096 cells for 1 worker' noenhanced font ',17'
set label 1 'AMD EPYC; medians of 7 runs, bars from the fastest to the slowest' at screen 0.5,0.885 center noenhanced font ',12' textcolor '#666666'
set xlabel 'workers (ranks x threads)'
set logscale x 2
set xtics (1, 2)
set xrange [0.869565:2.3]
set ylabel 'time of a step (us)'
set yrange [0:*]
set key bottom left reverse Left
plot $series0 using 1:5 with lines dashtype 2 linewidth 1.5 linecolor '#999999' title 'ideal', \
     $series0 using 1:2:3:4 with yerrorbars pointtype 0 linewidth 2 linecolor '#0072b2' notitle, \
     $series0 using 1:2 with linespoints pointtype 7 pointsize 1.2 linewidth 2 linecolor '#0072b2' title 'measured'
unset label 1
unset logscale y
set ylabel 'efficiency (%)'
set yrange [50:105]
set key bottom left reverse Left
plot $series0 using 1:9 with lines dashtype 2 linewidth 1.5 linecolor '#999999' title 'ideal', \
     $series0 using 1:6:7:8 with yerrorbars pointtype 0 linewidth 2 linecolor '#0072b2' notitle, \
     $series0 using 1:6 with linespoints pointtype 7 pointsize 1.2 linewidth 2 linecolor '#0072b2' title 'measured'
unset multiplot
set output
unset logscale
set terminal pngcairo size 2240,1040 font 'DejaVu Sans,14' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'
set output 'bench/results/life/weak.png'
set multiplot layout 1,2 title 'Weak scaling of life: 4096 x 4096 cells for 1 worker' noenhanced font ',17'
set label 1 'AMD EPYC; medians of 7 runs, bars from the fastest to the slowest' at screen 0.5,0.885 center noenhanced font ',12' textcolor '#666666'
set xlabel 'workers (ranks x threads)'
set logscale x 2
set xtics (1, 2)
set xrange [0.869565:2.3]
set ylabel 'time of a step (us)'
set yrange [0:*]
set key bottom left reverse Left
plot $series0 using 1:5 with lines dashtype 2 linewidth 1.5 linecolor '#999999' title 'ideal', \
     $series0 using 1:2:3:4 with yerrorbars pointtype 0 linewidth 2 linecolor '#0072b2' notitle, \
     $series0 using 1:2 with linespoints pointtype 7 pointsize 1.2 linewidth 2 linecolor '#0072b2' title 'measured'
unset label 1
unset logscale y
set ylabel 'efficiency (%)'
set yrange [50:105]
set key bottom left reverse Left
plot $series0 using 1:9 with lines dashtype 2 linewidth 1.5 linecolor '#999999' title 'ideal', \
     $series0 using 1:6:7:8 with yerrorbars pointtype 0 linewidth 2 linecolor '#0072b2' notitle, \
     $series0 using 1:6 with linespoints pointtype 7 pointsize 1.2 linewidth 2 linecolor '#0072b2' title 'measured'
unset multiplot
set output
unset logscale
