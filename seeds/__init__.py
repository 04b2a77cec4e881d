"""Events to look at: one that took place, a copy of it that runs today, and large made-up ones for load."""
