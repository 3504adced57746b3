from odoo import api, models


class ServiceFigures(models.AbstractModel):
    """Rows that are computed anew, company by company: every night, or when somebody asks for it.

    A model with such rows says in ``_refresh`` what they are.
    """

    _name = "service.figures"
    _description = "Figures Computed Every Night"

    @api.model
    def _refresh_every_company(self):
        companies = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self._refresh(company)
            self.env["ir.cron"]._commit_progress(1)

    def action_refresh(self):
        """Compute the rows of the user's companies now."""
        self._check_refresh()
        for company in self.env.companies:
            self._refresh(company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _check_refresh(self):
        """:raises AccessError: if the user may not have the rows computed"""
        self.check_access("read")

    @api.model
    def _refresh(self, company):
        """Replace the rows of a company."""
        raise NotImplementedError
