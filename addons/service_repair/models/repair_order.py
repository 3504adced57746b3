from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from ..engine import flow

PLACES = [("on_site", "On site"), ("remote", "Remote"), ("workshop", "Workshop")]
STEPS = [
    ("intake", "Intake"),
    ("appointment", "Appointment"),
    ("prepared", "Prepared"),
    ("on_the_way", "On the way"),
    ("arrived", "Arrived"),
    ("diagnosed", "Diagnosed"),
    ("planned", "Planned"),
    ("repairing", "Under repair"),
    ("tested", "Tested"),
    ("explained", "Use explained"),
    ("signed", "Signed"),
    ("reported", "Reported"),
    ("returned", "Returned"),
    ("accepted", "Accepted"),
]
_OVER = ("done", "cancel")
# Written by the steps alone, never by hand
_KEPT = frozenset({"state", "service_step", "is_service", "under_warranty", "access_token", "service_open_lot_id"})


class RepairOrder(models.Model):
    """A work order of the service department.

    A work order is a repair order with ``is_service``. It goes through the
    steps of :mod:`..engine.flow`; what was done last is its ``service_step``,
    and who did what and when stays in ``step_ids``. Each step is an action
    that refuses while something is missing. Repair orders of others have none
    of this: nothing here changes how they behave.
    """

    _name = "repair.order"
    _inherit = ["repair.order", "portal.mixin", "service.clock.mixin"]

    is_service = fields.Boolean(
        string="Work Order", readonly=True, index=True, help="Goes through the steps of the service department."
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", check_company=True, index="btree_not_null", copy=False, ondelete="set null"
    )
    place = fields.Selection(PLACES, default="on_site", help="Where the work is done; the workshop needs no visit.")
    service_step = fields.Selection(
        STEPS, string="Step", readonly=True, copy=False, default="intake", tracking=True, index=True
    )
    next_step = fields.Selection(STEPS, compute="_compute_next_step")
    step_ids = fields.One2many("service.repair.step", "repair_id", string="Steps", readonly=True)
    problem = fields.Text(help="What the customer reports, in the customer's words.")
    internal_notes = fields.Html(groups="base.group_user")
    service_open_lot_id = fields.Many2one(
        "stock.lot", compute="_compute_service_open_lot_id", store=True, string="Serial under Repair"
    )

    _service_open_lot_uniq = models.UniqueIndex(
        "(service_open_lot_id) WHERE service_open_lot_id IS NOT NULL",
        "This serial number has just got another open work order: work on that one.",
    )

    @api.depends("is_service", "service_step", "place", "state")
    def _compute_next_step(self):
        for order in self:
            open_order = order.is_service and order.place and order.state != "cancel"
            order.next_step = open_order and flow.waits_for(order.place, order.service_step)

    @api.depends("is_service", "state", "lot_id", "product_id.tracking")
    def _compute_service_open_lot_id(self):
        for order in self:
            single = order.is_service and order.product_id.tracking == "serial" and order.state not in _OVER
            order.service_open_lot_id = order.lot_id if single else False

    @api.depends("is_service", "place")
    def _compute_product_location_src_id(self):  # pylint: disable=missing-return
        elsewhere = self._filtered_elsewhere()
        super(RepairOrder, self - elsewhere)._compute_product_location_src_id()
        for order in elsewhere:
            order.product_location_src_id = order._get_device_location()

    @api.depends("is_service", "place")
    def _compute_product_location_dest_id(self):  # pylint: disable=missing-return
        elsewhere = self._filtered_elsewhere()
        super(RepairOrder, self - elsewhere)._compute_product_location_dest_id()
        for order in elsewhere:
            order.product_location_dest_id = order._get_device_location()

    def _filtered_elsewhere(self):
        """The work orders whose device stays with the customer."""
        return self.filtered(lambda order: order.is_service and order.place != "workshop")

    def _get_device_location(self):
        return self.env.ref("stock.stock_location_customers")

    def _compute_access_url(self):  # pylint: disable=missing-return
        super()._compute_access_url()
        for order in self:
            order.access_url = f"/my/repairs/{order.id}"

    @api.constrains("service_open_lot_id")
    def _check_one_open_order(self):
        for order in self.filtered("service_open_lot_id"):
            other = self.sudo().search(
                [("lot_id", "=", order.lot_id.id), ("state", "not in", _OVER), ("id", "!=", order.id)], limit=1
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(serial)s has an open repair already: %(order)s. Work on that one, or finish it first.",
                        serial=order.lot_id.name,
                        order=other.name,
                    )
                )

    # CRUD

    @api.model
    def default_get(self, fields):
        res = super().default_get(fields)
        if (
            res.get("is_service")
            and "picking_type_id" in fields
            and not self.env.context.get("default_picking_type_id")
        ):
            kind = self._get_service_type(self.env.company, self.env.user)
            res["picking_type_id"] = kind.id or res.get("picking_type_id")
        return res

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._prepare_intake(vals)
        orders = super().create(vals_list)
        service = orders.filtered("is_service")
        service._log_step("intake")
        service._follow_warranty()
        if service:
            # What fails here is no failure of the clocks, which would be forgiven
            self.env.flush_all()
            service.sudo()._clock_begin_safely()
        return orders

    def _prepare_intake(self, vals):
        """What a work order starts with, whatever was asked for: the first step, and the type of work orders."""
        service = vals.get("is_service", self.env.context.get("default_is_service"))
        if not service:
            return
        if not self.env.su:
            for name in _KEPT - {"is_service"}:
                vals.pop(name, None)
            vals["under_warranty"] = False
        if not vals.get("picking_type_id"):
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            user = self.env["res.users"].browse(vals.get("user_id")) or self.env.user
            if kind := self._get_service_type(company, user):
                vals["picking_type_id"] = kind.id

    @api.model
    def _get_service_type(self, company, user):
        warehouse = user.with_company(company)._get_default_warehouse_id()
        kind = warehouse.filtered(lambda w: w.company_id == company).service_type_id
        return (
            kind
            or self.env["stock.warehouse"]
            .search([("company_id", "=", company.id), ("service_type_id", "!=", False)], limit=1)
            .service_type_id
        )

    def write(self, vals):
        service = self.filtered("is_service")
        if not self.env.su:
            service._check_kept(vals)
            if vals.get("is_service") and self - service:
                raise AccessError(self.env._("A repair of others cannot become a work order: take it in anew."))
        if not service:
            return super().write(vals)
        if vals.keys() & self._get_closed_fields():
            service._check_not_accepted()
        told = vals.keys() & (self._clock_position_fields | self._clock_report_fields)
        before = service.sudo()._clock_watch() if told else {}
        res = super().write(vals)
        if "location_id" in vals:
            service._reserve_again()
        elif {"user_id", "parts_from"} & vals.keys():
            service._follow_technician()
        if service._get_warranty_fields() & vals.keys():
            service._follow_warranty()
        service._void_changed_signatures()
        if told:
            service.sudo()._follow_clocks(vals, before)
        return res

    def _check_kept(self, vals):
        changed = [
            name
            for name in _KEPT & vals.keys()
            if any(order._fields[name].convert_to_cache(vals[name], order) != order._kept_value(name) for order in self)
        ]
        if changed:
            raise AccessError(
                self.env._(
                    "The steps of a work order alone write its %(field)s.", field=self._fields[changed[0]].string
                )
            )

    def _kept_value(self, name):
        return self._fields[name].convert_to_cache(self[name], self)

    @api.model
    def _get_closed_fields(self):
        """What the manager accepted, and nobody writes afterwards."""
        return frozenset(
            {
                "product_id",
                "lot_id",
                "partner_id",
                "fault_id",
                "cause_id",
                "remedy_id",
                "diagnosis",
                "plan",
                "check_ids",
            }
        )

    def _check_not_accepted(self):
        if any(order.service_step == "accepted" for order in self):
            raise UserError(self.env._("The manager has accepted this work order: it is not changed any more."))

    # Steps

    def _advance(self, step, note=None):
        """Go to a step that may come next.

        :raises UserError: if the flow has another one next
        """
        for order in self:
            if step not in flow.next_steps(order.place, order.service_step):
                raise UserError(order._explain_refusal(step))
        self.sudo().write({"service_step": step})
        self._log_step(step, note)
        if waiting := self.sudo().wait_ids.filtered(lambda wait: not wait.stop):
            waiting._finish()

    def _explain_refusal(self, step):
        labels = dict(self._fields["service_step"]._description_selection(self.env))
        return self.env._(
            "%(order)s stands at “%(present)s”: “%(step)s” does not follow. Next comes “%(next)s”.",
            order=self.name,
            present=labels[self.service_step],
            step=labels[step],
            next=labels.get(self.next_step, "—"),
        )

    def _log_step(self, step, note=None):
        self.env["service.repair.step"].sudo().create(
            [
                {
                    "repair_id": order.id,
                    "step": step,
                    "user_id": self.env.uid,
                    "at": fields.Datetime.now(),
                    "note": note,
                }
                for order in self
            ]
        )

    def _check_service(self):
        """These are open work orders that the user may write.

        :raises UserError: if one is not
        """
        self.check_access("write")
        if any(not order.is_service for order in self):
            raise UserError(self.env._("This repair is no work order of the service department."))
        if any(order.state == "cancel" for order in self):
            raise UserError(self.env._("This work order is cancelled: set it to draft to go on with it."))

    def _locked(self):
        """These orders, locked: of two who press the same button at once the second finds the step done."""
        lock(self)
        return self

    # Access from tickets and the portal

    @api.model
    def _portal_domain(self):
        return Domain("is_service", "=", True) & Domain(
            "partner_id", "child_of", self.env.user.commercial_partner_id.id
        )

    def action_view_ticket(self):
        self.ensure_one()
        return self.ticket_id._get_records_action()

    def action_quality_finding(self):
        """A new case about this kind of product, for another department to take over."""
        self.ensure_one()
        self._check_service()
        body = self.env._(
            "Found on work order %(order)s: %(product)s, serial number %(serial)s. Fault: %(fault)s. Cause: %(cause)s.",
            order=self.name,
            product=self.product_id.display_name or "—",
            serial=self.lot_id.name or "—",
            fault=self.fault_id.display_name or "—",
            cause=self.cause_id.display_name or "—",
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quality Finding"),
            "res_model": "service.quality.finding",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_repair_id": self.id,
                "default_description": body,
                "default_lot_ids": [Command.set(self.lot_id.ids)],
            },
        }
