from odoo import api, fields, models
from odoo.exceptions import UserError


class ServiceArticleVote(models.Model):
    """Whether an article helped somebody: the last word of each person counts, once."""

    _name = "service.article.vote"
    _description = "Article Vote"
    _order = "write_date desc, id desc"
    _rec_name = "article_id"

    article_id = fields.Many2one("service.article", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="article_id.company_id")
    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, readonly=True, index=True, ondelete="cascade"
    )
    useful = fields.Boolean(readonly=True)
    comment = fields.Text(string="What Is Missing", readonly=True)

    _person_uniq = models.Constraint("UNIQUE(article_id, partner_id)", "Everybody has one vote on an article.")

    @api.model
    def _cast(self, article, useful, comment=None):
        """The current user's vote, in place of an earlier one."""
        partner = self.env.user.partner_id
        values = {"useful": bool(useful), "comment": (comment or "").strip()[:1000] or False}
        vote = self.search([("article_id", "=", article.id), ("partner_id", "=", partner.id)])
        if vote:
            vote.write(values)
        else:
            vote = self.create({"article_id": article.id, "partner_id": partner.id, **values})
        article.invalidate_recordset(["useful_count", "vote_count", "usefulness", "my_vote"])
        return vote


class ServiceArticle(models.Model):
    _inherit = "service.article"

    vote_ids = fields.One2many("service.article.vote", "article_id", string="Votes", readonly=True)
    vote_count = fields.Integer(string="Votes Cast", compute="_compute_votes")
    useful_count = fields.Integer(string="Found Useful", compute="_compute_votes")
    usefulness = fields.Float(compute="_compute_votes", help="Share of the votes that found it useful.")
    my_vote = fields.Selection([("useful", "Useful"), ("not", "Not useful")], compute="_compute_my_vote")

    def _compute_votes(self):
        groups = (
            self.env["service.article.vote"]
            .sudo()
            ._read_group([("article_id", "in", self.ids)], ["article_id", "useful"], ["__count"])
        )
        counts = {(article.id, useful): count for article, useful, count in groups}
        for article in self:
            article.useful_count = counts.get((article.id, True), 0)
            article.vote_count = article.useful_count + counts.get((article.id, False), 0)
            article.usefulness = article.useful_count / article.vote_count if article.vote_count else 0

    @api.depends_context("uid")
    def _compute_my_vote(self):
        votes = (
            self.env["service.article.vote"]
            .sudo()
            .search([("article_id", "in", self.ids), ("partner_id", "=", self.env.user.partner_id.id)])
        )
        mine = {vote.article_id.id: "useful" if vote.useful else "not" for vote in votes}
        for article in self:
            article.my_vote = mine.get(article.id)

    def action_useful(self):
        self._vote(True)

    def action_not_useful(self):
        self._vote(False)

    def _vote(self, useful):
        self.ensure_one()
        self.check_access("read")
        if not self.version:
            raise UserError(self.env._("%(article)s is not published yet.", article=self.name))
        self.env["service.article.vote"].sudo()._cast(self, useful)

    def action_view_votes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_article_vote_action")
        return {**action, "domain": [("article_id", "=", self.id)], "context": {}}
