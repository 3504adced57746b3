from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ServiceDutyShift(models.Model):
    """Who holds a duty post from when to when."""

    _name = "service.duty.shift"
    _description = "Duty Shift"
    _order = "start, line, id"
    _check_company_auto = True

    post_id = fields.Many2one("service.duty.post", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="post_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        check_company=True,
        ondelete="restrict",
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime(string="End", required=True)
    line = fields.Selection(
        [("1", "First line"), ("2", "Second line"), ("3", "Third line")],
        required=True,
        default="1",
        help="The second line is called where nobody of the first can be.",
    )
    note = fields.Char()

    _range = models.Constraint("CHECK(start < stop)", "A shift ends after it begins.")
    _post_idx = models.Index("(post_id, stop)")

    @api.depends("user_id", "post_id")
    def _compute_display_name(self):
        for shift in self:
            shift.display_name = f"{shift.user_id.name or ''} · {shift.post_id.name or ''}"

    @api.constrains("post_id", "start", "stop", "line")
    def _check_overlap(self):
        for shift in self:
            other = self.search(
                [
                    ("id", "!=", shift.id),
                    ("post_id", "=", shift.post_id.id),
                    ("line", "=", shift.line),
                    ("start", "<", shift.stop),
                    ("stop", ">", shift.start),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(person)s holds this post then already: end that shift first or choose another line.",
                        person=other.user_id.name,
                    )
                )
