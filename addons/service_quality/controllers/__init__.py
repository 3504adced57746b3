from . import feedback, portal, portal_escalation, portal_standards
