"""The tests of signals and of damaged checkpoints with as many trials as docs/reliability.md tells of."""
import os

os.environ.setdefault("HALOGRID_REQUESTS", "20")
os.environ.setdefault("HALOGRID_FLIPS", "500")

from fault import main  # noqa: E402
from test_restart import Restart  # noqa: E402,F401
from test_signals import Signals  # noqa: E402,F401

assert hasattr(Restart, "test_bits_flipped"), "that is the test of another folder"

if __name__ == "__main__":
    main()
