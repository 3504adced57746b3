from . import (
    test_certificate,
    test_course,
    test_engine_checkin,
    test_engine_dates,
    test_engine_outcome,
    test_gate,
    test_plan,
    test_portal,
    test_result,
    test_rights,
    test_roles,
)
