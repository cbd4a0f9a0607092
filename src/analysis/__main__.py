"""Let `python -m analysis` be the command."""

from analysis.cli import main

if __name__ == "__main__":
    main()
