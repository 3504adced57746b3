from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

OPEN = ("offered", "confirmed", "on_the_way", "arrived")


class ServiceVisit(models.Model):
    """An appointment of a technician with a customer, and what became of it.

    Offered, it keeps the technician's time free; confirmed by the customer in
    the portal or by phone, it is a promise. Then the technician sets out,
    arrives, and is done. A remote session is a visit without travel.
    """

    _name = "service.visit"
    _description = "Visit"
    _inherit = ["mail.thread"]
    _order = "start desc, id desc"
    _check_company_auto = True

    repair_id = fields.Many2one(
        "repair.order",
        string="Work Order",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_service", "=", True)],
    )
    company_id = fields.Many2one(related="repair_id.company_id", store=True)
    partner_id = fields.Many2one(related="repair_id.partner_id", store=True, index="btree_not_null")
    address = fields.Char(compute="_compute_address")
    phone = fields.Char(related="partner_id.phone")
    place = fields.Selection(related="repair_id.place")
    product_id = fields.Many2one(related="repair_id.product_id")
    technician_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        tracking=True,
        domain=[("share", "=", False)],
        compute="_compute_technician_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    start = fields.Datetime(required=True, index=True, tracking=True)
    hours = fields.Float(string="Duration", required=True, default=2.0)
    stop = fields.Datetime(string="End", compute="_compute_stop", store=True, precompute=True)
    state = fields.Selection(
        string="Status",
        selection=[
            ("offered", "Offered"),
            ("confirmed", "Confirmed"),
            ("on_the_way", "On the way"),
            ("arrived", "Arrived"),
            ("done", "Done"),
            ("declined", "Declined"),
            ("called_off", "Called off"),
        ],
        required=True,
        default="offered",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    confirmed_by = fields.Selection(
        [("portal", "In the portal"), ("phone", "By phone")], string="Confirmed", readonly=True, copy=False
    )
    confirmed_name = fields.Char(string="Confirmed by", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    left_on = fields.Datetime(string="Set Out", readonly=True, copy=False)
    arrived_on = fields.Datetime(readonly=True, copy=False)
    done_on = fields.Datetime(string="Finished", readonly=True, copy=False)
    reason = fields.Char(readonly=True, copy=False, help="Why it was declined or called off.")
    minutes_late = fields.Integer(string="Late (min)", compute="_compute_minutes_late", store=True, aggregator="avg")

    # tsrange and int4range need no extension of PostgreSQL
    _technician_free = models.Constraint(
        "EXCLUDE USING gist (int4range(technician_id, technician_id, '[]') WITH &&, tsrange(start, stop) WITH &&)"
        " WHERE (state IN ('offered', 'confirmed', 'on_the_way', 'arrived'))",
        "The technician has another visit then: choose another time or technician.",
    )
    _duration = models.Constraint(
        "CHECK(hours > 0 AND hours <= 24)", "A visit lasts longer than zero and a day at most."
    )

    @api.depends("repair_id")
    def _compute_technician_id(self):
        for visit in self:
            visit.technician_id = visit.technician_id or visit.repair_id.user_id

    @api.depends("start", "hours")
    def _compute_stop(self):
        for visit in self:
            visit.stop = visit.start and visit.start + timedelta(hours=visit.hours)

    @api.depends("partner_id")
    def _compute_address(self):
        for visit in self:
            address = visit.partner_id._display_address(without_company=True) if visit.partner_id else ""
            visit.address = ", ".join(line.strip() for line in address.splitlines() if line.strip())

    @api.depends("start", "arrived_on")
    def _compute_minutes_late(self):
        for visit in self:
            late = visit.arrived_on - visit.start if visit.arrived_on and visit.start else timedelta()
            visit.minutes_late = max(0, late // timedelta(minutes=1))

    @api.depends("repair_id", "start", "partner_id")
    @api.depends_context("service_visit_customer")
    def _compute_display_name(self):
        for visit in self:
            if self.env.context.get("service_visit_customer"):
                # In a calendar the place says when
                visit.display_name = " · ".join(filter(None, (visit.partner_id.display_name, visit.repair_id.name)))
            else:
                visit.display_name = visit._get_label()

    def _get_label(self):
        """Which work order, and when; the same in every view."""
        moment = format_datetime(self.env, self.start, dt_format="short") if self.start else ""
        return f"{self.repair_id.name or ''} · {moment}"

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                vals.pop("state", None)
        self.browse()._check_technicians(vals_list)
        visits = super().create(vals_list)
        for visit in visits:
            visit._check_order()
        visits._tell_customer()
        return visits

    def write(self, vals):
        if (
            not self.env.su
            and {"state", "confirmed_by", "confirmed_on", "arrived_on", "left_on", "done_on"} & vals.keys()
        ):
            raise AccessError(self.env._("The buttons of a visit alone write what became of it."))
        moved = (
            self.filtered(lambda visit: visit.state == "confirmed")
            if {"start", "technician_id"} & vals.keys()
            else self.browse()
        )
        if {"start", "hours", "technician_id"} & vals.keys():
            if any(visit.state not in ("offered", "confirmed") for visit in self):
                raise UserError(self.env._("This visit has begun or is over: offer a new one."))
            self._check_technicians([vals] * len(self))
        res = super().write(vals)
        if moved:
            # What the customer agreed to was another moment
            moved.sudo().write(
                {"state": "offered", "confirmed_by": False, "confirmed_on": False, "confirmed_name": False}
            )
            moved._tell_customer()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(visit.state not in ("offered", "declined", "called_off") for visit in self):
            raise UserError(self.env._("A visit that was agreed on is called off, not deleted."))

    def _check_order(self):
        order = self.repair_id
        if not order.is_service or order.place == "workshop":
            raise UserError(self.env._("Only work orders on site or remote have visits."))
        if order.state in ("done", "cancel"):
            raise UserError(self.env._("%(order)s is closed: nobody visits for it.", order=order.name))

    # Agreeing

    def _tell_customer(self):
        template = self.env.ref("service_repair.mail_template_visit_offered", raise_if_not_found=False)
        if template:
            template.send_mail_batch(self.sudo().filtered("partner_id.email").ids)

    def action_confirm_by_phone(self):
        for visit in self:
            visit.check_access("write")
            visit._confirm("phone", visit.partner_id.name or self.env.user.name)

    def _confirm(self, how, name):
        """The customer agreed.

        :param how: ``portal`` or ``phone``
        """
        self.ensure_one()
        lock(self)
        if self.state != "offered":
            raise UserError(self.env._("This appointment is not on offer any more."))
        if over := self._explain_over():
            raise UserError(over)
        self._check_order()
        self.sudo().write(
            {"state": "confirmed", "confirmed_by": how, "confirmed_name": name, "confirmed_on": fields.Datetime.now()}
        )
        order = self.repair_id
        order.sudo().write({"schedule_date": self.start, "user_id": self.technician_id.id})
        if order.service_step in ("intake", "appointment"):
            order._advance("appointment", self._get_label())
        else:
            order._log_step("appointment", self._get_label())

    def _decline(self, reason):
        self.ensure_one()
        lock(self)
        if self.state not in ("offered", "confirmed"):
            raise UserError(self.env._("This appointment cannot be declined any more."))
        self.sudo().write({"state": "declined", "reason": reason})
        technician = self.sudo().technician_id or self.env.user
        told = self.repair_id.sudo().with_context(lang=technician.lang or self.env.lang)
        told.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=technician.id,
            summary=told.env._("Appointment declined: agree on another one"),
            note=reason,
        )

    def _call_off(self, reason):
        self.filtered(lambda visit: visit.state in OPEN).sudo().write({"state": "called_off", "reason": reason})

    def action_call_off(self):
        self.check_access("write")
        self._call_off(self.env._("Called off by %(user)s", user=self.env.user.name))

    # Going there

    def action_set_out(self):
        for visit in self:
            visit._begin({"confirmed"})
            if visit.place == "on_site":
                visit.repair_id._advance("on_the_way")
            visit.sudo().write({"state": "on_the_way", "left_on": fields.Datetime.now()})

    def action_arrive(self):
        """The technician is there, or the remote session begins: the arrival clock stops."""
        for visit in self:
            visit._begin({"on_the_way"} if visit.place == "on_site" else {"confirmed"})
            visit.repair_id._advance("arrived")
            visit.sudo().write({"state": "arrived", "arrived_on": fields.Datetime.now()})
            visit.repair_id.sudo()._clock_arrived()

    def action_done(self):
        for visit in self:
            visit._begin({"arrived"})
            visit.sudo().write({"state": "done", "done_on": fields.Datetime.now()})

    def _begin(self, states):
        self.check_access("write")
        lock(self)
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._("This visit is “%(state)s”: this button does not follow.", state=labels[self.state])
            )

    def action_open_order(self):
        return self.repair_id._get_records_action()
