from . import service_appraisal_review
from . import service_appraisal_review_line
from . import service_appraisal_reply
from . import service_appraisal_decision
