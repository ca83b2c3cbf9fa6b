"""kill -9 of a rank, of the launcher or of all processes, a closed terminal or pipe, at any time and inside writes; then on from the
checkpoint on another number of ranks, with or without one of its two copies: the state, every snapshot, the masters and the step number are
those of a run that was never hit. nightly_kills.py does a hundred."""
from campaign import CampaignCase, dice_of
from fault import DONE, main


class Kills(CampaignCase):
    def tearDown(self):
        print("hit:", self.hits, "lost places:", self.lost)

    def test_heat(self):
        self.campaign("heat", 2, dice_of(1))

    def test_life(self):
        self.campaign("life", 2, dice_of(2))

    def test_volume(self):
        self.campaign("volume", 1, dice_of(3))

    def test_pixels(self):
        self.campaign("pixels", 1, dice_of(4))

    def test_the_comparison_sees_other_files_and_other_cells(self):
        """That it sees a restart one step off is shown in test_restart.py."""
        self.straight("brain")
        for more, what in ((["--steps", "3001"], r"brain\.00003001"), (["-s", "output.every=100"], r"brain\.00000100"),
                           (["-s", "run.seed=6"], r"brain\.00000000\.h5 and .* differ")):
            with self.subTest(more=more):
                self.ended("run", "brain.toml", "-o", "other", "--overwrite", "--progress", "none", *more, ranks=2, status=DONE)
                with self.assertRaisesRegex(AssertionError, what):
                    self.assert_as_straight("brain", "other")
        self.ended("run", "brain.toml", "-o", "other", "--overwrite", "--progress", "none", ranks=2, status=DONE)
        self.assert_as_straight("brain", "other")


if __name__ == "__main__":
    main()
