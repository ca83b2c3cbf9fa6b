"""One rank throws, exits, aborts, crashes or runs out of memory, between steps or inside a write: the job ends within seconds and never
with status 0, and what is under a final name is whole."""
import signal
import unittest

from fault import DONE, FAULTY, INTERNAL, Case, main, names_in, program, wait_until

INPUT = '[run]\nsimulation = "faulty"\nsteps = 40\n[grid]\nsize = [300, 200]\n[output]\nevery = 8\n[faulty]\nstep = 24\n'
IN_OUTPUT = ["-s", "faulty.in_output=true"]


class RanksFail(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", INPUT)

    def fails(self, how, rank, ranks, more=(), to="out"):
        result = self.ended("run", "in.toml", "-o", to, "--progress", "none", "-s", f"faulty.how={how}", "-s", f"faulty.rank={rank}",
                            *more, ranks=ranks, executable=FAULTY, seconds=120)
        self.assertNotEqual(result.status, DONE, str(result))
        # Steps 0, 8 and 16 are whole; 24 falls on the fault.
        files = self.final_files(to)
        self.assertEqual(files[:3], [f"{to}/in.{step:08}.h5" for step in (0, 8, 16)])
        self.assertIn(files[3:], ([], [f"{to}/in.00000024.h5"]))
        if more == IN_OUTPUT:
            self.assertEqual(files[3:], [])
        self.verify_all(to)
        return result

    def test_a_throw_is_one_message_that_names_the_rank(self):
        def check(rank, ranks, more):
            result = self.fails("throw", rank, ranks, more, to=f"throw{rank}_{ranks}_{len(more)}")
            self.assertEqual(result.status, INTERNAL, str(result))
            self.assert_one_message(result, "a fault made on purpose" + (rf" \(rank {rank} of {ranks}\)$" if ranks > 1 else "$"))
        self.side_by_side(check, [(0, 1, []), (1, 2, []), (0, 4, []), (2, 4, []), (0, 1, IN_OUTPUT), (0, 3, IN_OUTPUT), (1, 3, IN_OUTPUT)])

    @unittest.skipIf(program.SANITIZED, "AddressSanitizer ends a program that asks for more memory than there is")
    def test_a_rank_without_memory(self):
        result = self.fails("out_of_memory", 1, 3)
        self.assertEqual(result.status, INTERNAL, str(result))
        self.assert_one_message(result, "out of memory")
        self.assertIn("(rank 1 of 3)", result.err)

    def test_a_rank_that_ends(self):
        def check(how, rank, more):
            self.fails(how, rank, 3, more, to=f"{how}{rank}_{len(more)}")
        places = ((0, []), (2, []), (1, IN_OUTPUT))
        self.side_by_side(check, [(how, rank, more) for how in ("exit", "abort", "segfault") for rank, more in places])

    def test_a_rank_that_makes_no_progress(self):
        """It loops, sleeps or waits for ever, as no MPI notices: the watchdog does."""
        def check(how, rank, ranks):
            result = self.fails(how, rank, ranks, ["-s", "run.watchdog=3s"], to=f"{how}{ranks}")
            self.assertEqual(result.status, INTERNAL, str(result))
            self.assert_one_message(result, rf"rank {rank} on host \S+ has made no progress for \d+ s while")
        self.side_by_side(check, [("loop", 1, 3), ("sleep", 2, 3), ("sleep", 0, 1)], most=3)

    def test_a_rank_that_is_stopped(self):
        for rank in (0, 2):
            with self.subTest(rank=rank):
                to = f"stopped{rank}"
                job = self.job("run", "in.toml", "-o", to, "--progress", "none", "--steps", "1000000000", "-s", "output.every=1000",
                               "-s", "run.watchdog=3s", ranks=3, executable=FAULTY)
                self.assertTrue(wait_until(lambda: (self.folder / to / "in.00002000.h5").exists(), 60), str(job.output()))
                job.signal(signal.SIGSTOP, job.rank_pids()[rank])
                result = job.wait(120)
                self.assertEqual(result.status, INTERNAL, str(result))
                self.assert_one_message(result, rf"rank {rank}\b")
                self.verify_all(to)

    def test_the_folder_serves_again(self):
        self.fails("abort", 1, 2, IN_OUTPUT)
        self.ended("run", "in.toml", "-o", "out", ranks=2, executable=FAULTY, status=DONE)
        self.assertEqual(self.verify_all(), 6)
        self.assertEqual([name for name in names_in(self.folder / "out") if name.startswith(".")], [])


if __name__ == "__main__":
    main()
