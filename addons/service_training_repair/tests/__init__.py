from . import (
    test_gate_repair,
)
from . import test_gate_repair
from . import test_gate_equipment
