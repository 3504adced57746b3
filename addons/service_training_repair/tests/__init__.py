from . import (
    test_gate_equipment,
    test_gate_repair,
)
