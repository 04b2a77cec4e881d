"""A write-up as plain files, which work from a disk and from any web host, in ten years too."""
