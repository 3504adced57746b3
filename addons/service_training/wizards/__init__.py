from . import training_certificate_import
from . import training_certificate_revoke
from . import training_gate_override
