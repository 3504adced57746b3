from odoo import fields, http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import request


class TrainingPortal(CustomerPortal):
    """Trainings and certificates of who is logged in: customers' technicians and employees."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "training_count" in counters:
            values["training_count"] = len(self._get_own_trainings()) + len(self._get_open_sessions())
        if "certificate_count" in counters:
            values["certificate_count"] = len(self._get_certificates())
        return values

    def _get_own_trainings(self):
        domain = Domain(self._get_own_domain()) & Domain("state", "!=", "cancelled")
        return request.env["training.enrollment"].search(domain, order="id desc")

    def _get_own_domain(self):
        user = request.env.user
        domain = Domain("partner_id", "=", user.partner_id.id)
        # Customers read no employees
        return domain | Domain("employee_id.user_id", "=", user.id) if user._is_internal() else domain

    def _get_open_sessions(self):
        field = "self_enrollment" if request.env.user._is_internal() else "portal_enrollment"
        sessions = request.env["training.session"].search(
            [("state", "=", "open"), (field, "=", True), ("date_stop", ">", fields.Datetime.now())], order="date_start"
        )
        return sessions - self._get_own_trainings().session_id

    def _get_certificates(self):
        user = request.env.user
        if user._is_internal():
            domain = self._get_own_domain()
        else:
            domain = Domain("customer_id", "=", user.commercial_partner_id.id)
        return request.env["training.certificate"].search(domain)

    def _get_own(self, enrollment_id):
        """The enrolment, if it is the user's own.

        :raises AccessError, MissingError: as for any record that is not the user's
        """
        enrollment = request.env["training.enrollment"].browse(enrollment_id).exists()
        if not enrollment or not enrollment._is_of(request.env.user):
            raise MissingError(request.env._("There is no such training."))
        return enrollment

    @http.route("/my/trainings", type="http", auth="user", website=True, methods=["GET"])
    def portal_my_trainings(self, **_kw):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "training",
            # Read with the user's rights; shown with what they hang on
            "enrollments": self._get_own_trainings().sudo(),
            "sessions": self._get_open_sessions().sudo(),
        }
        return request.render("service_training.portal_my_trainings", values)

    @http.route("/my/trainings/<int:enrollment_id>", type="http", auth="user", website=True, methods=["GET"])
    def portal_my_training(self, enrollment_id, message="", **_kw):
        try:
            enrollment = self._get_own(enrollment_id)
        except (AccessError, MissingError):
            return request.redirect("/my/trainings")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "training",
            "enrollment": enrollment.sudo(),
            "message": message,
            "attendance": {row.slot_id: row for row in enrollment.sudo().attendance_ids},
        }
        return request.render("service_training.portal_my_training", values)

    @http.route("/my/trainings/<int:session_id>/enroll", type="http", auth="user", website=True, methods=["POST"])
    def portal_enroll(self, session_id, **_kw):
        session = request.env["training.session"].browse(session_id).exists()
        try:
            enrollment = session._enroll_self(request.env.user) if session else None
        except (UserError, AccessError) as error:
            return self._refuse(str(error))
        return request.redirect(f"/my/trainings/{enrollment.id}" if enrollment else "/my/trainings")

    @http.route("/my/trainings/<int:enrollment_id>/cancel", type="http", auth="user", website=True, methods=["POST"])
    def portal_cancel(self, enrollment_id, **_kw):
        try:
            self._get_own(enrollment_id).action_cancel()
        except (UserError, AccessError, MissingError) as error:
            return self._refuse(str(error))
        return request.redirect("/my/trainings")

    @http.route(
        "/my/trainings/<int:enrollment_id>/exam/<int:survey_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_exam(self, enrollment_id, survey_id, **_kw):
        try:
            enrollment = self._get_own(enrollment_id)
            url = enrollment._get_exam_url(request.env["survey.survey"].sudo().browse(survey_id).exists())
        except (UserError, AccessError, MissingError) as error:
            return self._refuse(str(error))
        return request.redirect(url)

    @http.route("/my/trainings/<int:enrollment_id>/test", type="http", auth="user", website=True, methods=["POST"])
    def portal_test(self, enrollment_id, **_kw):
        try:
            url = self._get_own(enrollment_id)._get_test_url()
        except (UserError, AccessError, MissingError) as error:
            return self._refuse(str(error))
        return request.redirect(url)

    @http.route("/my/certificates", type="http", auth="user", website=True, methods=["GET"])
    def portal_my_certificates(self, **_kw):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "certificate",
            "certificates": self._get_certificates().sudo(),
        }
        return request.render("service_training.portal_my_certificates", values)

    @http.route("/my/certificates/<int:certificate_id>", type="http", auth="user", website=True, methods=["GET"])
    def portal_certificate(self, certificate_id, report_type="pdf", **_kw):
        certificate = self._get_certificates().filtered(lambda c: c.id == certificate_id)
        if not certificate:
            return request.redirect("/my/certificates")
        return self._show_report(
            model=certificate.sudo(),
            report_type="html" if report_type == "html" else "pdf",
            report_ref="service_training.training_certificate_report",
            download=report_type != "html",
        )

    def _refuse(self, message):
        values = {**self._prepare_portal_layout_values(), "page_name": "training", "message": message}
        return request.render("service_training.portal_training_refused", values)
