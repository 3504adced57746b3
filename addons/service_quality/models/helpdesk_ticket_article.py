from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty, plaintext2html

from ..engine.redact import redact

# What a case is found by
_INDEXED_FIELDS = frozenset({"stage_id", "team_id", "name", "description", "active", "duplicate_id", "tag_ids"})
# The last answers tell what helped
_ANSWERS = 3


class HelpdeskTicket(models.Model):
    """Cases and what is known: solved ones are found, become articles, and say which article answered them."""

    _inherit = "helpdesk.ticket"

    article_ids = fields.Many2many(
        "service.article",
        string="Articles Given",
        compute="_compute_article_ids",
        groups="service_quality.service_quality_group_department",
    )
    article_count = fields.Integer(
        compute="_compute_article_ids", groups="service_quality.service_quality_group_department"
    )
    written_article_ids = fields.One2many(
        "service.article",
        "ticket_id",
        string="Articles Written",
        readonly=True,
        groups="service_quality.service_quality_group_agent",
    )
    solved = fields.Boolean(compute="_compute_solved")

    def _compute_article_ids(self):
        groups = (
            self.env["service.article.use"]
            .sudo()
            ._read_group(
                [("ticket_id", "in", self.ids), ("kind", "=", "answer")], ["ticket_id"], ["article_id:recordset"]
            )
        )
        given = {ticket.id: articles.sudo(False) for ticket, articles in groups}
        for ticket in self:
            ticket.article_ids = given.get(ticket.id, self.env["service.article"])
            ticket.article_count = len(ticket.article_ids)

    @api.depends("stage_id.closed", "stage_id.resolving", "active", "duplicate_id")
    def _compute_solved(self):
        for ticket in self:
            ticket.solved = ticket._clock_position() in ("closed", "resolved")

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        tickets.filtered("solved")._index()
        return tickets

    def write(self, vals):
        indexed = not _INDEXED_FIELDS.isdisjoint(vals)
        before = self.filtered("solved") if indexed else self.browse()
        res = super().write(vals)
        if indexed:
            after = self.filtered("solved")
            if gone := before - after:
                self.env["service.search.document"].sudo()._forget("ticket_id", gone.ids)
            after._index()
        return res

    def _index(self):
        """Be found by title, description and the last answers; by who may read the case."""
        if not self:
            return
        documents = self.env["service.search.document"].sudo()
        documents._forget("ticket_id", self.ids)
        answers = self._get_answers()
        rows = []
        for ticket in self.sudo():
            labels = " · ".join(filter(None, [ticket.category_id.name, *ticket.tag_ids.mapped("name")]))
            product = ticket.product_id.display_name or ""
            text = "\n".join([_plain(ticket.description), *answers.get(ticket.id, ())])
            rows.append((None, ticket.id, "internal", ticket.name, f"{ticket.number} {labels} {product}", text))
        documents._store(rows)

    def _get_answers(self):
        """``{ticket id: [what was written to the customer last, as plain text, …]}``."""
        messages = (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("message_type", "in", ("comment", "email")),
                    ("subtype_id.internal", "=", False),
                    ("subtype_id", "!=", False),
                    ("is_internal", "=", False),
                    ("author_id.partner_share", "=", False),
                    ("author_id", "!=", False),
                ],
                order="id",
            )
        )
        answers = {}
        for message in messages:
            if not is_html_empty(message.body):
                answers.setdefault(message.res_id, []).append(_plain(message.body))
        return {ticket: texts[-_ANSWERS:] for ticket, texts in answers.items()}

    # Actions

    def action_make_article(self):
        """A draft of what this case taught, without who it was about."""
        self.ensure_one()
        self.check_access("read")
        if drafts := self.written_article_ids.filtered(lambda article: article.active):
            return drafts[:1]._get_records_action()
        if not self.solved:
            raise UserError(self.env._("Solve the case first: then there is something to tell."))
        names = self._get_personal_names()
        answers = self._get_answers().get(self.id, [])
        article = self.env["service.article"].create(
            {
                "name": redact(self.name, names),
                "problem": plaintext2html(redact(_plain(self.description), names)),
                "solution": plaintext2html(redact("\n\n".join(answers), names)) if answers else False,
                "category_id": self.category_id.id,
                "product_ids": [Command.set(self.product_id.ids)],
                "tag_ids": [Command.set(self.tag_ids.ids)],
                "company_id": self.company_id.id,
            }
        )
        article.sudo().ticket_id = self
        return article._get_records_action()

    def _get_personal_names(self):
        """Whom an article does not name: the customer and its people, who worked on it, and the case itself."""
        self.ensure_one()
        customer = self.sudo().commercial_partner_id
        people = self.sudo().partner_id | customer | customer.child_ids | self.sudo().user_id.partner_id
        return [*people.mapped("name"), *people.mapped("email"), self.partner_name, self.partner_email, self.number]

    def action_give_article(self, article_id):
        """Open an answer that holds the article's text, and note that the case was answered with it."""
        self.ensure_one()
        self.check_access("write")
        article = self.env["service.article"].browse(article_id)
        article.check_access("read")
        if article.state not in ("published", "review_due"):
            raise UserError(self.env._("%(article)s is not published.", article=article.name))
        self.env["service.article.use"].sudo()._note(article.id, "answer", ticket=self)
        self.invalidate_recordset(["article_ids", "article_count"])
        text = article.customer_text if article._is_for_customers() else article.solution
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Answer"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_subtype_xmlid": "mail.mt_comment",
                "default_partner_ids": self.partner_id.ids,
                "default_body": Markup("<div>%s</div>") % (text or ""),
            },
        }

    def action_view_articles(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_quality.service_article_action")
        return {**action, "domain": [("id", "in", self.article_ids.ids)], "context": {"create": False}}


def _plain(body):
    return "" if is_html_empty(body) else html2plaintext(body, include_references=False).strip()
