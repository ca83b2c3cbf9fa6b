"""Runs that are hit again and again and go on from their checkpoints, on other rank counts, until they end: they must end as a run
straight through does."""
import json
import os
import random
import re
import signal
import time

import h5py

from fault import DONE, Case, names_in, wait_until, writing

# Cells in ceaseless motion (CampaignCase.moving() checks that), steps of about a second in all, files often.
INPUTS = {
    "heat": '[run]\nsimulation = "heat"\nsteps = 20000\nseed = 5\n[grid]\nsize = [300, 200]\n[output]\nevery = 1000\n'
            '[checkpoint]\nevery = 700\n[heat]\ninitial = "random"\nalpha = 0.0001\n',
    "life": '[run]\nsimulation = "life"\nsteps = 9000\nseed = 5\n[grid]\nsize = [1500, 1200]\n[output]\nevery = 600\ncompress = "bits"\n'
            '[checkpoint]\nevery = 350\n[life]\ndensity = 0.4\n',
    "brain": '[run]\nsimulation = "life"\nsteps = 3000\nseed = 5\n[grid]\nsize = [400, 300]\n[output]\nevery = 200\n'
             '[checkpoint]\nevery = 130\nkeep = 3\n[life]\nrule = "/2/3"\ndensity = 0.3\n',
    "volume": '[run]\nsimulation = "heat"\nsteps = 3000\nseed = 5\n[grid]\nsize = [48, 40, 32]\n'
              'boundary = ["periodic", "open", "reflect"]\n'
              '[output]\nevery = 250\n[checkpoint]\nevery = 100\n[heat]\ninitial = "random"\nalpha = 0.0001\n',
    "pixels": '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [1500, 1100]\n[checkpoint]\nevery = "0.3s"\n'
              '[mandelbrot]\nmax_iter = 60000\nshortcuts = false\n',
}


class CampaignCase(Case):
    def setUp(self):
        super().setUp()
        for name, text in INPUTS.items():
            self.write(f"{name}.toml", text)
        self.kills = {"rank": 0, "launcher": 0, "all": 0}
        self.in_write = self.finished = self.verified = 0

    def straight(self, name, *more):
        """A run straight through, once; its folder."""
        to = f"{name}_straight"
        if not (self.folder / to).exists():
            self.ended("run", f"{name}.toml", "-o", to, "--progress", "none", *more, status=DONE, seconds=120)
        return to

    def report(self, to):
        return json.loads((self.folder / to / "report.json").read_text())

    def series(self, to):
        return [name for name in names_in(self.folder / to) if re.fullmatch(r"[^/]*\.\d{8,}\.h5", name)]

    def moving(self, name):
        """Fails if the last states of the run straight through do not differ from each other. The files would: they hold the step."""
        to, states = self.straight(name), set()
        for file in self.series(to)[-3:]:
            with h5py.File(self.folder / to / file, "r") as snapshot:
                tables = snapshot["halogrid/fingerprint"]
                states.add(b"".join(tables[field][()].tobytes() for field in tables))
        self.assertEqual(len(states), 3, f"{name} has come to rest")

    def newest(self, to, name):
        """The step of the newest checkpoint, or None."""
        steps = [int(path.name.split(".")[-2]) for path in (self.folder / to / "checkpoints").glob(f"{name}.*.h5")]
        return max(steps, default=None)

    def assert_went_on(self, job, newest):
        """From the newest checkpoint that was there; a run that was killed early may not have come to say so."""
        said = job.output().err
        found = re.search(r"going on from step (\d+)|starting at the beginning", said)
        if found:
            self.assertEqual(int(found[1]) if found[1] else None, newest, said)
        self.assertNotIn("is not used", said)

    def assert_as_straight(self, name, to):
        """Every snapshot, the list of them, the masters, step number and fingerprint are those of the run straight through."""
        straight = self.straight(name)
        self.assertEqual(self.series(to), self.series(straight))
        for file in self.series(straight):
            self.assert_same_bytes(f"{to}/{file}", f"{straight}/{file}")
        mine, theirs = self.report(to), self.report(straight)
        for key in ("fingerprint", "steps", "population", "grid"):
            self.assertEqual(mine.get(key), theirs.get(key), key)
        self.assertEqual((self.folder / to / f"{name}.xmf").exists(), (self.folder / straight / f"{name}.xmf").exists())
        if (self.folder / to / f"{name}.xmf").exists():
            self.assert_same_bytes(f"{to}/{name}.xmf", f"{straight}/{name}.xmf")
            self.assertEqual(self.master_times(f"{to}/{name}.vtkhdf"), self.master_times(f"{straight}/{name}.vtkhdf"))

    def master_times(self, file):
        with h5py.File(self.folder / file, "r") as master:
            return list(master["VTKHDF/Steps/Values"][()])

    def finals(self, folder, names="[!.]*.h5"):
        """The files under final names, each with its time: one that was written again counts as another."""
        found = set()
        for path in (*folder.glob(names), *folder.glob("checkpoints/" + names)):
            try:
                found.add((path, path.stat().st_mtime_ns))
            except OSError:  # an older checkpoint that went meanwhile
                pass
        return found

    def hit(self, job, dice, folder, name):
        """Kills one rank, the launcher or all: at some time, or inside a write. False if the job ended before."""
        how = dice.choice(("rank", "launcher", "all")) if job.launched else "all"
        aimed, parts = dice.random() < 0.5, self.finals(folder, ".*.h5.part")
        before, more = self.finals(folder), dice.randrange(8)
        ended = lambda: job.process.poll() is not None
        wait_until(lambda: len(job.rank_pids()) == job.ranks or ended(), 30, 0.005)
        ranks = job.rank_pids()
        # At the start, or once some more files are there; a picture has few.
        if name == "pixels":
            time.sleep(dice.uniform(0, 2))
        else:
            wait_until(lambda: len(self.finals(folder) - before) >= more or ended(), 60, 0.001)
        time.sleep(dice.uniform(0, 0.1))
        found = aimed and wait_until(lambda: ended() or writing(folder) or writing(folder / "checkpoints"), 20, 0)
        if job.process.poll() is not None:
            return False
        if aimed and found:
            time.sleep(dice.uniform(0, 0.004))
        if how == "rank" and ranks:
            job.signal(signal.SIGKILL, dice.choice(list(ranks.values())))
        elif how == "launcher":
            job.signal(signal.SIGKILL)
        else:
            job.kill_all()
        result = job.wait(60)
        if result.status == DONE:
            return False
        self.kills[how] += 1
        self.in_write += bool(self.finals(folder, ".*.h5.part") - parts)  # what it was writing is left
        return True

    def campaign(self, name, kills, dice, ranks=(1, 2, 3, 4, 6)):
        """So many kills and as many resumes; ends with whole runs that are as they should be."""
        self.moving(name) if name != "pixels" else self.straight(name)
        to = f"{name}_hit"
        fresh, done = True, 0
        while True:
            words = ["run", f"{name}.toml", "-o", to, "--progress", "none", "--overwrite" if fresh else "--restart"]
            newest = None if fresh else self.newest(to, name)
            job = self.job(*words, ranks=dice.choice(ranks))
            if done < kills and self.hit(job, dice, self.folder / to, name):
                done += 1
                self.assert_went_on(job, newest)
                fresh = False
                self.verified += self.verify_all(to) if (self.folder / to).exists() else 0
                job.close()
                continue
            result = job.wait(180)
            self.assertEqual(result.status, DONE, str(result))
            self.assert_went_on(job, newest)
            self.assertEqual(self.report(to).get("resumed_at"), newest)
            self.assert_as_straight(name, to)
            self.verified += self.verify_all(to)
            self.finished += 1
            job.close()
            fresh = True
            if done >= kills:
                return


def dice_of(seed):
    """Reproducible where HALOGRID_SEED is given; says which it took."""
    seed = int(os.environ.get("HALOGRID_SEED", seed))
    print(f"seed {seed}")
    return random.Random(seed)
