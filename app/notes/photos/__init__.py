"""Photos in notes: taken in, kept as files beside the database, described, shown, taken away."""
