"""Imported once, before servers are forked: what each of them would do alike before it listens."""

import app.main
import app.serving
import app.workers
import seeds.loading
from app.kernel.templates import load_all

WARM = (app.main, app.serving, app.workers, seeds.loading)

load_all()
