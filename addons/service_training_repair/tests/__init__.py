from . import (
    test_gate_browser,
    test_gate_equipment,
    test_gate_repair,
    test_gate_visit,
)
