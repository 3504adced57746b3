from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

from .service_article import READABLE, TEXT_FIELDS

_BATCH = 200
_REVIEW = "service_quality.mail_activity_type_article"


class ServiceArticle(models.Model):
    """The life of an article: draft, in review, published, review due, retired; and its versions."""

    _inherit = "service.article"

    version = fields.Integer(readonly=True, copy=False, help="0: not published yet.")
    version_ids = fields.One2many("service.article.version", "article_id", string="Versions", readonly=True)
    author_id = fields.Many2one(
        "res.users", string="Last Changed By", readonly=True, copy=False, default=lambda self: self.env.user
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    published_at = fields.Datetime(string="Published On", readonly=True, copy=False)
    review_months = fields.Integer(
        string="Review Every (Months)", default=12, help="How long it is trusted without being read again. 0: for ever."
    )
    review_on = fields.Date(readonly=True, copy=False, tracking=True, help="When its owner reads it again.")
    revision_id = fields.Many2one("service.article.version", compute="_compute_revision_id")

    # What the actions alone write
    _LIFE_FIELDS = frozenset(
        {"state", "version", "author_id", "approved_by_id", "published_at", "review_on", "ticket_id", "customer_text"}
    )
    _review_months_positive = models.Constraint("CHECK(review_months >= 0)", "Months are counted from 0.")

    @api.depends("version_ids.state")
    def _compute_revision_id(self):
        """The proposed text that is not decided yet."""
        proposals = (
            self.env["service.article.version"]
            .sudo()
            .search([("article_id", "in", self.ids), ("state", "in", ("draft", "review"))])
        )
        of_article = {proposal.article_id.id: proposal for proposal in proposals}
        for article in self:
            article.revision_id = of_article.get(article.id)

    def _check_life(self, vals):
        if not self.env.su and (fixed := self._LIFE_FIELDS & vals.keys()):
            raise AccessError(
                self.env._("%(fields)s of an article change by its buttons only.", fields=", ".join(sorted(fixed)))
            )

    def write(self, vals):
        if not self.env.su and not set(TEXT_FIELDS).isdisjoint(vals):
            vals = dict(vals)
            res = super().write(vals)
            self.sudo().write({"author_id": self.env.uid})
            return res
        return super().write(vals)

    # Actions

    def action_submit(self):
        """Hand a draft to those who review."""
        self.check_access("write")
        drafts = self.filtered(lambda article: article.state == "draft")
        for article in drafts:
            article._check_complete()
        drafts.sudo().write({"state": "review"})
        drafts._ask_reviewer()

    def action_back_to_draft(self):
        self.check_access("write")
        waiting = self.filtered(lambda article: article.state == "review").sudo()
        waiting.write({"state": "draft"})
        waiting.with_env(self.env)._end_review()

    def action_publish(self):
        """Somebody who did not write it vouches for it."""
        self._check_reviewer()
        for article in self.filtered(lambda article: article.state in ("draft", "review")):
            article._check_complete()
            article._check_other(article.author_id)
            article._publish(self.env["service.article.version"].sudo()._record(article))

    def action_revise(self):
        """Propose another text; what is published stays until the proposal is approved."""
        self.ensure_one()
        self.check_access("read")
        if not self.version:
            raise UserError(self.env._("%(article)s is not published yet: change it as it is.", article=self.name))
        if self.revision_id and not self.revision_id.sudo(False).has_access("read"):
            raise UserError(
                self.env._("%(author)s proposes another text already.", author=self.revision_id.sudo().author_id.name)
            )
        # A proposal that was just decided makes room for the next
        self.env["service.article.version"].flush_model(["state"])
        revision = self.revision_id.sudo(False) or self.env["service.article.version"].create(
            {"article_id": self.id, **{name: self[name] for name in TEXT_FIELDS}}
        )
        return revision._get_records_action(name=self.env._("Revision"))

    def action_confirm(self):
        """Read again and still right: trusted for another interval."""
        self.check_access("write")
        for article in self.filtered(lambda article: article.state in READABLE):
            article.sudo().write({"state": "published", "review_on": article._get_next_review()})
            article.activity_feedback(["mail.mail_activity_data_todo"], feedback=self.env._("Read again: still right."))

    def action_retire(self):
        self._check_reviewer()
        retired = self.filtered(lambda article: article.version)
        retired.sudo().write({"state": "retired", "review_on": False})
        retired.activity_unlink(["mail.mail_activity_data_todo"])

    def action_restore(self):
        self._check_reviewer()
        for article in self.filtered(lambda article: article.state == "retired"):
            article.sudo().write({"state": "published", "review_on": article._get_next_review()})

    # Steps

    def _ask_reviewer(self):
        """Who leads a team of the author is asked to read it; without one it waits in the list of what is in review."""
        author = self.env.user
        teams = self.env["helpdesk.ticket.team"].sudo().search([("user_ids", "in", author.ids)], order="id")
        reviewer = (teams | teams.parent_id).user_id.filtered(
            lambda user: user != author and user.has_group("service_quality.service_quality_group_leader")
        )[:1]
        if reviewer:
            self.sudo().activity_schedule(
                _REVIEW,
                user_id=reviewer.id,
                summary=self.with_context(lang=reviewer.lang or self.env.lang).env._("Read it and publish it"),
            )

    def _end_review(self, author=None):
        """It is not published as it is: nobody is asked any more, and the author hears of it.

        :param author: of the text, if that is not the article's; who takes it back hears nothing
        """
        for article in self.sudo():
            article.activity_unlink([_REVIEW])
            user = author or article.author_id
            if user != self.env.user:
                text = article.with_context(lang=user.lang or self.env.lang).env._(
                    "This text is not published as it is: see what is said about it."
                )
                article.message_notify(partner_ids=user.partner_id.ids, subject=article.name, body=text)

    def _publish(self, version):
        self.ensure_one()
        self.sudo().write(
            {
                **{name: version[name] for name in TEXT_FIELDS},
                "state": "published",
                "version": version.number,
                "author_id": version.author_id.id,
                "approved_by_id": self.env.uid,
                "published_at": fields.Datetime.now(),
                "review_on": self._get_next_review(),
            }
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo", _REVIEW])

    def _get_next_review(self):
        self.ensure_one()
        if not self.review_months:
            return False
        return fields.Date.context_today(self) + relativedelta(months=self.review_months)

    def _check_complete(self):
        self.ensure_one()
        if is_html_empty(self.problem) or is_html_empty(self.solution):
            raise UserError(
                self.env._("%(article)s needs a problem and a solution before others can use it.", article=self.name)
            )

    def _check_reviewer(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group("service_quality.service_quality_group_leader"):
            raise AccessError(self.env._("Team leaders and service managers review articles."))

    def _check_other(self, author):
        if not self._is_other(author):
            raise UserError(
                self.env._(
                    "You wrote %(article)s, so somebody else approves it. "
                    "The setting “Authors may approve” allows it to you as well.",
                    article=self.name,
                )
            )

    def _is_other(self, author):
        """Four eyes see more than two; the setting of the standards decides."""
        company = self.company_id or self.env.company
        return author != self.env.user or self.env.su or company.sudo().service_author_approves

    # Scheduled

    @api.model
    def _cron_review(self):
        """Articles that nobody has read again in time are marked, and who keeps them is reminded."""
        due = [("state", "=", "published"), ("review_on", "<=", fields.Date.context_today(self))]
        while articles := self.search(due, limit=_BATCH, order="review_on, id"):
            articles.write({"state": "review_due"})
            for keeper, kept in articles.grouped(lambda article: article._get_keeper()).items():
                if keeper:
                    kept.activity_schedule(
                        "mail.mail_activity_data_todo",
                        summary=self.with_context(lang=keeper.lang).env._("Is this article still right?"),
                        user_id=keeper.id,
                    )
            if not self.env["ir.cron"]._commit_progress(len(articles), remaining=self.search_count(due)):
                return

    def _get_keeper(self):
        """Who is to read it again: its owner, else who wrote it or approved it and still works here."""
        self.ensure_one()
        candidates = (self.owner_id, self.author_id, self.approved_by_id)
        return next((user for user in candidates if user.active), self.env["res.users"])
