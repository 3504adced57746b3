from . import portal, portal_equipment
