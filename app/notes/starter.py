"""The few headings that an empty note can begin with. Short: long templates are left empty."""

from app.kernel.words import gettext as _


def starter() -> str:
    headings = (_("What was said"), _("Quotes"), _("Tools and links"), _("Open questions"), _("Next steps"))
    return "\n\n".join(f"## {heading}\n" for heading in headings)
