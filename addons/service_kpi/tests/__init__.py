from . import test_engine_fairness
from . import test_engine_scoring
from . import test_roles
