from odoo import api, fields, models


class ServiceArticle(models.Model):
    """What the asking user may do, so that no button is shown that would be refused."""

    _inherit = "service.article"

    can_edit = fields.Boolean(compute="_compute_can_edit")
    can_publish = fields.Boolean(compute="_compute_can_publish", help="Whether somebody else wrote it.")
    can_approve_customers = fields.Boolean(
        compute="_compute_can_publish", help="Whether somebody else wrote the text for customers."
    )
    can_revise = fields.Boolean(compute="_compute_can_revise", help="Nobody else proposes another text already.")

    @api.depends("owner_id")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        mine = self._filtered_access("write")
        for article in self:
            article.can_edit = not article.id or article in mine

    @api.depends("author_id", "customer_author_id", "company_id")
    @api.depends_context("uid")
    def _compute_can_publish(self):
        for article in self:
            article.can_publish = article._is_other(article.author_id)
            article.can_approve_customers = article._is_other(article.customer_author_id or article.author_id)

    @api.depends("revision_id")
    @api.depends_context("uid")
    def _compute_can_revise(self):
        for article in self:
            article.can_revise = not article.revision_id or article.revision_id.sudo(False).has_access("read")


class ServiceArticleVersion(models.Model):
    _inherit = "service.article.version"

    can_edit = fields.Boolean(compute="_compute_can_edit")
    can_approve = fields.Boolean(compute="_compute_can_edit", help="Whether somebody else wrote it.")

    @api.depends("author_id", "state")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        mine = self._filtered_access("write")
        for version in self:
            version.can_edit = not version.id or version in mine
            version.can_approve = version.article_id._is_other(version.author_id)
