"""A hundred kills of a rank, the launcher or all processes, at random times and inside writes, each with a resume on another number of
ranks; every run that ends must end as one that was never hit. Prints a table for docs/reliability.md."""
import time

from campaign import INPUTS, CampaignCase, dice_of
from fault import main

KILLS = {"heat": 30, "life": 25, "brain": 15, "volume": 15, "pixels": 15}


class Campaign(CampaignCase):
    def test_a_hundred_kills(self):
        dice = dice_of(2026)
        self.assertEqual(set(KILLS), set(INPUTS))
        print("| input | kills and resumes | inside a write | runs to the end, equal | lost | files verified | seconds |")
        print("|---|---|---|---|---|---|---|")
        for name, kills in KILLS.items():
            with self.subTest(name=name):
                began, before = time.monotonic(), (self.in_write, self.finished, self.verified)
                try:
                    self.campaign(name, kills, dice)
                except AssertionError as failure:
                    print(f"{name}: lost after {sum(self.kills.values())} kills in all: {failure}", flush=True)
                    raise
                now = (self.in_write, self.finished, self.verified)
                inside, ended, verified = (b - a for a, b in zip(before, now))
                print(f"| {name} | {kills} | {inside} | {ended} | 0 | {verified} | {time.monotonic() - began:.0f} |", flush=True)
        print("hit:", self.kills)


if __name__ == "__main__":
    main()
