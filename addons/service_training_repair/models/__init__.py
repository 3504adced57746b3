from . import repair_order
from . import training_gate_rule
