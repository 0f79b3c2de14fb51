"""The command line: parse, call, and say in one line what went wrong."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from bot.cli.arguments import USAGE_ERROR, UsageError
from bot.cli.parser import build_parser
from bot.ports.unit_of_work import StoreError
from bot.settings import SettingsError, read_settings, unknown_settings
from dialogues.faults import ContentError
from dialogues.training import TrainingError
from nlu.light_rasa import RasaVersionError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status: 0 fine, 1 faults or failure, 2 wrong option or setting, 130 interrupted."""
    try:
        options = build_parser().parse_args(arguments)
        settings = read_settings()
        for line in unknown_settings():
            print(f"ehbc: {line}", file=sys.stderr)
        status: int = asyncio.run(options.run(options, settings))
    except SettingsError as error:
        return _fail(error, USAGE_ERROR)
    except UsageError as error:
        return _fail(error, USAGE_ERROR)
    except ContentError as error:
        print("\n".join(map(str, error.faults)), file=sys.stderr)
        return _fail(f"{len(error.faults)} fault(s) in the content; mend them, then try again", 1)
    except (StoreError, TrainingError, RasaVersionError) as error:
        return _fail(error, 1)
    except BrokenPipeError:
        # The reader of our output went away: nothing is left to say, and flushing at exit must not fail.
        sys.stdout = None
        return 1
    except OSError as error:
        return _fail(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "), 1)
    except KeyboardInterrupt:
        return 130
    return status


def _fail(error: object, status: int) -> int:
    for line in str(error).splitlines() or [type(error).__name__]:
        print(f"ehbc: {line}", file=sys.stderr)
    return status
