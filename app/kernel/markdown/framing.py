"""How a text and its rendering travel between processes: behind their length."""

import struct

LENGTH = struct.Struct(">I")
