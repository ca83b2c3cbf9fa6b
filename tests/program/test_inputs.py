"""Every input and pattern under inputs/ is accepted by `halogrid check` and runs on two ranks; boundaries are documented as they are."""
import re

from program import INPUTS, Case, main, names_in


class Inputs(Case):
    def test_every_input_runs(self):
        files = sorted(file for kind in ("toml", "rle", "cells", "lif", "life", "mc") for file in INPUTS.rglob(f"*.{kind}"))
        self.assertGreaterEqual(len(files), 12)
        for number, file in enumerate(files):
            with self.subTest(input=str(file.relative_to(INPUTS))):
                checked = self.halogrid("check", file, "--ranks", "2")
                self.assertIn("# plan", checked.out)
                # Fractals have no steps; fewer pixels shorten them.
                steps = 0 if file.parent.name == "fractal" else 2
                words = ["--steps", "2", "-s", "output.every=0"] if steps else ["-s", "grid.size=[240,160]"]
                if "[zoom]" in (file.read_text() if file.suffix == ".toml" else ""):
                    steps = 2
                    words += ["-s", "zoom.frames=3"]
                report = self.run_input(file, *words, ranks=2, to=str(number))
                self.assertEqual((report["name"], report["steps"]), (file.stem, steps))
                self.assertIn(f"{file.stem}.{steps:08}.h5", names_in(self.folder / str(number)))

    def test_boundaries_are_documented_with_the_sentences_of_their_table(self):
        root = INPUTS.parent
        table = re.findall(r'\{"(\w+)", BoundaryKind::\w+, (?:true|false),\s*"([^"]*)"\}', (root / "kernels/base/boundary.hpp").read_text())
        page = (root / "docs/inputs.md").read_text().split("## Boundaries")[1].split("\n## ")[0]
        self.assertGreaterEqual(len(table), 5)
        self.assertEqual(re.findall(r"^\| `(\w+)[^|]*` \| (.*) \|$", page, re.MULTILINE), table)


if __name__ == "__main__":
    main()
