from odoo import api, fields, models
from odoo.tools import SQL


class ServiceArticleUse(models.Model):
    """What an article was good for: read, given as an answer in a case, or solving a case before it was written.

    Rows are added by the methods below alone. Reading counts once per person
    and day, answering once per case, solving once per customer and day.
    """

    _name = "service.article.use"
    _description = "Article Use"
    _order = "id desc"
    _rec_name = "article_id"

    article_id = fields.Many2one("service.article", required=True, readonly=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [("view", "Read"), ("answer", "Given as answer"), ("solved", "Solved without a case")],
        required=True,
        readonly=True,
    )
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    partner_id = fields.Many2one("res.partner", string="Person", readonly=True, ondelete="set null")
    by_customer = fields.Boolean(readonly=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Case", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    question = fields.Char(readonly=True, help="What the customer had typed until then.")

    _answer_uniq = models.UniqueIndex("(article_id, ticket_id) WHERE kind = 'answer'")
    _person_uniq = models.UniqueIndex("(article_id, kind, partner_id, date) WHERE kind IN ('view', 'solved')")

    @api.model
    def _note(self, article_id, kind, ticket=None, by_customer=False, question=None):
        """Count a use by the current user, unless it is counted already; True if it was counted now."""
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO service_article_use
                       (article_id, kind, date, partner_id, by_customer, ticket_id, company_id, question,
                        create_uid, create_date, write_uid, write_date)
                VALUES (%(article)s, %(kind)s, %(date)s, %(partner)s, %(customer)s, %(ticket)s, %(company)s,
                        %(question)s, %(uid)s, %(now)s, %(uid)s, %(now)s)
                    ON CONFLICT DO NOTHING
                RETURNING id
                """,
                article=article_id,
                kind=kind,
                date=fields.Date.context_today(self),
                partner=self.env.user.partner_id.id,
                customer=by_customer,
                ticket=ticket.id if ticket else None,
                company=(ticket.company_id if ticket else self.env.company).id,
                question=(question or "")[:200] or None,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model()
        self.env["service.article"].invalidate_model(["view_count", "answer_count", "solved_count"])
        return bool(rows)


class ServiceArticle(models.Model):
    _inherit = "service.article"

    use_ids = fields.One2many("service.article.use", "article_id", string="Uses", readonly=True)
    view_count = fields.Integer(string="Read", compute="_compute_uses")
    answer_count = fields.Integer(string="Given as Answer", compute="_compute_uses")
    solved_count = fields.Integer(string="Solved without a Case", compute="_compute_uses")

    def _compute_uses(self):
        counts = {
            (article.id, kind): count
            for article, kind, count in self.env["service.article.use"]
            .sudo()
            ._read_group([("article_id", "in", self.ids)], ["article_id", "kind"], ["__count"])
        }
        for article in self:
            article.view_count = counts.get((article.id, "view"), 0)
            article.answer_count = counts.get((article.id, "answer"), 0)
            article.solved_count = counts.get((article.id, "solved"), 0)

    def note_view(self):
        """The form was opened by somebody who reads it: counted once a day."""
        self.check_access("read")
        for article in self.filtered(lambda article: article.version):
            self.env["service.article.use"].sudo()._note(article.id, "view")

    def action_view_uses(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_article_use_action")
        return {**action, "domain": [("article_id", "=", self.id)], "context": {}}
