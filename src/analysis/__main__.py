"""Let `python -m analysis` be the command."""

import sys

from analysis.plan.glance import look


def main() -> None:
    """Run the command; one that has nothing to do says so before anything heavy is imported."""
    if sys.argv[1:2] == ["build"] and (told := look()) is not None:
        sys.stdout.write(told)
        return
    from analysis.commands.main import main as run

    run()


if __name__ == "__main__":
    main()
