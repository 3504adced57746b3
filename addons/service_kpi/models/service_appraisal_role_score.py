from odoo import fields, models

from .service_appraisal_template import ROLES


class ServiceAppraisalRoleScore(models.Model):
    """The mean that a role gave to a rated item: all that is ever shown of answers."""

    _name = "service.appraisal.role.score"
    _description = "Points by Role"
    _order = "line_id, role, id"
    _log_access = False

    line_id = fields.Many2one("service.appraisal.line", required=True, readonly=True, index=True, ondelete="cascade")
    role = fields.Selection([*ROLES, ("others", "Peers and subordinates")], required=True, readonly=True)
    score = fields.Float(string="Points", readonly=True, digits=(5, 2))
    n = fields.Integer(string="Answers", readonly=True)
