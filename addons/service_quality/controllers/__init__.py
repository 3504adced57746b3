from . import portal, portal_escalation, portal_standards
from . import portal_knowledge
