from . import portal, portal_complaint, portal_escalation, portal_standards
from . import feedback
from . import portal_knowledge
from . import care
