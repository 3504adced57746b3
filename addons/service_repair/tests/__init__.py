from . import (
    test_races,
    test_roles,
    test_signature,
    test_warranty,
    test_work_order,
)
