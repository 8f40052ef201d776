"""`python -m toylang` is the `toy` command."""

import sys

from toylang.cli import main

sys.exit(main())
