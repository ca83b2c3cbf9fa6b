"""Many ranks on few cores: the fingerprint of one rank, on 64 ranks here and on HALOGRID_MANY_RANKS of them in the nightly run."""
import os
import unittest

from hosts import program

RANKS = int(os.environ.get("HALOGRID_MANY_RANKS", "64"))
INPUTS = {
    "life": '[run]\nsimulation = "life"\nsteps = 48\n[grid]\nsize = [4224, 515]\n[life]\ndensity = 0.4\n',
    "bytes": '[run]\nsimulation = "life"\nsteps = 24\n[grid]\nsize = [263, 259]\n[life]\ndensity = 0.4\nstorage = "bytes"\n',
    "heat": '[run]\nsimulation = "heat"\nsteps = 24\n[grid]\nsize = [257, 263]\nboundary = ["periodic", "reflect"]\n'
            '[heat]\ninitial = "random"\n',
    "block": '[run]\nsimulation = "heat"\nsteps = 12\n[grid]\nsize = [66, 65, 67]\nboundary = ["open", "periodic", "dead"]\n'
             '[heat]\ninitial = "random"\n',
}


@unittest.skipIf(program.SANITIZED, "64 ranks under AddressSanitizer want 20 GB")
class ManyRanks(program.Case):
    def compare(self, name, *words):
        self.write(f"{name}.toml", INPUTS[name])
        one = self.run_input(f"{name}.toml", "--overwrite")
        many = self.run_input(f"{name}.toml", "--overwrite", "--progress", "none", *words, ranks=RANKS, to="many", timeout=600)
        self.assertEqual([many["ranks"], many["fingerprint"]], [RANKS, one["fingerprint"]], f"{name} {words}")
        return many

    # A start of 64 ranks takes 15 s: the usual run leaves out what differs by its kernel only.
    def test_life(self):
        self.compare("life")
        if RANKS > 64:
            self.compare("bytes")

    def test_heat(self):
        """What a rank sends in a step depends on its block and not on how many ranks there are; and the fingerprint on neither."""
        sent = []
        for side in (4, 8):
            self.write("square.toml", f'[run]\nsimulation = "heat"\nsteps = 12\n[grid]\nsize = [{32 * side}, {32 * side}]\n'
                                      '[heat]\ninitial = "random"\n')
            one = self.run_input("square.toml", "--overwrite", "-s", "decomposition.depth=1")
            report = self.run_input("square.toml", "--overwrite", "--progress", "none", "-s", f"decomposition.ranks=[{side},{side}]",
                                    "-s", "decomposition.depth=1", ranks=side * side, to="many", timeout=600)
            self.assertEqual([report["ranks"], report["fingerprint"]], [side * side, one["fingerprint"]])
            sent.append(report["halo_bytes_per_step"] / report["ranks"])
            self.assertEqual(report["halo_exchanges"]["total"], 12 * report["ranks"])
        self.assertEqual(sent[0], sent[1])
        if RANKS > 64:
            for words in [], ["-s", "decomposition.depth=3"]:
                self.compare("heat", *words)
            self.compare("block")


if __name__ == "__main__":
    program.main()
