from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request

_SHOWN = 20
_SUGGESTED = 3


class PortalKnowledge(CustomerPortal):
    """Articles written for customers: while they look for an answer, and while they write a ticket."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "service_article_count" in counters:
            values["service_article_count"] = (
                request.env["service.article"].sudo().search_count(self._get_article_domain())
            )
        return values

    @http.route("/my/knowledge", type="http", auth="user", website=True)
    def portal_articles(self, search="", **_parameters):
        values = self._prepare_portal_layout_values()
        found = self._search_articles(search, _SHOWN) if search.strip() else self._list_newest_articles()
        values |= {"page_name": "service_knowledge", "articles": found, "search": search}
        return request.render("service_quality.portal_articles", values)

    @http.route("/my/knowledge/<int:article_id>", type="http", auth="user", website=True)
    def portal_article(self, article_id, thanks="", **_parameters):
        article = self._get_article(article_id)
        if not article:
            raise request.not_found()
        request.env["service.article.use"].sudo()._note(article_id, "view", by_customer=True)
        values = self._prepare_portal_layout_values()
        vote = self._get_article_vote(article_id)
        values |= {"page_name": "service_knowledge", "article": article, "thanks": thanks, "vote": vote}
        return request.render("service_quality.portal_article", values)

    @http.route("/my/knowledge/<int:article_id>/vote", type="http", auth="user", methods=["POST"], website=True)
    def portal_vote(self, article_id, useful="", comment="", **_parameters):
        if not self._get_article(article_id):
            raise request.not_found()
        article = request.env["service.article"].sudo().browse(article_id)
        request.env["service.article.vote"].sudo()._cast(article, useful == "1", comment)
        return request.redirect(f"/my/knowledge/{article_id}?thanks=vote")

    @http.route("/my/knowledge/<int:article_id>/solved", type="http", auth="user", methods=["POST"], website=True)
    def portal_solved(self, article_id, question="", **_parameters):
        """The customer was about to write a ticket and found the answer: one case less."""
        if not self._get_article(article_id):
            raise request.not_found()
        uses = request.env["service.article.use"].sudo()
        uses._note(article_id, "solved", by_customer=True, question=question)
        return request.redirect(f"/my/knowledge/{article_id}?thanks=solved")

    @http.route("/my/knowledge/suggest", type="jsonrpc", auth="user", readonly=True)
    def portal_suggest(self, text=""):
        """Articles that may answer what is being typed: ``[{"id", "title", "snippet", "text"}, …]``."""
        suggestions = []
        for found in self._search_articles((text or "")[:500], _SUGGESTED, typing=True):
            article = self._get_article(found["id"])
            suggestions.append({**found, "text": article["text"]})
        return suggestions

    # What the model hands out

    def _get_article_domain(self):
        return request.env["service.article"]._get_customer_domain(request.env.company)

    def _get_article(self, article_id):
        return request.env["service.article"]._get_for_customer(article_id, request.env.company)

    def _get_article_vote(self, article_id):
        partner = request.env.user.partner_id
        return (
            request.env["service.article.vote"]
            .sudo()
            .search([("article_id", "=", article_id), ("partner_id", "=", partner.id)])
        )

    def _search_articles(self, text, limit, typing=False):
        return request.env["service.search.document"]._ask_as_customer(text, self._get_article_domain(), limit, typing)

    def _list_newest_articles(self):
        articles = request.env["service.article"].sudo()
        articles = articles.search(self._get_article_domain(), order="published_at desc", limit=_SHOWN)
        return [{"id": article.id, "title": [(article.name, False)], "snippet": []} for article in articles]
