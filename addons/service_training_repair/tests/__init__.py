from . import (
    test_gate_repair,
)
