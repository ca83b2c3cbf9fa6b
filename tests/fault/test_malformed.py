"""Malformed patterns, rules, rule tables, inputs and command lines: each is one message with place, sentence and remedy, status 2, and
nothing written. tests/program/test_errors.py has as many others."""
import concurrent.futures

from fault import USAGE, Case, main, names_in
from program import start

LIFE = '[run]\nsimulation = "life"\nsteps = 4\n[grid]\nsize = [16, 12]\n[life]\ndensity = 0.3\n'
HEAT = '[run]\nsimulation = "heat"\nsteps = 4\n[grid]\nsize = [16, 12]\n'
PIXELS = '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [16, 12]\n[mandelbrot]\n'


# Each gives (name, words, files, place, how the sentence begins, how the hint begins or ""). A place is exact.
def alone(name, file, content, *message):
    return name, ["run", file], {file: content}, *message


def text(name, content, *message):
    return name, ["run", "in.toml"], {"in.toml": content}, *message


def rule(name, word, *message):
    return text(name, f'{LIFE}rule = "{word}"\n', *message)


def table(name, content, *message):
    return name, ["run", "in.toml"], {"in.toml": LIFE + 'rule = "A.rule"\n', "A.rule": content}, *message


def words(name, line, content, *message):
    return name, line, {} if content is None else {"in.toml": content}, *message


CASES = [
    alone("rle_negative", "a.rle", "x = -3, y = 3\nbo!\n", "a.rle:1:5", "x is not a whole number",
          "an RLE file starts like this: x = 3, y"),
    alone("rle_overflow_header", "a.rle", "x = 99999999999999999999999, y = 3\nbo!\n", "a.rle:1:5", "x is larger than 4611686018427387904",
          "use a smaller number"),
    alone("rle_header_words", "a.rle", "x = three, y = 3\nbo!\n", "a.rle:1:5", "x is not a whole number",
          "an RLE file starts like this: x = 3, y"),
    alone("rle_header_twice", "a.rle", "x = 3, x = 4, y = 3\nbo!\n", "a.rle:1:8", 'the header line lacks "y = ..." here',
          "an RLE file starts like this: x = 3, y"),
    alone("rle_count_alone", "a.rle", "x = 3, y = 3\n3\n", "a.rle:3:1", "the file ends after a run count, before its cell",
          "the file was cut off: get it again"),
    alone("rle_zero_run", "a.rle", "x = 3, y = 3\n0o!\n", "a.rle:2:1", "a run count of 0 stands for nothing",
          "leave the count out for one cell, or"),
    alone("rle_nul", "a.rle", "x = 3, y = 3\nb\x00o!\n", "a.rle:2:2", "byte 0x00 is not a cell", "cells are b or . (dead), o (alive), A"),
    alone("rle_utf8", "a.rle", "x = 3, y = 3\nbøo!\n", "a.rle:2:2", "byte 0xc3 is not a cell", "cells are b or . (dead), o (alive), A"),
    alone("rle_rule_bad", "a.rle", "x = 3, y = 3, rule = B3/S2X\nbo!\n", "a.rle:1:22",
          'life rule "B3/S2X", at character 6 (\'X\'): nothing but a', "write birth and survival counts from 0"),
    alone("rle_rule_b9", "a.rle", "x = 3, y = 3, rule = B9/S23\nbo!\n", "a.rle:1:22",
          'life rule "B9/S23", at character 2 (\'9\'): a cell has 8', "write birth and survival counts from 0"),
    alone("rle_suffix_bad", "a.rle", "x = 3, y = 3, rule = B3/S23:Q10,10\nbo!\n", "a.rle:1:22",
          'life rule "B3/S23:Q10,10", at character 8 (\'Q\'): the', "write :T640,480 for a torus, :P640,480"),
    alone("rle_suffix_neg", "a.rle", "x = 3, y = 3, rule = B3/S23:T-5,5\nbo!\n", "a.rle:1:22",
          'life rule "B3/S23:T-5,5", at character 9 (\'-\'): the grid\'s', "write :T640,480 for a torus, :P640,480"),
    alone("rle_suffix_huge", "a.rle", "x = 3, y = 3, rule = B3/S23:T8000000000,8000000000\nbo!\n", "a.rle:1:22",
          "this needs a grid of 8000000000 x 8000000000 cells, which are 2^52 or more", "choose a smaller grid"),
    alone("life106_far", "a.life", "#Life 1.06\n1000000000 1000000000\n-1000000000 -1000000000\n", "a.life",
          "this needs a grid of 8000000004 x 8000000004 cells, which are 2^52 or more", "choose a smaller grid"),
    alone("rle_pos_bad", "a.rle", "#CXRLE Pos=a,b\nx = 3, y = 3\nbo!\n", "a.rle:1:12", "Pos= is not a whole number",
          "an RLE file starts like this: x = 3, y"),
    alone("rle_gen_bad", "a.rle", "#CXRLE Gen=99999999999999999999\nx = 3, y = 3\nbo!\n", "a.rle:1:12",
          "Gen= is larger than 4611686018427387904", "use a smaller number"),
    alone("rle_gen_neg", "a.rle", "#CXRLE Gen=-5\nx = 3, y = 3\nbo!\n", "a.rle:1:12", "Gen= is not a whole number",
          "an RLE file starts like this: x = 3, y"),
    alone("rle_binary", "a.rle",
          bytes(range(256)),
          "a.rle:1:1", "byte 0x00 is not a cell", "cells are b or . (dead), o (alive), A"),
    alone("rle_state", "a.rle", "x = 3, y = 3, rule = 345/2/4\nABD!\n", "a.rle:2:3",
          "a cell has state 4, but rule 345/2/4 has states 0 to 3 only", "in a two-state pattern live cells are o"),
    alone("rle_state2", "a.rle", "x = 3, y = 3, rule = 345/2/4\npA!\n", "a.rle:2:1",
          "a cell has state 25, but rule 345/2/4 has states 0 to 3 only", "in a two-state pattern live cells are o"),
    alone("rle_state3", "a.rle", "x = 3, y = 3, rule = 345/2/4\nyZ!\n", "a.rle:2:1", "'y' must be followed by a letter A to X, not 'Z'",
          "cells are b or . (dead), o (alive), A"),
    alone("cells_bell", "a.cells", "!Name: x\n.O\aO\n", "a.cells:2:3", "byte 0x07 is not a cell", "a row is written with . (dead) and O or"),
    alone("cells_digit", "a.cells", ".O1\n", "a.cells:1:3", "'1' is not a cell", "a row is written with . (dead) and O or"),
    alone("cells_empty", "a.cells", "", "a.cells:1:1", "no pattern: there is no row of cells", "a .cells file has rows of . and O below"),
    alone("cells_comment_only", "a.cells", "!Name: nothing\n", "a.cells:1:1", "no pattern: there is no row of cells",
          "a .cells file has rows of . and O below"),
    alone("cells_binary", "a.cells", b'\x00\x01\x02', "a.cells:1:1", "byte 0x00 is not a cell", "a row is written with . (dead) and O or"),
    alone("lif_version", "a.lif", "#Life 1.07\n*\n", "a.lif:1:1", 'the first line is neither "#Life 1.05" nor "#Life 1.06"',
          "these are the two formats that .lif"),
    alone("lif_p", "a.lif", "#Life 1.05\n#P a b\n*\n", "a.lif:2:4", "x of #P is not a whole number",
          "write #P x y, the place of the block's"),
    alone("lif_p_one", "a.lif", "#Life 1.05\n#P 3\n*\n", "a.lif:2:5", "y of #P is not a whole number",
          "write #P x y, the place of the block's"),
    alone("lif_cell", "a.lif", "#Life 1.05\n#P 0 0\n*x*\n", "a.lif:3:2", "'x' is not a cell", "lines are #D text, #N, #R 23/3, #P x y,"),
    alone("lif_rule", "a.lif", "#Life 1.05\n#R 23/99\n#P 0 0\n*\n", "a.lif:2:4", 'life rule "23/99", at character 4 (\'9\'): a cell has 8',
          "write birth and survival counts from 0"),
    alone("lif_overlap", "a.lif", "#Life 1.05\n#P 99999999999999999999 0\n*\n", "a.lif:2:4",
          "x of #P = 99999999999999999999 is not between", "write #P x y, the place of the block's"),
    alone("lif_empty", "a.lif", "", "a.lif:1:1", 'the first line is neither "#Life 1.05" nor "#Life 1.06"',
          "these are the two formats that .lif"),
    alone("life106_one", "a.life", "#Life 1.06\n1\n", "a.life:2:2", "y is not a whole number", "each line names one live cell: its x"),
    alone("life106_three", "a.life", "#Life 1.06\n1 2 3\n", "a.life:2:5", "'3' is too much in this line",
          "each line names one live cell: its x"),
    alone("life106_word", "a.life", "#Life 1.06\nx 2\n", "a.life:2:1", "x is not a whole number", "each line names one live cell: its x"),
    alone("mc_head", "a.mc", "M2\n", "a.mc:1:1", "the first line does not begin with [M2]", "a macrocell file starts like this: [M2]"),
    alone("mc_leaf", "a.mc", "[M2]\n.x.$\n", "a.mc:2:2", "'x' is not a cell", "a node is 8 x 8 cells"),
    alone("mc_leaf_wide", "a.mc", "[M2]\n.........$\n", "a.mc:2:9", "the row has more than 8 cells", "end each row with $"),
    alone("mc_leaf_high", "a.mc", "[M2]\n$$$$$$$$$$$$*$\n", "a.mc:2:9", "the node has more than 8 rows", "a node is 8 x 8 cells"),
    alone("mc_level", "a.mc", "[M2]\n*$\n9 1 1 1 1\n", "a.mc:3:3", "node 1 has level 3, but the parts of a node of level 9 have",
          "the file is damaged: get it again"),
    alone("mc_four", "a.mc", "[M2]\n*$\n4 1 1 1\n", "a.mc:3:8", "the part is not a whole number", "a node is made of nodes of earlier"),
    alone("mc_forward", "a.mc", "[M2]\n*$\n4 1 2 0 0\n", "a.mc:3:5", "the part = 2 is not between 0 and 1",
          "a node is made of nodes of earlier"),
    alone("mc_negative", "a.mc", "[M2]\n*$\n4 1 -1 0 0\n", "a.mc:3:5", "the part = -1 is not between 0 and 1",
          "a node is made of nodes of earlier"),
    alone("mc_rule", "a.mc", "[M2]\n#R B3/S99\n*$\n", "a.mc:2:4", 'life rule "B3/S99", at character 5 (\'9\'): a cell has 8',
          "write birth and survival counts from 0"),
    alone("mc_gen", "a.mc", "[M2]\n#G x\n*$\n", "a.mc:2:4", "the generation is not a whole number", "start from a smaller generation"),
    rule("r_empty", "", "in.toml:8:8", "the life rule is empty", "write birth and survival counts from 0"),
    rule("r_slashes", "B3//S23", "in.toml:8:8", 'life rule "B3//S23", at character 4 (\'/\'): the survival',
         "write birth and survival counts from 0"),
    rule("r_gen1", "345/2/1", "in.toml:8:8", 'life rule "345/2/1", at character 7 (\'1\'): 1 states are too',
         "write the number of states last:"),
    rule("r_gen0", "B2/S345/C0", "in.toml:8:8", 'life rule "B2/S345/C0", at character 10 (\'0\'): 0 states are',
         "write the number of states last:"),
    rule("r_gen999", "B2/S345/C999", "in.toml:8:8", 'life rule "B2/S345/C999", at character 10 (\'9\'): the number',
         "write the number of states last:"),
    rule("r_hensel", "B2z/S23", "in.toml:8:8", 'life rule "B2z/S23", at character 3 (\'z\'): no way in which',
         "after 2 any of these may stand: aceikn"),
    rule("r_hensel2", "B9a/S23", "in.toml:8:8", 'life rule "B9a/S23", at character 2 (\'9\'): a cell has 8',
         "write birth and survival counts from 0"),
    rule("r_text", "conwey", "in.toml:8:8", 'life rule "conwey": no known name, and there is no file conwey.rule in .,',
         "put the file into one of these folders, add its folder to HALOGRID_RULE_PATH, or name it with its folder: -s life.rule=FOLDER/conwey"),
    rule("r_ltl2", "R501,C0,M1,S3..5,B3..4,NM", "in.toml:8:8", 'life rule "R501,C0,M1,S3..5,B3..4,NM", at character 2',
         "choose a range of at most 500"),
    rule("r_ltl3", "R2,C0,M1,S9..5,B3..4,NM", "in.toml:8:8", 'life rule "R2,C0,M1,S9..5,B3..4,NM", at character 14 (\'5\'):',
         "write R5,C0,M1,S34..58,B34..45,NM:"),
    rule("r_suffix", "B3/S23:T", "in.toml:8:8", 'life rule "B3/S23:T", at its end: the grid\'s width is',
         "write :T640,480 for a torus, :P640,480"),
    rule("r_suffix0", "B3/S23:T0,5", "in.toml:8:8", 'life rule "B3/S23:T0,5", at character 9 (\'0\'): a width of 0',
         "give the width in cells: write"),
    rule("r_digits", "B9S23", "in.toml:8:8", 'life rule "B9S23", at character 2 (\'9\'): a cell has 8 neighbours',
         "write birth and survival counts from 0 to 8, such as B3/S23 or 23/3; nor is there a file B9S23.rule in .,"),
    rule("r_space", "B3 / S23 x", "in.toml:8:8", 'life rule "B3 / S23 x", at character 3 (\' \'): the survival',
         "write birth and survival counts from 0"),
    table("t_empty", "", "A.rule", "there is no @TABLE or @TREE section in the rule file", "after a line @TABLE come n_states,"),
    table("t_no_section", "@RULE A\n", "A.rule", "there is no @TABLE or @TREE section in the rule file", "after a line @TABLE come n_states,"),
    table("t_states", "@RULE A\n@TABLE\nn_states:x\n", "A.rule:3:10", "n_states is x; it must lie from 2 to 256", "n_states:4"),
    table("t_states_many", "@RULE A\n@TABLE\nn_states:999\nneighborhood:Moore\nsymmetries:none\n", "A.rule:3:10",
          "n_states is 999; it must lie from 2 to 256", "n_states:4"),
    table("t_nbh", "@RULE A\n@TABLE\nn_states:3\nneighborhood:Square\nsymmetries:none\n", "A.rule:4:14",
          "the neighborhood Square is not supported", "write Moore, vonNeumann or hexagonal"),
    table("t_sym", "@RULE A\n@TABLE\nn_states:3\nneighborhood:Moore\nsymmetries:some\n", "A.rule:5:12",
          "the symmetries some are not supported for this neighborhood", "write none, rotate4, rotate8,"),
    table("t_short", "@RULE A\n@TABLE\nn_states:3\nneighborhood:Moore\nsymmetries:none\n0,0,0\n", "A.rule:6:1",
          "the transition has 3 entries; 10 are needed", "they are C,N,NE,E,SE,S,SW,W,NW and the"),
    table("t_value", "@RULE A\n@TABLE\nn_states:3\nneighborhood:Moore\nsymmetries:none\n0,0,0,0,0,0,0,0,0,7\n", "A.rule:6:19",
          "there is no state 7; n_states is 3", "correct it or n_states"),
    table("t_var", "@RULE A\n@TABLE\nn_states:3\nneighborhood:Moore\nsymmetries:none\nvar a={0,9}\n", "A.rule:6:10",
          "there is no state 9; n_states is 3", "correct it or n_states"),
    table("t_unknown_var", "@RULE A\n@TABLE\nn_states:3\nneighborhood:Moore\nsymmetries:none\nb,0,0,0,0,0,0,0,0,1\n", "A.rule:6:1",
          '"b" is neither a state nor a variable', "a variable is made by a line such as"),
    table("t_name", "RULE A\n", "A.rule", "there is no @TABLE or @TREE section in the rule file", "after a line @TABLE come n_states,"),
    table("t_binary", b'@RULE A\n@TABLE\n\x00\xff', "A.rule:3:1", "n_states must be given before variables and transitions",
          "a table starts with lines such as"),
    table("t_tree", "@RULE A\n@TREE\nnum_states=2\nnum_neighbors=8\nnum_nodes=1\n1 0 1\n", "A.rule:6:1",
          "the last node has level 1; the root has level 9", "the root stands last"),
    text("t_missing", LIFE + 'rule = "Nope.rule"\n', "in.toml:8:8", "Nope.rule does not exist", ""),
    text("c_dates", LIFE.replace("steps = 4", "steps = 2020-01-01"), "in.toml:3:9",
         "run.steps = 2020-01-01 is a date or time; an integer is", ""),
    text("c_inf", HEAT + "[heat]\nalpha = inf\n", "in.toml:7:9", "heat.alpha = inf is not a finite number", ""),
    text("c_nan", HEAT + "[heat]\nalpha = nan\n", "in.toml:7:9", "heat.alpha = nan is not a finite number", ""),
    text("c_bool", LIFE.replace("steps = 4", "steps = true"), "in.toml:3:9", "run.steps = true is a boolean; an integer is needed", ""),
    text("c_array", LIFE.replace("steps = 4", "steps = [4]"), "in.toml:3:9", "run.steps = [4] is a list; an integer is needed", ""),
    text("c_table", LIFE.replace("steps = 4", "steps = {a = 1}"), "in.toml:3:9", "run.steps = {...} is a table; an integer is needed", ""),
    text("c_big", LIFE.replace("steps = 4", "steps = 99999999999999999999"), "in.toml:3:29",
         "while parsing decimal integer: '99999999999999999999' is", ""),
    text("c_seed", LIFE.replace("steps = 4", "seed = -1"), "in.toml:3:8", "run.seed = -1 is out of range; it must be >= 0", ""),
    text("c_seed2", LIFE.replace("steps = 4", 'seed = "x"'), "in.toml:3:8", 'run.seed = "x" is a string; an integer is needed', ""),
    text("c_size_str", LIFE.replace("[16, 12]", '"16x12"'), "in.toml:5:8", 'grid.size = "16x12" is a string; a list of integers is', ""),
    text("c_size_4", LIFE.replace("[16, 12]", "[4, 4, 4, 4]"), "in.toml:5:8", "grid.size has 4 entries; a grid has 2 or 3 axes",
         "write size = [nx, ny] or size = [nx,"),
    text("c_size_neg", LIFE.replace("[16, 12]", "[-4, 4]"), "in.toml:5:9", "grid.size[0] = -4 is out of range; it must be >= 1", ""),
    text("c_size_mixed", LIFE.replace("[16, 12]", '[16, "a"]'), "in.toml:5:13", 'grid.size[1] = "a" is a string; an integer is needed', ""),
    text("c_size_real", LIFE.replace("[16, 12]", '[16.5, 12]'), "in.toml:5:9", "grid.size[0] = 16.5 is a real number; an integer is needed",
         ""),
    text("c_size_empty", LIFE.replace("[16, 12]", '[]'), "in.toml:5:8", "grid.size has 0 entries; a grid has 2 or 3 axes",
         "write size = [nx, ny] or size = [nx,"),
    text("c_unclosed", LIFE + 'rule = "B3', "in.toml:8:11", "while parsing string: encountered end-of-file", ""),
    text("c_key_no_value", LIFE + "rule =\n", "in.toml:8:7", "while parsing key-value pair: expected value, saw '\\n'", ""),
    text("c_dup_section", LIFE + "[run]\nsteps = 3\n", "in.toml:8:1", "while parsing table header: cannot redefine existing table", ""),
    text("c_nested", LIFE + "[life.more]\nx = 1\n", "in.toml:8:7", "unknown key life.more", "the keys of [life] are at, density,"),
    text("c_array_of_tables", LIFE + "[[output]]\nevery = 1\n", "in.toml:8:3", "unknown key output", "keys belong below a section:"),
    text("c_deep",
         LIFE + "[output]\nevery = " + "[" * 5000 + "]" * 5000 + "\n",
         "in.toml:9:265", "while parsing value: exceeded maximum nested value depth of", ""),
    text("c_dotted",
         LIFE + ".".join("a" * 20000) + " = 1\n",
         "in.toml:8:16", "a key of more than 8 parts", "keys have two: section.key"),
    text("c_escape", LIFE + 'rule = "\\q"\n', "in.toml:8:10", "while parsing string: unknown escape sequence '\\q'", ""),
    text("c_nul", LIFE + 'rule = "B3\x00/S23"\n', "in.toml:8:11", "while parsing string: unescaped control characters other", ""),
    text("c_cr", LIFE + 'rule = "B3\rS23"\n', "in.toml:8:11", "while parsing string: unescaped control characters other", ""),
    text("c_density", LIFE.replace("0.3", "-0.1"), "in.toml:7:11", "life.density = -0.1 is outside [0, 1]", ""),
    text("c_out_dir", LIFE + "[output]\ndir = 3\n", "in.toml:9:7", "output.dir = 3 is an integer; a string is needed", ""),
    text("c_out_name_empty", LIFE + '[output]\nname = ""\n', "in.toml:9:8", 'output.name = "" is empty',
         "it begins the names of all files inside"),
    text("c_out_dots", LIFE + '[output]\nname = ".."\n', "in.toml:9:8", 'output.name = ".." starts with a dot',
         "it begins the names of all files inside"),
    text("c_out_abs", LIFE + '[output]\nname = "/tmp/x"\n', "in.toml:9:8", 'output.name = "/tmp/x" holds a slash',
         "it begins the names of all files inside"),
    text("c_compress", LIFE + '[output]\ncompress = "gzip"\n', "in.toml:9:12", 'output.compress = "gzip" is unknown',
         'output.compress is one of "none"'),
    text("c_compress_heat", HEAT + '[output]\ncompress = "bits"\n', "in.toml:7:12",
         'output.compress = "bits" stores a cell as one bit, but the', 'leave it out, or write compress = "none"'),
    text("c_frames", LIFE + "[output]\nevery = -1\n", "in.toml:9:9", "output.every = -1 is outside [0, 1000000000000000]", ""),
    text("c_overlap", LIFE + '[decomposition]\noverlap = "yes"\n', "in.toml:9:11",
         'decomposition.overlap = "yes" is a string; true or false is', ""),
    text("c_dranks", LIFE + "[decomposition]\nranks = [-1, 1]\n", "in.toml:9:10", "decomposition.ranks[0] = -1 is outside [0, 2147483647]",
         ""),
    text("c_dranks3", LIFE + "[decomposition]\nranks = [1, 1, 1]\n", "in.toml:9:9",
         "decomposition.ranks has 3 entries; the grid has 2 axes", "give one for each of x, y"),
    text("c_heat3", HEAT.replace("[16, 12]", "[1, 0, 2]"), "in.toml:5:12", "grid.size[1] = 0 is out of range; it must be >= 1", ""),
    text("c_dt", HEAT + "[heat]\ndt = 0\n", "in.toml:7:6", "heat.dt = 0 s is out of range; it must be > 0", ""),
    text("c_dt_word", HEAT + '[heat]\ndt = "fast"\n', "in.toml:7:6", 'heat.dt = "fast" is a string; a number or "auto" is needed', ""),
    text("c_bound_num", HEAT + "boundary = 3\n", "in.toml:6:12", "grid.boundary = 3 is an integer; a string or a list of", ""),
    text("c_bound_nan", HEAT + 'boundary = "fixed:hot"\n', "in.toml:6:12", 'grid.boundary: "fixed:hot" does not give a number or a',
         "a boundary is periodic, dead,"),
    text("c_initial_form", LIFE.replace("density = 0.3", "") + '[initial]\ncells = "a.h5"\n', "in.toml:9:9",
         'initial.cells = "a.h5" is neither a picture nor an array', 'write "file.h5:/dataset", "file.npy" or "pic.png"'),
    text("c_initial_none", LIFE.replace("density = 0.3", "") + '[initial]\ncells = "a.h5:/cells"\n', "in.toml:9:9",
         "a.h5:/cells cannot be opened: No such file or directory", "name an array of the grid's size in a"),
    text("c_initial_type", LIFE.replace("density = 0.3", "") + '[initial]\ncells = 3\n', "in.toml:9:9",
         "initial.cells = 3 is an integer; a string is needed", ""),
    text("m_steps", PIXELS.replace("\n[grid]", "\nsteps = 5\n[grid]"), "in.toml:3:9",
         "run.steps has no meaning for mandelbrot: its pixels follow", "leave it out"),
    text("m_x1", PIXELS + "x = [1]\n", "in.toml:6:5", "mandelbrot.x has 1 entry; the two ends of the axis are", "write x = [-2, 1]"),
    text("m_iter", PIXELS + "max_iter = 0\n", "in.toml:6:12", "mandelbrot.max_iter = 0 is outside [1, 2147483648]", ""),
    text("m_center", PIXELS + 'center = ["a", "0"]\nwidth = 1.0\n', "in.toml:6:10",
         "mandelbrot.center[0]: 'a' is not a decimal number: a digit", 'write a decimal number, such as "-0.75"'),
    text("m_center2", PIXELS + 'center = ["0", "0"]\n', "in.toml", "mandelbrot.width is missing: a center alone is no view",
         "write width = 3.0"),
    text("m_arith", PIXELS + 'arithmetic = "magic"\n', "in.toml:6:14", 'mandelbrot.arithmetic = "magic" is unknown',
         "mandelbrot.arithmetic is one of"),
    text("m_escape", PIXELS + "escape = 0\n", "in.toml:6:10", "mandelbrot.escape = 0 is out of range; it must be > 0", ""),
    text("j_c1", PIXELS.replace("mandelbrot", "julia") + "c = [1]\n", "in.toml:6:5", "julia.c has 1 entry; 2 are needed",
         "write c = [-0.8, 0.156]"),
    text("f_tile", PIXELS + "[farm]\ntile = -1\n", "in.toml:7:8", "farm.tile = -1 is outside [0, 4096]", ""),
    text("f_sched", PIXELS + '[farm]\nscheduler = "luck"\n', "in.toml:7:13", 'farm.scheduler = "luck" is unknown',
         'farm.scheduler is one of "auto", "lpt",'),
    words("w_out", ["run", "in.toml", "-o"], LIFE, "halogrid run", "--output needs a value", "`halogrid run --help` shows how it is"),
    words("w_steps_huge", ["run", "in.toml", "--steps", "99999999999999999999"], LIFE, "halogrid run",
          "--steps 99999999999999999999 is not a whole number from 0", "`halogrid run --help` shows how it is"),
    words("w_empty_file", ["run", ""], None, "halogrid run", "FILE is missing: an input (.toml) or a pattern (.rle)",
          "`halogrid run --help` shows how it is"),
    words("w_set_empty", ["run", "in.toml", "-s", ""], LIFE, "--set", '"" is not of the form section.key=value',
          "for example: --set run.steps=100"),
    words("w_set_eq", ["run", "in.toml", "-s", "=3"], LIFE, "--set", '"=3" is not of the form section.key=value',
          "for example: --set run.steps=100"),
    words("w_set_inject", ["run", "in.toml", "-s", "run.steps=1\n[life]"], LIFE, "--set run.steps",
          'run.steps = "1\\u000A[life]" is a string; an integer is', ""),
    words("w_render_ext", ["render", "a.h5", "-o", "a.doc"], None, "a.doc", '".doc" is not a picture or pattern format that render writes',
          "name a .png, .ppm, .gif, .mp4, .apng, .rle or .cells file after"),
    words("w_log", ["run", "in.toml", "--bogus=3"], LIFE, "halogrid run", "unknown option --bogus",
          "`halogrid run --help` lists the options"),
    words("w_help", ["--help", "nonsense"], None, "halogrid", "unknown command nonsense", "the commands are run, check, list,"),
]


class Malformed(Case):
    def wrong(self, case, ranks):
        """None, or what is not as it should be."""
        name, line, files, place, sentence, hint = case
        folder = self.folder / f"{name}_{ranks}"
        folder.mkdir()
        for file, content in files.items():
            (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        before = names_in(folder)
        mpi = self.folder / f"{name}_{ranks}_mpi"
        mpi.mkdir()
        environment = {"OMPI_MCA_orte_tmpdir_base": str(mpi)}
        result = start(line, ranks=ranks, cwd=folder, timeout=60, env=environment)
        lines = result.err.split("\n")
        checks = {
            "status 2": result.status == USAGE,
            "nothing on standard output": result.out == "",
            "one message with at most one hint": len(lines) == 1 or (len(lines) == 2 and lines[1].startswith("hint: ")),
            f"place and sentence {place}: error: {sentence}": lines[0].startswith(f"{place}: error: {sentence}"),
            f"hint {hint}": hint == "" or (len(lines) == 2 and lines[1].startswith(f"hint: {hint}")),
            "nothing written": names_in(folder) == before,
        }
        failed = [what for what, held in checks.items() if not held]
        return f"{name} on {ranks} ranks: not {', not '.join(failed)}\n{result}" if failed else None

    def check_all(self, cases, ranks):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            found = [failure for failure in pool.map(lambda case: self.wrong(case, ranks), cases) if failure]
        if found:
            self.fail("\n\n" + "\n\n".join(found))

    def test_there_are_enough_of_them(self):
        self.assertGreaterEqual(len({case[0] for case in CASES}), 60)
        self.assertEqual(len({case[0] for case in CASES}), len(CASES))

    def test_on_one_rank(self):
        self.check_all(CASES, 1)

    def test_on_two_ranks(self):
        self.check_all(CASES[:-1:8] + CASES[-1:], 2)


if __name__ == "__main__":
    main()
