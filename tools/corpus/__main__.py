"""``python -m tools.corpus``: the command line of the generator."""

import sys

from tools.corpus.build import main

sys.exit(main())
