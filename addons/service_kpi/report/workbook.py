from odoo import models
from odoo.exceptions import MissingError

_HEAD = {"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True, "valign": "top"}


class Workbook(models.AbstractModel):
    """A workbook of records that the user may read, in the user's language."""

    _name = "report.service_kpi.workbook"
    _inherit = "report.report_xlsx.abstract"
    _description = "Workbook"
    # The model of its records: what a request names in its context does not count
    _made_of = None

    def get_workbook_options(self):
        # Names and texts stay what they are, even where they look like a formula or a link
        return {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}

    def _get_objs_for_report(self, docids, data):
        self.env[self._made_of].check_access("read")
        reader = self.with_context(active_model=self._made_of)
        records = super(Workbook, reader)._get_objs_for_report(docids, data).exists()
        if not records:
            raise MissingError(self.env._("There is nothing to write: the records do not exist any more."))
        records.check_access("read")
        return records

    def _add_head(self, book):
        """The format of headings and totals."""
        return book.add_format(_HEAD)

    def _write_titles(self, sheet, titles, head, frozen):
        """Headings that stay in sight, with so many columns beside them."""
        sheet.write_row(0, 0, titles, head)
        sheet.freeze_panes(1, frozen)
