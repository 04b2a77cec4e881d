"""What those who host or are quoted correct of what is published: links, what they send, and what becomes of it."""
