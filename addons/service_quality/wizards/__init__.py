from . import service_contact_import, service_log_import, service_waiver
from . import service_escalation_answer, service_escalation_dry_run, service_escalation_request
