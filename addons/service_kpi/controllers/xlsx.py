from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route

from ..report.incentive_xlsx import write_payments
from ..report.scorecard_xlsx import write_scorecards

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Workbooks(Controller):
    """Workbooks of what the user may read anyway."""

    @route("/service_kpi/cycle/<int:cycle_id>.xlsx", type="http", auth="user", methods=["GET"])
    def cycle(self, cycle_id):
        cycle = request.env["service.appraisal.cycle"].browse(cycle_id).exists()
        return self._send(cycle, lambda: write_scorecards(cycle._get_scorecards()))

    @route("/service_kpi/appraisal/<int:appraisal_id>.xlsx", type="http", auth="user", methods=["GET"])
    def appraisal(self, appraisal_id):
        form = request.env["service.appraisal"].browse(appraisal_id).exists()
        return self._send(form, lambda: write_scorecards(form))

    @route("/service_kpi/incentive/<int:run_id>.xlsx", type="http", auth="user", methods=["GET"])
    def incentive(self, run_id):
        run = request.env["service.incentive.run"].browse(run_id).exists()
        return self._send(run, lambda: write_payments(run))

    def _send(self, record, write):
        if not record:
            raise request.not_found()
        try:
            record.check_access("read")
            content = write()
        except AccessError:
            raise request.not_found() from None
        headers = [("Content-Type", _TYPE), ("Content-Disposition", content_disposition(f"{record.display_name}.xlsx"))]
        return request.make_response(content, headers)
