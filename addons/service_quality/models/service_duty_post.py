from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceDutyPost(models.Model):
    """A post that somebody holds at every hour: the roster says who.

    Outside the roster the one in charge of the post is called.
    """

    _name = "service.duty.post"
    _description = "Duty Post"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        string="In Charge",
        domain=[("share", "=", False)],
        check_company=True,
        help="Called when nobody of the roster can be.",
    )
    phone = fields.Char(help="The number under which the post is reached.")
    member_ids = fields.Many2many(
        "res.users", string="Members", domain=[("share", "=", False)], help="Who takes turns, in this order."
    )
    shift_ids = fields.One2many("service.duty.shift", "post_id", string="Roster")
    on_duty_id = fields.Many2one("res.users", string="On Duty Now", compute="_compute_on_duty")
    # Filling the roster
    shift_hours = fields.Integer(string="Hours per Turn", default=168, help="168 hours are a week.")
    rostered_until = fields.Datetime(compute="_compute_on_duty", help="The end of the last shift.")

    _shift_hours_positive = models.Constraint(
        "CHECK(shift_hours BETWEEN 1 AND 2160)", "A turn lasts between one hour and 90 days."
    )

    @api.depends("shift_ids.start", "shift_ids.stop", "shift_ids.user_id")
    def _compute_on_duty(self):
        now = fields.Datetime.now()
        for post in self:
            post.on_duty_id = post._get_on_duty(now)[:1]
            post.rostered_until = max(post.shift_ids.mapped("stop"), default=False)

    def _get_on_duty(self, moment):
        """Who is on duty at a moment, first line first; a shift ends where the next begins.

        :param moment: naive UTC datetime
        """
        self.ensure_one()
        shifts = self.sudo().shift_ids.filtered(lambda shift: shift.start <= moment < shift.stop)
        return shifts.sorted(lambda shift: (shift.line, shift.start, shift.id)).user_id

    def action_fill_roster(self):
        """Let the members take turns for the next eight turns, after who comes last in the roster."""
        self.check_access("write")
        for post in self:
            members = post.member_ids.filtered("active")
            if not members:
                raise UserError(
                    self.env._("%(post)s has no members: name those who take turns.", post=post.display_name)
                )
            post._fill_roster(members)

    def _fill_roster(self, members, turns=8):
        now = fields.Datetime.now().replace(minute=0, second=0)
        first_line = self.shift_ids.filtered(lambda shift: shift.line == "1").sorted("stop")
        last = first_line[-1:]
        start = max(last.stop or now, now)
        index = list(members).index(last.user_id) + 1 if last.user_id in members else 0
        length = timedelta(hours=self.shift_hours)
        self.env["service.duty.shift"].create(
            [
                {
                    "post_id": self.id,
                    "user_id": members[(index + turn) % len(members)].id,
                    "start": start + turn * length,
                    "stop": start + (turn + 1) * length,
                }
                for turn in range(turns)
            ]
        )

    def action_view_roster(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_duty_shift_action")
        return {**action, "domain": [("post_id", "=", self.id)], "context": {"default_post_id": self.id}}
