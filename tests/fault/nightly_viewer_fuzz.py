"""A viewer speaks the protocol badly for a minute beside a run of each kind: nothing comes of it (viewer_fuzz.py)."""
import json

from fault import Case, main

import viewer_fuzz

SECONDS = 60


class ViewerFuzz(Case):
    def report(self, to):
        return json.loads((self.folder / to / "report.json").read_text())

    def test_bad_viewers(self):
        for name in viewer_fuzz.RUNS:
            with self.subTest(name):
                said = viewer_fuzz.fuzz_beside(self, name, SECONDS)
                print(f"{name}: {said} messages in {SECONDS} s", flush=True)


if __name__ == "__main__":
    main()
