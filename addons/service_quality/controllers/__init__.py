from . import portal_standards
