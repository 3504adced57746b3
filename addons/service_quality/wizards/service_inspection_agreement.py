from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..engine.agreement import kappa

# As few as make a score of customers uncertain
_SMALL = 30


class ServiceInspectionAgreement(models.TransientModel):
    """Whether inspectors judge alike, from the cases that two of them judged blindly."""

    _name = "service.inspection.agreement"
    _description = "Agreement of Inspectors"

    date_from = fields.Date(
        string="From", required=True, default=lambda self: fields.Date.context_today(self) - relativedelta(months=3)
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("service.inspection.agreement.line", "wizard_id", readonly=True)

    def _compute_display_name(self):
        self.display_name = self.env._("Agreement of Inspectors")

    @api.model
    def action_open(self):
        return self.create({}).action_run()

    def action_run(self):
        self.ensure_one()
        self.line_ids.unlink()
        lines = self._get_pairs()
        groups = {self.env._("All"): lines}
        for one, other in lines:
            groups.setdefault(one.criterion_id.name, []).append((one, other))
        for one, other in lines:
            inspectors = one.inspection_id.inspector_id | other.inspection_id.inspector_id
            groups.setdefault(" / ".join(sorted(inspectors.mapped("name"))), []).append((one, other))
        self.line_ids = [
            fields.Command.create({"sequence": number, "name": name, **self._prepare(pairs)})
            for number, (name, pairs) in enumerate(groups.items())
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Agreement of Inspectors"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    def _get_pairs(self):
        """The judgements of both on each criterion: list of two lines."""
        firsts = self.env["service.inspection"].search(
            [
                ("turn", "=", 1),
                ("twin_id.state", "!=", "open"),
                ("twin_id", "!=", False),
                ("state", "!=", "open"),
                ("submitted_at", ">=", self.date_from),
                ("submitted_at", "<", fields.Date.add(self.date_to, days=1)),
            ]
        )
        seconds = {(line.inspection_id, line.criterion_id): line for line in firsts.twin_id.line_ids}
        return [
            (line, seconds[inspection.twin_id, line.criterion_id])
            for inspection in firsts
            for line in inspection.line_ids
            if (inspection.twin_id, line.criterion_id) in seconds
        ]

    def _prepare(self, pairs):
        found = kappa([(one.rating, other.rating) for one, other in pairs])
        if not found:
            return {"count": 0, "observed": "–", "kappa": "–", "interval": "–"}
        value = found.kappa
        return {
            "count": found.n,
            "observed": f"{100 * found.observed:.0f} %",
            "kappa": f"{value.value:.2f}" if value else "–",
            # Where one of them always judges alike, the formula gives no width: that is no certainty
            "interval": f"{value.low:.2f} … {value.high:.2f}" if value and value.low < value.high else "–",
            "reading": self._read(found),
            "small": found.n < _SMALL,
        }

    def _read(self, found):
        """In the words of Landis and Koch (1977), as far as there are enough judgements for any."""
        if not found.kappa:
            return self.env._("Both judged everything alike in one way.")
        if found.n < _SMALL:
            return self.env._("Few judgements: chance may explain it.")
        if found.kappa.value < 0:
            return self.env._("Poor: less often alike than by chance.")
        for limit, word in (
            (0.2, self.env._("Slight: agree on what the criterion means.")),
            (0.4, self.env._("Fair: calibrate.")),
            (0.6, self.env._("Moderate.")),
            (0.8, self.env._("Substantial.")),
        ):
            if found.kappa.value <= limit:
                return word
        return self.env._("Almost perfect.")


class ServiceInspectionAgreementLine(models.TransientModel):
    _name = "service.inspection.agreement.line"
    _description = "Agreement on a Criterion"
    _order = "sequence, id"

    wizard_id = fields.Many2one("service.inspection.agreement", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    name = fields.Char(string="Criterion or Inspectors")
    count = fields.Integer(string="Judgements")
    observed = fields.Char(string="Agree")
    kappa = fields.Char(string="Cohen's Kappa")
    interval = fields.Char(string="With 95 %")
    reading = fields.Char()
    small = fields.Boolean()
