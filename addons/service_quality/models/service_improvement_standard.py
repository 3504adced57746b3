from odoo import fields, models
from odoo.exceptions import UserError

_DOCUMENTS = ("standard_ids", "process_ids", "article_version_ids")


class ServiceImprovement(models.Model):
    """What helped becomes the rule: a new version of a standard, a process or an article.

    The version begins as a draft and goes its own way, with who approves it. In force, it closes the cycle.
    """

    _inherit = "service.improvement"

    standard_ids = fields.One2many("service.standard", "improvement_id", string="Standards", readonly=True)
    process_ids = fields.One2many("service.process", "improvement_id", string="Processes", readonly=True)
    article_version_ids = fields.One2many("service.article.version", "improvement_id", string="Articles", readonly=True)

    def action_standardise(self):
        """Ask which document gets a new version."""
        self.ensure_one()
        self._check_standardise()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make It the Rule"),
            "res_model": "service.improvement.standardise",
            "view_mode": "form",
            "target": "new",
            "context": {"default_improvement_id": self.id},
        }

    def _check_standardise(self):
        self.check_access("write")
        if self.state != "act":
            raise UserError(self.env._("Only what was effective becomes the rule."))

    def _get_documents(self):
        """The versions made from it: a list of records of several models."""
        every = self.sudo().with_context(active_test=False)
        return [document for name in _DOCUMENTS for document in every[name]]

    def _is_standardised(self):
        documents = self._get_documents()
        if waiting := [document for document in documents if document._is_rule() is None]:
            raise UserError(
                self.env._("Not in force yet: %(documents)s", documents=", ".join(one.display_name for one in waiting))
            )
        return super()._is_standardised() or any(document._is_rule() for document in documents)

    def _follow_documents(self):
        """Close the cycle once every version made from it is decided and one is in force."""
        for improvement in self.sudo().filtered(lambda improvement: improvement.state == "act"):
            documents = improvement._get_documents()
            ends = [document._is_rule() for document in documents]
            if None in ends or True not in ends:
                continue
            rules = [document.display_name for document in documents if document._is_rule()]
            lines = [*(improvement.standardised or "").splitlines(), *rules]
            improvement.standardised = "\n".join(dict.fromkeys(lines))
            improvement.action_close()
            improvement.activity_unlink(["mail.mail_activity_data_todo"])
            improvement.message_post(
                body=self.env._("In force, so the cycle is closed: %(documents)s", documents=", ".join(rules)),
                subtype_xmlid="mail.mt_note",
            )
