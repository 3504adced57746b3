from . import portal, portal_complaint, portal_escalation, portal_standards
from . import feedback, portal, portal_escalation, portal_standards
from . import portal, portal_escalation, portal_standards
from . import portal_knowledge
