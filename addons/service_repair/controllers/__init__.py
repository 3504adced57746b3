from . import equipment_template, portal, portal_equipment
