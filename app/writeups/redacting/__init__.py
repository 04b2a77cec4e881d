"""Taking words out for good: from the note and all that was kept of it, from editions, from what a search finds."""
