"""`python -m symgrad_cli`."""

import sys

from symgrad_cli.main import main

if __name__ == "__main__":
    sys.exit(main())
