from . import (
    test_course,
    test_engine_checkin,
    test_engine_dates,
    test_engine_outcome,
    test_result,
    test_roles,
)
