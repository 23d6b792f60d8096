"""Run ``python -m graph``, which is ``allegata``."""

import sys

from graph.cli import main

if __name__ == "__main__":
    sys.exit(main())
