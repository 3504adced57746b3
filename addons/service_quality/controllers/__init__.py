from . import portal, portal_complaint, portal_escalation, portal_standards
