from . import portal, portal_escalation, portal_standards
