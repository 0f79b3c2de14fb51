"""`python -m bot …` is the command `ehbc …`."""

import gc
import sys

# Starting makes a great many objects and frees almost none: collecting meanwhile costs a fifth of the start.
gc.disable()

from bot.cli.main import main  # noqa: E402 - see above

sys.exit(main())
