"""`python -m bot …` is the command `ehbc …`."""

import sys

from bot.cli import main

sys.exit(main())
