"""What takes minutes on a SLURM cluster: the requeue script is stopped by SLURM's own clock."""
import test_slurm
from hosts import namespaces_of_its_own
from program import main
from slurm import needs_slurm


class ByTheClock(test_slurm.SlurmCase):
    def test_requeue_before_the_time_limit(self):
        # The signal comes 60 s before the limit, or up to 60 s earlier.
        self.requeue(lambda job: None, 200, "--time=3", "--signal=USR2@60")


if __name__ == "__main__":
    needs_slurm()
    namespaces_of_its_own()
    main()
