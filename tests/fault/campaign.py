"""Runs that are hit again and again and go on from their checkpoints, on other rank counts, until they end: they must end as a run
straight through does. Their checkpoints have copies on a second file system, and after every other hit one of the two is lost."""
import json
import os
import random
import pathlib
import re
import shutil
import signal
import tempfile
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
        self.hits = {"rank": 0, "launcher": 0, "all": 0, "HUP": 0, "pipe": 0}
        self.in_write = self.finished = self.verified = 0
        self.lost = {"first": 0, "second": 0}
        memory = pathlib.Path("/dev/shm")
        self.second = pathlib.Path(tempfile.mkdtemp(prefix="halogrid_second_", dir=memory if memory.is_dir() else self.folder))
        self.addCleanup(shutil.rmtree, self.second, ignore_errors=True)

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
        """The step of the newest checkpoint in either place, or None."""
        places = self.folder / to / "checkpoints", self.second
        return max((int(path.name.split(".")[-2]) for place in places for path in place.glob(f"{name}.*.h5")), default=None)

    def assert_went_on(self, job, newest):
        """From the newest checkpoint that was there; a run that was killed early may not have come to say so."""
        said = job.output().err
        found = re.search(r"going on from step (\d+)|starting at the beginning", said)
        if found:
            self.assertEqual(int(found[1]) if found[1] else None, newest, said)
        self.assertNotIn("is not used", said)

    def assert_as_straight(self, name, to, since=None):
        """Every snapshot, the list of them, the masters, step number and fingerprint are those of the run straight through. since: the
        step from which a run went on whose folder was lost with all snapshots until then."""
        straight = self.straight(name)
        files = [file for file in self.series(straight) if since is None or int(file.split(".")[-2]) >= since]
        self.assertEqual(self.series(to), files)
        for file in files:
            self.assert_same_bytes(f"{to}/{file}", f"{straight}/{file}")
        mine, theirs = self.report(to), self.report(straight)
        for key in ("fingerprint", "steps", "population", "grid"):
            self.assertEqual(mine.get(key), theirs.get(key), key)
        self.assertEqual((self.folder / to / f"{name}.xmf").exists(), (self.folder / straight / f"{name}.xmf").exists())
        if (self.folder / to / f"{name}.xmf").exists():
            times = self.master_times(f"{straight}/{name}.vtkhdf")
            self.assertEqual(self.master_times(f"{to}/{name}.vtkhdf"), times[len(times) - len(files):])
            if since is None:
                self.assert_same_bytes(f"{to}/{name}.xmf", f"{straight}/{name}.xmf")

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

    def hit(self, job, how, dice, folder, name):
        """Ends the job: at some time, or inside a write. False if it came to its end by itself."""
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
        found = aimed and wait_until(lambda: ended() or writing(folder) or writing(folder / "checkpoints") or writing(self.second), 20, 0)
        if ended():
            return False
        if aimed and found:
            time.sleep(dice.uniform(0, 0.004))
        if how == "rank" and ranks:
            job.signal(signal.SIGKILL, dice.choice(list(ranks.values())))
        elif how == "launcher":
            job.signal(signal.SIGKILL)
        elif how == "HUP":  # a terminal that is closed tells all of them
            job.signal(signal.SIGHUP, *job.pids())
        elif how == "pipe":  # as `| head -1`; goes on unheard until it is killed, if the launcher lets it
            job.close_pipes()
            time.sleep(dice.uniform(0, 0.5))
            self.assertTrue(job.launched or not ended() or job.process.returncode == DONE, "a closed pipe has ended it")
            job.kill_all()
        else:
            job.kill_all()
        result = job.wait(60)
        if result.status == DONE:
            return False
        self.hits[how] += 1
        self.in_write += bool(self.finals(folder, ".*.h5.part") - parts)  # what it was writing is left
        return True

    def lose_a_place(self, dice, to):
        """Half the time. Whether it was the first, with all that the run has written there."""
        if dice.random() < 0.5:
            return False
        place = dice.choice(("first", "second"))
        shutil.rmtree(self.second if place == "second" else self.folder / to, ignore_errors=True)
        self.lost[place] += 1
        return place == "first"

    def campaign(self, name, hits, dice, ranks=(1, 2, 3, 4, 6)):
        """So many hits and as many resumes; ends with whole runs that are as they should be."""
        self.moving(name) if name != "pixels" else self.straight(name)
        to = f"{name}_hit"
        fresh, done, since, first_is_lost = True, 0, None, False
        while True:
            words = ["run", f"{name}.toml", "-o", to, "--progress", "none", "-s", f"checkpoint.copy={self.second}"]
            newest = None if fresh else self.newest(to, name)
            if fresh or first_is_lost:
                since = newest
            count = dice.choice(ranks)
            how = dice.choice(("rank", "launcher", "all", "HUP", "pipe") if count > 1 else ("all", "HUP", "pipe"))
            job = self.job(*words, "--overwrite" if fresh else "--restart", ranks=count, piped=how == "pipe")
            if done < hits and self.hit(job, how, dice, self.folder / to, name):
                done += 1
                self.assert_went_on(job, newest)
                job.close()
                for place in (to, self.second):
                    self.verified += self.verify_all(place) if (self.folder / place).exists() else 0
                fresh, first_is_lost = False, self.lose_a_place(dice, to)
                continue
            result = job.wait(180)
            self.assertEqual(result.status, DONE, str(result))
            self.assert_went_on(job, newest)
            self.assertEqual(self.report(to).get("resumed_at"), newest)
            self.assert_as_straight(name, to, since)
            self.verified += self.verify_all(to)
            self.finished += 1
            job.close()
            if done >= hits:
                return
            fresh = True
            if since is not None:  # killed at once, --overwrite would leave what is not as straight
                shutil.rmtree(self.folder / to)


def dice_of(seed):
    """Reproducible where HALOGRID_SEED is given; says which it took."""
    seed = int(os.environ.get("HALOGRID_SEED", seed))
    print(f"seed {seed}")
    return random.Random(seed)
