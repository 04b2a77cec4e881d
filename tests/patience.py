"""How long a test may wait on a machine that has other things to do as well."""

import os


def busy() -> float:
    """1 on a quiet machine; on one whose cores are wanted n times over, n."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
