from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty

# What an article says; once published, it changes by a revision that somebody else approves
TEXT_FIELDS = ("name", "problem", "cause", "solution")
STATES = [
    ("draft", "Draft"),
    ("review", "In review"),
    ("published", "Published"),
    ("review_due", "Review due"),
    ("retired", "Retired"),
]
READABLE = ("published", "review_due")


class ServiceArticle(models.Model):
    """What is known about a problem: its signs, its cause, what solves it.

    A draft is its author's. Published, it is read by everybody of the
    department and its text stands: a revision changes it, which somebody else
    approves (:mod:`.service_article_life`). Customers read a text of their own,
    approved on its own (:mod:`.service_article_customer`).
    """

    _name = "service.article"
    _description = "Knowledge Article"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(string="Title", required=True, tracking=True, help="The problem in the words of who has it.")
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        default=lambda self: self.env.lang,
        help="In which it is written.",
    )
    owner_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
        help="Keeps the article right: reviews it when that is due.",
    )
    # What it is about
    category_id = fields.Many2one("helpdesk.ticket.category", check_company=True, index="btree_not_null")
    tag_ids = fields.Many2many("helpdesk.ticket.tag", string="Tags")
    product_ids = fields.Many2many("product.product", string="Products")
    # What it says
    problem = fields.Html(help="What the customer sees and says.")
    cause = fields.Html()
    solution = fields.Html(help="Step by step, so that a colleague can follow.")
    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Written from Case",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="service_quality.service_quality_group_agent",
    )
    matching = fields.Char(string="Full Text", compute="_compute_matching", search="_search_matching")

    def _compute_matching(self):
        self.matching = False

    def _search_matching(self, operator, value):
        if operator not in ("=", "in"):
            return NotImplemented
        texts = [value] if isinstance(value, str) else list(value)
        documents = self.env["service.search.document"].sudo()
        return Domain.OR(Domain("id", "in", documents._get_articles_with(text)) for text in texts)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_life(vals)
        articles = super().create(vals_list)
        articles._index()
        return articles

    def write(self, vals):
        self._check_life(vals)
        if not self.env.su and not set(TEXT_FIELDS).isdisjoint(vals):
            self._check_draft()
        res = super().write(vals)
        if not self._INDEXED_FIELDS.isdisjoint(vals):
            self._index()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if known := self.filtered(lambda article: article.version):
            raise UserError(
                self.env._(
                    "%(article)s was published: retire it, so that who relied on it can still read it.",
                    article=known[0].name,
                )
            )

    def _check_draft(self):
        if fixed := self.filtered(lambda article: article.state != "draft"):
            raise UserError(
                self.env._(
                    "%(article)s is not a draft any more: press Revise to propose another text.", article=fixed[0].name
                )
            )

    # Searching

    _INDEXED_FIELDS = frozenset(
        {*TEXT_FIELDS, "state", "active", "category_id", "tag_ids", "product_ids", "customer_text", "customer_state"}
    )

    def _index(self):
        """Be found by what it says now; by customers, by their text."""
        documents = self.env["service.search.document"].sudo()
        documents._forget("article_id", self.ids)
        rows = []
        for article in self.sudo():
            labels = article._get_labels()
            rows.append((article.id, None, "internal", article.name, labels, article._get_plain()))
            if article._is_for_customers():
                rows.append((article.id, None, "portal", article.name, labels, _plain(article.customer_text)))
        documents._store(rows)

    def _get_labels(self):
        self.ensure_one()
        names = [self.category_id.name, *self.tag_ids.mapped("name"), *self.product_ids.mapped("display_name")]
        return " · ".join(filter(None, names))

    def _get_plain(self):
        """The text without markup."""
        self.ensure_one()
        return "\n".join(filter(None, map(_plain, (self.problem, self.cause, self.solution))))


def _plain(html):
    return "" if is_html_empty(html) else html2plaintext(html, include_references=False).strip()
