from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .activity import ask

CONDITIONS = [("good", "Good"), ("worn", "Worn"), ("incomplete", "Incomplete"), ("damaged", "Damaged")]
KEEPER = "service_repair.service_repair_group_parts_keeper"


class ServiceToolLoan(models.Model):
    """A tool in somebody's hands, from check-out to check-in, with its condition at both.

    Written by :meth:`_check_out` and :meth:`_check_in` alone. That nobody takes
    what another has is kept by a unique index, whoever comes first.
    """

    _name = "service.tool.loan"
    _description = "Tool Check-out"
    _order = "out_on desc, id desc"
    _rec_name = "equipment_id"

    equipment_id = fields.Many2one(
        "maintenance.equipment", string="Tool", required=True, readonly=True, index=True, ondelete="restrict"
    )
    category_id = fields.Many2one(related="equipment_id.category_id")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Holder", required=True, readonly=True, index=True, ondelete="restrict"
    )
    out_on = fields.Datetime(string="Checked Out", required=True, readonly=True)
    due_on = fields.Date(string="Expected Return", required=True, readonly=True, index=True)
    condition_out = fields.Selection(CONDITIONS, required=True, readonly=True)
    photo_out = fields.Image(readonly=True, max_width=1600, max_height=1600)
    note_out = fields.Char(readonly=True)
    out_by_id = fields.Many2one("res.users", string="Handed Out by", readonly=True, ondelete="restrict")
    returned_on = fields.Datetime(string="Checked In", readonly=True, index=True)
    condition_in = fields.Selection(CONDITIONS, readonly=True)
    photo_in = fields.Image(readonly=True, max_width=1600, max_height=1600)
    note_in = fields.Char(readonly=True)
    in_by_id = fields.Many2one("res.users", string="Taken Back by", readonly=True, ondelete="restrict")
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue")

    _one_holder = models.UniqueIndex(
        "(equipment_id) WHERE returned_on IS NULL",
        "Somebody has just taken this tool: choose another one.",
    )
    _in_after_out = models.Constraint("CHECK(returned_on IS NULL OR returned_on >= out_on)", "It comes back later.")

    @api.depends("due_on", "returned_on")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for loan in self:
            loan.is_overdue = not loan.returned_on and loan.due_on < today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("returned_on", "=", False) & Domain("due_on", "<", fields.Date.context_today(self))
        return Domain.OR(late if wanted else ~late for wanted in value)

    def action_check_in(self):
        """Ask for the condition in which these tools come back."""
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_tool_desk_action")
        return {**action, "context": {"default_scanned_ids": self.equipment_id.ids}}

    # Out and in

    @api.model
    def _check_out(self, tools, user, due_on, **values):
        """Hand tools to a user.

        :param tools: ``maintenance.equipment`` of kind tool
        :param date due_on: the day on which they are expected back
        :param values: ``condition_out``, ``photo_out``, ``note_out``
        :raises UserError: if one of them may not be used, is not free, or the user may not have it
        """
        self._check_actor(user)
        tools.check_access("read")
        if due_on < fields.Date.context_today(self):
            raise UserError(self.env._("The expected return lies in the past: enter a later day."))
        lock(tools.sudo())
        now = fields.Datetime.now()
        obstacles = tools._get_obstacles(now, now, user)
        withheld = tools._find_holder_obstacles(user)
        for tool in tools:
            if tool.asset_kind != "tool":
                raise UserError(self.env._("%(name)s is no tool: it is not checked out.", name=tool.display_name))
            if obstacle := obstacles.get(tool) or withheld(tool, user):
                raise UserError(obstacle)
        if held := self.sudo().search([("equipment_id", "in", tools.ids), ("returned_on", "=", False)], limit=1):
            raise UserError(held._explain_held())
        return self.sudo().create(
            [
                {
                    "condition_out": "good",
                    **values,
                    "equipment_id": tool.id,
                    "company_id": (tool.company_id or self.env.company).id,
                    "user_id": user.id,
                    "out_on": now,
                    "due_on": due_on,
                    "out_by_id": self.env.uid,
                }
                for tool in tools
            ]
        )

    def _check_in(self, **values):
        """Take tools back; what comes back damaged is repaired before anybody gets it again.

        :param values: ``condition_in``, ``photo_in``, ``note_in``
        """
        self.check_access("read")
        lock(self.sudo())
        for loan in self:
            self._check_actor(loan.user_id)
            if loan.returned_on:
                raise UserError(self.env._("%(tool)s is back already.", tool=loan.equipment_id.display_name))
        self.sudo().write(
            {
                "condition_in": "good",
                **values,
                "returned_on": fields.Datetime.now(),
                "in_by_id": self.env.uid,
            }
        )
        for loan in self.sudo().filtered(lambda loan: loan.condition_in == "damaged"):
            loan.equipment_id._ask_repair(
                self.env._("Damaged: %(note)s", note=loan.note_in or loan.user_id.name), loan.user_id
            )

    def _check_actor(self, user):
        if not self.env.su and user != self.env.user and not self.env.user.has_group(KEEPER):
            raise AccessError(self.env._("You take and bring back tools for yourself; a parts keeper does for others."))

    def _explain_held(self):
        return self.env._(
            "%(tool)s is with %(holder)s until %(day)s: choose another one, or have it brought back.",
            tool=self.equipment_id.display_name,
            holder=self.user_id.name,
            day=format_date(self.env, self.due_on),
        )

    # Reminders

    @api.model
    def _cron_remind_overdue(self):
        """Each holder of overdue tools gets one activity per tool, on the tool."""
        kind = "service_repair.mail_activity_type_tool_overdue"
        if not self.env.ref(kind, raise_if_not_found=False):
            return
        late = self.sudo().search([("is_overdue", "=", True)])
        open_ones = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "maintenance.equipment"),
                    ("res_id", "in", late.equipment_id.ids),
                    ("activity_type_id", "=", self.env.ref(kind).id),
                ]
            )
        )
        reminded = set(open_ones.mapped("res_id"))
        for loan in late.filtered(lambda loan: loan.equipment_id.id not in reminded):
            ask(loan.equipment_id, kind, loan.user_id, date_deadline=loan.due_on)
