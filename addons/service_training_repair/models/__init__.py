from . import maintenance_equipment
from . import repair_order
from . import repair_order_customer
from . import res_users
from . import service_customer_equipment
from . import service_tool_loan
from . import service_visit
from . import training_gate_rule
