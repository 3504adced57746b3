from . import test_engine_restock
from . import test_engine_survival
from . import test_part_kit
from . import test_part_proposal
from . import test_part_reports
from . import test_reliability
from . import test_repair_report
from . import test_scan
from . import (
    test_faulty_part,
    test_portal,
    test_ledger,
    test_parts_kit,
    test_races,
    test_races_store,
    test_requisition,
    test_roles,
    test_signature,
    test_visit_scenario,
    test_warranty,
    test_work_order,
)
