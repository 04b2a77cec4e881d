"""Earlier years come in: from a folder of notes or a list of sessions to an event with topics, notes and editions.

`reading`, `encodings`, `front_matter`, `vocabulary`, `moments`, `styles`, `lists`, `sheets`, `schedules` and
`understanding` say what files mean; `grid` makes a board of it; `bringing` goes through a source file by file, and asks
`actions`, which may be another process, for each of them; `report` says what became of it.
"""
