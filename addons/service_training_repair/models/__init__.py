from . import maintenance_equipment
from . import repair_order
from . import repair_order_customer
from . import service_customer_equipment
from . import service_tool_loan
from . import training_gate_rule
