#!/usr/bin/env python3
"""Makes docs/scaling.md from bench/scaling.md.in, the tables in bench/results and what halogrid says about them.

usage: scaling_page.py PROGRAM [--check]      --check: says whether the page is what would be made, and writes nothing

Nothing is measured here: bench/measure_scaling.sh does that.
"""
import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib if False else None
