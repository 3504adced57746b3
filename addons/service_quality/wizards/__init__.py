from . import (
    service_contact_import,
    service_escalation_answer,
    service_escalation_dry_run,
    service_escalation_request,
    service_feedback_form,
    service_feedback_result,
    service_inspection_agreement,
    service_inspection_appeal,
    service_log_import,
    service_self_check,
    service_standard_apply,
    service_standard_lookup,
    service_standard_lookup_feedback,
    service_waiver,
    service_what_if,
)
from . import (
    service_handover_reply,
    service_handover_request,
    service_incident_open,
    service_complaint_acknowledge,
    service_complaint_dispatch,
    service_complaint_investigation,
    service_complaint_reason,
    service_solution_phone,
    service_improvement_judge,
    service_improvement_standardise,
    service_pareto,
)
from . import service_step_skip
from . import service_care_preview
from . import service_pulse_form
