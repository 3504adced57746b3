from . import service_complaint_dispatch
from . import training_certificate_import
from . import training_certificate_revoke
from . import training_gate_override
from . import training_need_ask
from . import training_need_triage
