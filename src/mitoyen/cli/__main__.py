"""`python -m mitoyen.cli`, where the `mitoyen` command is not on the path."""

import sys

from mitoyen.cli.main import main

sys.exit(main())
