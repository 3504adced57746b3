from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext

from ..engine.text_diff import changes
from .service_article import TEXT_FIELDS

_MARKS = {"-": "del", "+": "ins"}


def show_changes(before, after):
    """The paragraphs that differ between two plain texts, as HTML."""
    lines = []
    for pieces in changes(before, after):
        parts = [
            Markup("<%(tag)s>%(piece)s</%(tag)s>") % {"tag": Markup(_MARKS[mark]), "piece": piece}
            if mark in _MARKS
            else escape(piece)
            for mark, piece in pieces
        ]
        lines.append(Markup("<p>%s</p>") % Markup("").join(parts))
    return Markup("").join(lines)


class ServiceArticleVersion(models.Model):
    """A text of an article: proposed, approved or refused. Approved ones are its history and never change."""

    _name = "service.article.version"
    _description = "Article Version"
    _order = "article_id, number desc, id desc"

    article_id = fields.Many2one("service.article", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="article_id.company_id")
    number = fields.Integer(string="Version", readonly=True, help="0: not approved.")
    state = fields.Selection(
        [("draft", "Proposed"), ("review", "In review"), ("approved", "Approved"), ("refused", "Refused")],
        required=True,
        default="draft",
        readonly=True,
    )
    name = fields.Char(string="Title", required=True)
    problem = fields.Html()
    cause = fields.Html()
    solution = fields.Html()
    note = fields.Text(string="What Changed", help="And why, for those who know the version before.")
    author_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    changes = fields.Html(string="Against the Version Before", compute="_compute_changes", sanitize=False)

    _number_uniq = models.UniqueIndex("(article_id, number) WHERE number > 0")
    _one_proposal = models.UniqueIndex("(article_id) WHERE state IN ('draft', 'review')")

    @api.depends("article_id", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = (
                self.env._("%(article)s, version %(number)s", article=version.article_id.name, number=version.number)
                if version.number
                else self.env._("%(article)s, proposal", article=version.article_id.name)
            )

    @api.depends("article_id", *TEXT_FIELDS)
    def _compute_changes(self):
        for version in self:
            before = version._get_before()
            version.changes = bool(before) and show_changes(before._get_plain(), version._get_plain())

    def _get_before(self):
        """The version that was published when this one was proposed."""
        approved = self.article_id.version_ids.filtered("number")
        earlier = approved.filtered(lambda other: other.number < self.number) if self.number else approved
        return earlier[:1]

    def _get_plain(self):
        lines = []
        for name in TEXT_FIELDS:
            text = html2plaintext(self[name] or "", include_references=False).strip()
            lines.append(f"{self._fields[name]._description_string(self.env)}: {text}")
        return "\n".join(lines)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any({"state", "number", "author_id"} & vals.keys() for vals in vals_list):
            raise AccessError(self.env._("Versions are approved by their buttons only."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if {"state", "number", "author_id", "article_id", "decided_by_id"} & vals.keys():
                raise AccessError(self.env._("Versions are approved by their buttons only."))
            if any(version.state != "draft" for version in self):
                raise UserError(self.env._("This text is not a proposal any more."))
        return super().write(vals)

    @api.model
    def _record(self, article):
        """The first text of an article, as published."""
        return self.create(
            {
                "article_id": article.id,
                **{name: article[name] for name in TEXT_FIELDS},
                "number": article.version + 1,
                "state": "approved",
                "author_id": article.author_id.id,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    # Actions

    def action_submit(self):
        self.ensure_one()
        self._check_own()
        if not (self.note or "").strip():
            raise UserError(self.env._("Say what changed, for those who know the version before."))
        self.sudo().state = "review"
        self.article_id._ask_reviewer()

    def action_back_to_draft(self):
        self.ensure_one()
        self._check_own()
        if self.state == "review":
            self.sudo().state = "draft"
            self.article_id._end_review(self.author_id)

    def action_approve(self):
        """The proposal is the article from now on."""
        self.ensure_one()
        article = self.article_id
        article._check_reviewer()
        article._check_other(self.author_id)
        if self.state not in ("draft", "review"):
            raise UserError(self.env._("This text is not a proposal any more."))
        self._decide("approved", number=article.version + 1)
        article._publish(self.sudo())

    def action_refuse(self):
        self.ensure_one()
        self.article_id._check_reviewer()
        if self.state in ("draft", "review"):
            self._decide("refused")
            self.article_id._end_review(self.author_id)

    def _decide(self, state, **values):
        values |= {"state": state, "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()}
        self.sudo().write(values)

    def _check_own(self):
        self.check_access("write")
        if self.state not in ("draft", "review"):
            raise UserError(self.env._("This text is not a proposal any more."))
