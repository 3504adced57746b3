from . import service_part_return
from . import service_quality_finding
from . import service_repair_intake
from . import service_repair_return
from . import service_tool_desk
from . import service_equipment_transfer
from . import service_repair_intake_equipment
from . import service_equipment_import
