"""Earlier years come in: from a folder of notes or a list of sessions to an event with topics, notes and editions.

`encodings`, `front_matter`, `vocabulary`, `moments`, `styles`, `titles`, `lists`, `sheets`, `schedules` and
`understanding` say what texts mean; `folders` and `listed` read them from the disk; `grid` makes a board of it;
`bringing` goes through a source file by file, and asks `actions`, which may be in another process, for each of them;
`report` says what became of it.
"""
