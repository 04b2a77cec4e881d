"""What is published of an event, in formats that people take with them.

`volume` reads all of it at once, by the rules of the pages; `elsewhere` leads the addresses in texts back here. The
others are pure, one for each format.
"""
