"""Every input and pattern under inputs/ is accepted by `halogrid check` and runs on two ranks."""
from program import INPUTS, Case, main, names_in


class Inputs(Case):
    def test_every_input_runs(self):
        files = sorted(file for kind in ("toml", "rle", "cells", "lif", "life", "mc") for file in INPUTS.rglob(f"*.{kind}"))
        self.assertGreaterEqual(len(files), 12)
        for number, file in enumerate(files):
            with self.subTest(input=str(file.relative_to(INPUTS))):
                checked = self.halogrid("check", file, "--ranks", "2")
                self.assertIn("# plan", checked.out)
                report = self.run_input(file, "--steps", "2", "-s", "output.every=0", ranks=2, to=str(number))
                self.assertEqual((report["name"], report["steps"]), (file.stem, 2))
                self.assertIn(f"{file.stem}.00000002.h5", names_in(self.folder / str(number)))


if __name__ == "__main__":
    main()
