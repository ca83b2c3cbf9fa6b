"""Facts about well-known patterns, found by others with other programs."""
import cells
from program import INPUTS, Case, main

PLANE = INPUTS / "life"


class Facts(Case):
    def populations(self, file, steps, every, ranks):
        name = file.stem
        self.run_input(file, "--steps", str(steps), "-s", f"output.every={every}", ranks=ranks)
        return [int(cells.read(self.folder / "out" / f"{name}.{step:08}.h5", "cells").sum()) for step in range(0, steps + 1, every)]

    def test_the_gun_sends_a_glider_every_30_generations(self):
        found = self.populations(PLANE / "gosper_gun.toml", 300, 30, 2)
        self.assertEqual(found, [36 + 5 * shot for shot in range(11)])
        # The gun itself repeats: without what it has sent out, the cells of two periods are the same.
        box = (slice(8, 17), slice(8, 44))
        early, late = (cells.read(self.folder / "out" / f"gosper_gun.{step:08}.h5", "cells")[box] for step in (240, 270))
        self.assertTrue((early == late).all())
        other = self.populations(PLANE / "gosper_gun.toml", 15, 15, 1)
        self.assertNotEqual(other[0], other[1])

    def test_the_r_pentomino_settles_in_generation_1103(self):
        self.assertEqual(self.populations(PLANE / "r_pentomino.toml", 1103, 1103, 2), [5, 116])

    def test_the_acorn_has_633_cells_in_generation_5206(self):
        self.assertEqual(self.populations(PLANE / "acorn.toml", 5206, 5206, 2), [7, 633])

    def test_a_glider_over_the_seam_of_a_torus(self):
        self.write("glider.toml", '[run]\nsimulation = "life"\n[grid]\nsize = [17, 11]\n[life]\npattern = "glider.rle"\nat = [3, 2]\n')
        self.write("glider.rle", "x = 3, y = 3\nbob$2bo$3o!\n")
        shape = [(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)]
        for ranks in (1, 2, 3, 4):
            self.run_input("glider.toml", "--steps", "120", "-s", "output.every=4", ranks=ranks)
            for moves in range(31):
                found = cells.read(self.folder / "out" / f"glider.{4 * moves:08}.h5", "cells")
                expected = {((3 + x + moves) % 17, (2 + y + moves) % 11) for x, y in shape}
                self.assertEqual({(x, y) for y, x in zip(*found.nonzero())}, expected, f"{ranks} ranks, {moves} moves")


if __name__ == "__main__":
    main()
