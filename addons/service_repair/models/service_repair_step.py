from odoo import fields, models

from .repair_order import STEPS


class ServiceRepairStep(models.Model):
    """Who did which step of a work order, and when. Written by the system alone."""

    _name = "service.repair.step"
    _description = "Work Order Step"
    _order = "at, id"
    _log_access = False
    _rec_name = "step"

    repair_id = fields.Many2one("repair.order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="repair_id.company_id")
    step = fields.Selection(STEPS, required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True, ondelete="set null")
    at = fields.Datetime(string="When", required=True, readonly=True)
    note = fields.Char(readonly=True)
