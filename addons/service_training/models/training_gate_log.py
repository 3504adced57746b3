from odoo import api, fields, models


class TrainingGateLog(models.Model):
    """Who was assigned without the certificate that the work needs, by whom and why. Only added to."""

    _name = "training.gate.log"
    _description = "Unqualified Assignment"
    _order = "id desc"
    _rec_name = "record_name"

    rule_ids = fields.Many2many("training.gate.rule", string="Rules", readonly=True, ondelete="restrict")
    subject = fields.Char(readonly=True)
    record_id = fields.Many2oneReference(model_field="subject", readonly=True)
    record_name = fields.Char(string="Work", readonly=True)
    user_id = fields.Many2one("res.users", string="Assignee", readonly=True, ondelete="restrict")
    missing = fields.Char(readonly=True, help="Certificates that were missing.")
    action = fields.Selection(
        [("warned", "Warned"), ("overridden", "Overridden"), ("removed", "Assignment removed")], readonly=True
    )
    reason = fields.Char(readonly=True)
    by_id = fields.Many2one("res.users", string="Assigned by", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", readonly=True)

    def action_open_record(self):
        self.ensure_one()
        return self.env[self.subject].browse(self.record_id)._get_records_action()

    @api.model
    def _write_down(self, record, user, rules, missing, action, reason=False):
        return self.create(
            {
                "rule_ids": rules.ids,
                "subject": record._name,
                "record_id": record.id,
                "record_name": record.display_name,
                "user_id": user.id,
                "missing": ", ".join(missing.mapped("name")),
                "action": action,
                "reason": reason,
                "by_id": self.env.uid,
                "company_id": record.company_id.id,
            }
        )

    @api.model
    def _is_known(self, record, user, missing):
        """Whether it was written down before that this person lacks these certificates for this work."""
        domain = [("subject", "=", record._name), ("record_id", "=", record.id), ("user_id", "=", user.id)]
        return bool(self.search_count([*domain, ("missing", "=", ", ".join(missing.mapped("name")))], limit=1))
