from . import (
    test_customer_equipment,
    test_engine_restock,
    test_engine_survival,
    test_equipment_request,
    test_equipment_tool,
    test_faulty_part,
    test_ledger,
    test_part_kit,
    test_part_proposal,
    test_part_reports,
    test_parts_kit,
    test_portal,
    test_portal_equipment,
    test_races,
    test_races_store,
    test_reliability,
    test_repair_report,
    test_requisition,
    test_roles,
    test_scan,
    test_signature,
    test_visit_scenario,
    test_warranty,
    test_work_order,
)
from . import test_equipment_tool
from . import test_equipment_request
from . import test_customer_equipment
from . import test_portal_equipment
from . import test_equipment_import
from . import test_equipment_races
