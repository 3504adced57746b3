from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceImprovementStandardise(models.TransientModel):
    """Which document makes an improvement the rule: it gets a draft of its next version."""

    _name = "service.improvement.standardise"
    _description = "Make It the Rule"

    improvement_id = fields.Many2one("service.improvement", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [("standard", "Standard"), ("process", "Process"), ("article", "Article")],
        string="New Version of",
        required=True,
        default=lambda self: self._get_default_kind(),
    )
    standard_id = fields.Many2one("service.standard", domain=[("state", "=", "in_force")], ondelete="cascade")
    process_id = fields.Many2one("service.process", domain=[("state", "=", "in_force")], ondelete="cascade")
    article_id = fields.Many2one(
        "service.article", domain=[("state", "in", ("published", "review_due"))], ondelete="cascade"
    )
    note = fields.Text(
        string="What Changes",
        compute="_compute_note",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="For those who follow the document, and for who approves it.",
    )

    def _get_default_kind(self):
        """What the user may make a new version of."""
        return "process" if self.env["service.process"].has_access("write") else "article"

    @api.depends("improvement_id")
    def _compute_note(self):
        for wizard in self:
            done = wizard.improvement_id.action_ids.filtered(lambda action: action.state == "done")
            wizard.note = "\n".join([wizard.improvement_id.name or "", *(f"• {name}" for name in done.mapped("name"))])

    def action_make(self):
        """Make the draft, or take the one there is, and go there."""
        self.ensure_one()
        self.improvement_id._check_standardise()
        if self.kind == "article":
            action = self._get_document().action_revise()
        else:
            action = self._get_document().action_new_version()
        draft = self.env[action["res_model"]].browse(action["res_id"])
        if draft.improvement_id and draft.improvement_id != self.improvement_id:
            raise UserError(
                self.env._(
                    "The draft %(draft)s follows from another improvement: put it in force first.",
                    draft=draft.display_name,
                )
            )
        self._write_on(draft)
        self.improvement_id.message_post(
            body=self.env._("Becomes the rule by %(draft)s", draft=draft._get_html_link()), subtype_xmlid="mail.mt_note"
        )
        return action

    def _get_document(self):
        document = self[f"{self.kind}_id"]
        if not document:
            raise UserError(self.env._("Choose the document that gets a new version."))
        if self.kind != "article" and not document.has_access("write"):
            raise UserError(
                self.env._("Service managers change standards and processes: hand this improvement to one of them.")
            )
        return document

    def _write_on(self, draft):
        """Say on the draft what changes, and where it comes from."""
        name = "note" if self.kind == "article" else "change_note"
        if self.note not in (draft[name] or ""):
            draft[name] = "\n".join(filter(None, [draft[name], self.note]))
        draft.sudo().improvement_id = self.improvement_id
