from . import (
    test_faulty_part,
    test_portal,
    test_ledger,
    test_parts_kit,
    test_races,
    test_requisition,
    test_roles,
    test_signature,
    test_warranty,
    test_work_order,
)
from . import test_equipment_tool
from . import test_equipment_request
from . import test_customer_equipment
from . import test_portal_equipment
from . import test_equipment_import
from . import test_equipment_races
