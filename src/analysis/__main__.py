"""Let `python -m analysis` be the command."""

from analysis.commands.main import main

if __name__ == "__main__":
    main()
