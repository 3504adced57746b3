from datetime import timedelta

from odoo import api, models


class HrVersion(models.Model):
    _inherit = "hr.version"

    @api.depends(
        "contract_date_start",
        "contract_date_end",
        "date_version",
        "employee_id",
        "employee_id.version_ids.date_version",
    )
    def _compute_dates(self):
        """As in hr, which looks for the next version of each person with a query of its own.

        The working days of all people of a cycle depend on these dates: here they take one query.
        """
        following = {}
        for version in self.search([("employee_id", "in", self.employee_id.ids)], order="date_version"):
            following.setdefault(version.employee_id.id, []).append(version.date_version)
        for version in self:
            start = version.date_version
            version.date_start = max(start, version.contract_date_start) if version.contract_date_start else start
            later = [day for day in following.get(version.employee_id.id, ()) if start and day > start]
            ends = [later[0] - timedelta(days=1)] if later else []
            if version.contract_date_end:
                ends.append(version.contract_date_end)
            version.date_end = min(ends, default=False)
