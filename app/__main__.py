"""`python -m app` is the command `hallway`."""

from app.cli import main

main()
