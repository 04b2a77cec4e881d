"""A whole event as one file, which moves to another Hallway: everything of it, and nobody's rights."""
