from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from .service_article import READABLE


class ServiceArticle(models.Model):
    """What customers read of an article: a text written for them, which is approved on its own.

    Customers have no access to articles. They are handed words, by
    :meth:`_get_for_customer`; nothing that is written for colleagues is among them.
    """

    _inherit = "service.article"

    visibility = fields.Selection(
        [("internal", "Colleagues"), ("portal", "Colleagues and customers")],
        required=True,
        default="internal",
        tracking=True,
        help="Customers read their own text only, and not before it was approved.",
    )
    customer_draft = fields.Html(string="Text for Customers", help="Approved on its own before customers see it.")
    customer_text = fields.Html(string="Approved Text for Customers", readonly=True, copy=False)
    customer_author_id = fields.Many2one("res.users", string="Written for Customers By", readonly=True, copy=False)
    customer_approved_by_id = fields.Many2one(
        "res.users", string="Approved for Customers By", readonly=True, copy=False, tracking=True
    )
    customer_state = fields.Selection(
        [("none", "No text"), ("waiting", "To be approved"), ("approved", "Approved")],
        string="Customers' Text",
        compute="_compute_customer_state",
        store=True,
    )

    @api.depends("customer_draft", "customer_text", "visibility")
    def _compute_customer_state(self):
        for article in self:
            if article.visibility != "portal" or is_html_empty(article.customer_draft):
                article.customer_state = "none"
            else:
                same = article.customer_draft == article.customer_text
                article.customer_state = "approved" if same else "waiting"

    def write(self, vals):
        res = super().write(vals)
        if "customer_draft" in vals and not self.env.su:
            self.sudo().write({"customer_author_id": self.env.uid})
        if "visibility" in vals:
            self._index()
        return res

    def action_approve_customer_text(self):
        """Somebody who did not write it lets customers read it."""
        self._check_reviewer()
        for article in self:
            if article.visibility != "portal" or is_html_empty(article.customer_draft):
                raise UserError(self.env._("%(article)s has no text for customers yet.", article=article.name))
            article._check_other(article.customer_author_id or article.author_id)
            article.sudo().write({"customer_text": article.customer_draft, "customer_approved_by_id": self.env.uid})

    def _is_for_customers(self):
        self.ensure_one()
        return self.visibility == "portal" and not is_html_empty(self.customer_text)

    @api.model
    def _get_customer_domain(self, company):
        """The articles that customers of a company may read."""
        return (
            Domain("state", "in", READABLE)
            & Domain("visibility", "=", "portal")
            & Domain("customer_text", "!=", False)
            & Domain("customer_approved_by_id", "!=", False)
            & Domain("company_id", "in", (False, company.id))
        )

    @api.model
    def _get_for_customer(self, article_id, company):
        """The words of an article for customers: ``{"id", "title", "text", "updated"}``; None if there are none."""
        article = self.sudo().search(self._get_customer_domain(company) & Domain("id", "=", article_id))
        if not article or not article._is_for_customers():
            return None
        return {
            "id": article.id,
            "title": article.name,
            "text": article.customer_text,
            "updated": article.published_at,
            "category": article.category_id.name,
        }
