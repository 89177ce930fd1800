"""``python -m optimizer`` is ``junkan``."""

from optimizer.cli import main

if __name__ == "__main__":
    main()
