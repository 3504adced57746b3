from odoo import api, fields, models

REASONS = [
    ("part", "Part"),
    ("customer", "Customer"),
    ("approval", "Approval"),
]
# Whose time it is that passes
PARTIES = {"part": "supplier", "customer": "customer", "approval": "ours"}
GO_AHEAD = "service_repair.mail_activity_type_go_ahead"


class ServiceRepairWait(models.Model):
    """A time in which a work order stood still: for what, from when, until when."""

    _name = "service.repair.wait"
    _description = "Waiting Time of a Work Order"
    _order = "start desc, id desc"
    _rec_name = "reason"

    repair_id = fields.Many2one(
        "repair.order", string="Work Order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="repair_id.company_id", store=True)
    technician_id = fields.Many2one(related="repair_id.user_id", string="Technician")
    partner_id = fields.Many2one(related="repair_id.partner_id", string="Customer")
    reason = fields.Selection(REASONS, string="Waits for", required=True, readonly=True)
    note = fields.Char(readonly=True)
    start = fields.Datetime(required=True, readonly=True, index=True)
    stop = fields.Datetime(string="End", readonly=True)
    hours = fields.Float(compute="_compute_hours", store=True, aggregator="avg", help="Of ended waiting times.")
    age = fields.Float(string="Age (h)", compute="_compute_age")

    _open_uniq = models.UniqueIndex("(repair_id) WHERE stop IS NULL", "A work order waits for one thing at a time.")

    @api.depends("start", "stop")
    def _compute_hours(self):
        for wait in self:
            wait.hours = (wait.stop - wait.start).total_seconds() / 3600 if wait.stop else 0

    def _compute_age(self):
        now = fields.Datetime.now()
        for wait in self:
            wait.age = ((wait.stop or now) - wait.start).total_seconds() / 3600 if wait.start else 0

    def _finish(self):
        orders = self.repair_id
        before = orders.sudo()._clock_watch()
        self.sudo().write({"stop": fields.Datetime.now()})
        orders.invalidate_recordset(["waiting_for"])
        orders.sudo()._clock_follow(before)
        # Whoever was asked to approve need not any more
        orders.sudo().activity_unlink([GO_AHEAD])
