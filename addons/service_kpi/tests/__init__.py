from . import (
    test_anonymity,
    test_appraisal,
    test_consequence,
    test_engine_fairness,
    test_engine_scoring,
    test_incentive,
    test_kpi_aggregate,
    test_kpi_period,
    test_kpi_query_count,
    test_kpi_rights,
    test_measure,
    test_roles,
)
