from . import service_appraisal_review
from . import service_appraisal_review_line
from . import service_appraisal_reply
from . import service_appraisal_decision
from . import service_appraisal_delegation
from . import service_career_check
from . import service_career_decision
from . import service_improvement_plan_cancel
