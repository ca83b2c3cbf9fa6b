"""One-line mistakes, each with the test that must notice it.

(name, file, what stands there once, what the mistake makes of it, area of the test, ranks it runs on)
"""
MUTATIONS = [
    # The exchange of halos.
    ("corner messages dropped", "engine/stepper.hpp", "Rule::shape == Shape::Box || split_.depth > 1", "false", "stepper", 4),
    ("corners for boxes only, not for depth", "engine/stepper.hpp", "Rule::shape == Shape::Box || split_.depth > 1",
     "Rule::shape == Shape::Box", "stepper", 4),
    ("tag not by direction", "engine/halo_exchange.hpp", "{neighbour, direction, Decomposition<Dim>::opposite(direction), send",
     "{neighbour, 0, 0, send", "halo_exchange", 2),
    ("neighbours swapped", "engine/decomposition.cpp", "c = coordinates_[a] + step[a]", "c = coordinates_[a] - step[a]", "halo_exchange", 3),
    ("halo one cell off", "engine/halo_exchange.hpp", "send.lo[a] = own.hi[a] - width;",
     "send.lo[a] = own.hi[a] - width - 1, send.hi[a] = own.hi[a] - 1;", "halo_exchange", 2),
    ("end of a message lost", "engine/halo_exchange.hpp", "(bytes + Messages::unit - 1) / Messages::unit", "bytes / Messages::unit",
     "halo_exchange", 2),
    ("second field over the first", "engine/halo_exchange.hpp", "+ field * route.send.volume()", "+ 0 * field * route.send.volume()",
     "halo_exchange", 2),
    # The split of the grid.
    ("remainder lost", "engine/decomposition.cpp", "block * base + std::min(block, extra)", "block * base", "decomposition", 4),
    ("torus not closed", "engine/decomposition.cpp", "(split_.periodic[static_cast<std::size_t>(a)] || (c >= 0 && c < n))",
     "(c >= 0 && c < n)", "halo_exchange", 3),
    ("most halo instead of least", "engine/decomposition.cpp", "best_cost <= cost", "best_cost >= cost", "decomposition", 1),
    # The order of a step.
    ("rim not swept", "engine/stepper.hpp", "for (const Box<Dim>& part : difference(first, interior)) sweep_box(part, Phase::rim);",
     "if (first.empty()) sweep_box(first, Phase::rim);", "stepper", 4),
    ("rim before the halo is there", "engine/stepper.hpp", "const Box<Dim> interior = intersection(with_halo(-radius), field_.own());",
     "const Box<Dim> interior = field_.own();", "stepper", 4),
    ("levels not swapped", "engine/stepper.hpp", "    field_.swap();\n", "", "stepper", 1),
    ("swap that does nothing", "engine/field.hpp", "current_ = 1 - current_;", "current_ = current_ + 0;", "field", 1),
    ("later steps too narrow", "engine/stepper.hpp", "with_halo((later - 1) * radius)", "with_halo(0 * later)", "stepper", 4),
    ("first step of a deep halo too narrow", "engine/stepper.hpp", "with_halo((steps - 1) * radius)", "with_halo((steps / 2) * radius)",
     "stepper", 4),
    ("ghosts of later axes without the earlier ones", "engine/stepper.hpp", "+= side == 0 ? -radius : radius;", "+= 0;", "stepper", 1),
    ("step not counted", "engine/stepper.hpp", "    ++moment_.step;\n", "", "stepper", 1),
    # Boundaries.
    ("torus seam one cell off", "kernels/ghosts.hpp", "? 2 * size : size;", "? 2 * size : size + 1;", "stepper", 1),
    ("reflection one cell off", "kernels/ghosts.hpp", "m < size ? m : period - 1 - m", "m < size ? m : (period - m) % size", "stepper", 1),
    ("open boundary takes the other end", "kernels/ghosts.hpp", "return i < 0 ? 0 : i >= size", "return i < 0 ? size - 1 : i >= size",
     "stepper", 1),
    ("fixed value ignored", "engine/stepper.hpp", "static_cast<T>(boundary.value_of(field))", "T(0)", "stepper", 1),
    # Kernels and numbers.
    ("place not wrapped in deep halos", "kernels/sweep.hpp", "where.cell[a] < 0 ? moment.size[a]", "where.cell[a] < 0 ? 0", "sweep", 1),
    ("fingerprint without the place", "kernels/fingerprint_rows.hpp", "key + static_cast<std::uint64_t>(i) * index_stride", "key + 0 * i",
     "fingerprint", 1),
    ("seed ignored", "engine/random.hpp", "scrambled(seed + 0x9e3779b97f4a7c15u)", "scrambled(0 * seed + 0x9e3779b97f4a7c15u)", "random", 1),
    # Files.
    ("rows of a snapshot at the wrong place", "engine/snapshot.cpp", "offset + first * cell", "offset + (first + 1) * cell", "snapshot", 2),
    ("only rank 0 knows the input", "engine/text_file.cpp", "  world.broadcast(text);\n", "", "text_file", 3),
    # Simulations.
    ("a neighbour of life forgotten", "sims/life.cpp", "+ c(1, 1));", ");", "life", 1),
    ("survivors reborn", "sims/life.cpp", "born ^ survives", "born | survives", "life", 1),
    ("heat looks one way twice", "sims/heat.cpp", "u.along(axis, -1)", "u.along(axis, 1)", "heat", 1),
    ("rows of a pattern not started anew", "sims/rle.cpp", "        x_ = 0;\n", "", "rle", 1),
]
