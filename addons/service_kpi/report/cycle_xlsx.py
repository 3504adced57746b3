from odoo import models


class CycleXlsx(models.AbstractModel):
    """The results of cycles: the scorecards that the user may read, best first."""

    _name = "report.service_kpi.cycle_xlsx"
    _inherit = "report.service_kpi.scorecard_xlsx"
    _description = "Results of a Cycle as a Workbook"
    _made_of = "service.appraisal.cycle"

    def generate_xlsx_report(self, workbook, data, cycles):
        cycles._check_results()
        return super().generate_xlsx_report(workbook, data, cycles._get_scorecards())
