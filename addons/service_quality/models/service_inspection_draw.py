from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceInspectionDraw(models.Model):
    """The draw of a week: what could be drawn and what was, so that it can be repeated."""

    _name = "service.inspection.draw"
    _description = "Inspection Draw"
    _order = "week desc, id desc"
    _rec_name = "week"

    plan_id = fields.Many2one("service.inspection.plan", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    week = fields.Date(required=True, readonly=True)
    per_agent = fields.Integer(readonly=True)
    second_percent = fields.Integer(readonly=True)
    population = fields.Json(readonly=True)
    chosen = fields.Json(readonly=True)
    population_count = fields.Integer(string="Could Be Drawn", compute="_compute_counts")
    chosen_count = fields.Integer(string="Drawn", compute="_compute_counts")
    inspection_ids = fields.One2many("service.inspection", "draw_id", readonly=True)

    _week_uniq = models.Constraint("UNIQUE(plan_id, week)", "A week is drawn once.")

    @api.depends("population", "chosen")
    def _compute_counts(self):
        for record in self:
            record.population_count = len(record.population or [])
            record.chosen_count = len(record.chosen or [])

    def action_verify(self):
        """Draw again from what was written down and compare."""
        self.ensure_one()
        self.check_access("read")
        seed = self.plan_id.seed
        again = self.plan_id._choose(seed, self.week, self.population, self.per_agent, self.second_percent)
        if [list(row) for row in again] != self.chosen:
            raise UserError(self.env._("The draw cannot be repeated: seed, plan or record were changed."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Drawn again: the same %(count)s of %(all)s.", count=self.chosen_count, all=self.population_count
                ),
            },
        }

    def _hand_out(self, rows):
        """Make the inspections, each with an inspector; those judged twice with two.

        :param rows: the population with its values, by id
        """
        self.ensure_one()
        sheets = self.env["service.inspection.sheet"]._get_sheets(self.plan_id.subject, self.company_id)
        values_list = []
        for number, twice in self.chosen:
            values = dict(rows[number]["values"])
            kind = values.pop("kind")
            sheet = sheets._pick(kind)
            if not sheet:
                raise UserError(self.env._("No inspection sheet is in force for what was drawn."))
            inspectors = self.plan_id._assign(number, values["agent_id"], self.week, sheet)
            if not inspectors:
                raise UserError(self.env._("Nobody else can inspect the cases of an inspector: name another one."))
            common = {**values, "draw_id": self.id, "company_id": self.company_id.id, "sheet_id": sheet.id}
            for turn, inspector in enumerate(inspectors[: 2 if twice else 1], start=1):
                values_list.append({**common, "inspector_id": inspector.id, "turn": turn})
        self.env["service.inspection"].create(values_list)._pair()
