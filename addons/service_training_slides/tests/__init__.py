from . import (
    test_online_hours,
    test_online_membership,
    test_online_rights,
    test_parallel_completion,
)
