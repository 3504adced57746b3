from . import (
    test_repair_sources,
)
