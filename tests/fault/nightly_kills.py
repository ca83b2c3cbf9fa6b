"""A hundred runs whose rank, launcher or processes are killed, whose terminal or pipe is closed, at random times and inside writes, each
with a resume on another number of ranks, half of them with one of two copies of the checkpoints; every run that ends must end as one that
was never hit. Prints a table for docs/reliability.md."""
import time

from campaign import INPUTS, CampaignCase, dice_of
from fault import main

KILLS = {"heat": 30, "life": 25, "brain": 15, "volume": 15, "pixels": 15}


class Campaign(CampaignCase):
    def test_a_hundred_kills(self):
        dice = dice_of(2026)
        self.assertEqual(set(KILLS), set(INPUTS))
        print("| input | hits and resumes | inside a write | runs to the end, equal | lost | files verified | seconds |")
        print("|---|---|---|---|---|---|---|")
        for name, kills in KILLS.items():
            with self.subTest(name=name):
                began, before = time.monotonic(), (self.in_write, self.finished, self.verified)
                try:
                    self.campaign(name, kills, dice)
                except AssertionError as failure:
                    print(f"{name}: lost after {sum(self.hits.values())} hits in all: {failure}", flush=True)
                    raise
                now = (self.in_write, self.finished, self.verified)
                inside, ended, verified = (b - a for a, b in zip(before, now))
                print(f"| {name} | {kills} | {inside} | {ended} | 0 | {verified} | {time.monotonic() - began:.0f} |", flush=True)
        print("hit:", self.hits, "lost places:", self.lost)


if __name__ == "__main__":
    main()
