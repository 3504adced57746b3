from . import portal, portal_standards
