from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

STATES = [
    ("draft", "Draft"),
    ("submitted", "To approve"),
    ("approved", "To issue"),
    ("issued", "Issued"),
    ("received", "Received"),
    ("refused", "Refused"),
    ("cancelled", "Cancelled"),
]
_KEEPER = "service_repair.service_repair_group_parts_keeper"


class ServicePartRequisition(models.Model):
    """A requisition: a technician asks the store for parts, for a work order or for the van.

    It is approved by its value or by its parts, issued by the keeper with
    serial numbers and lots, in several goes if need be, and received by the
    technician. What is issued is moved from the stock into the technician's
    van.
    """

    _name = "service.part.requisition"
    _description = "Parts Requisition"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, default="/", copy=False)
    technician_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    repair_id = fields.Many2one(
        "repair.order",
        string="Work Order",
        check_company=True,
        index="btree_not_null",
        domain=[("is_service", "=", True)],
        help="Empty: for the van.",
    )
    needed_on = fields.Date(string="Needed by", default=fields.Date.context_today)
    line_ids = fields.One2many("service.part.requisition.line", "requisition_id", copy=True)
    picking_ids = fields.One2many("stock.picking", "requisition_id", string="Issues", readonly=True)
    picking_count = fields.Integer(compute="_compute_picking_count")
    state = fields.Selection(
        STATES, string="Status", required=True, default="draft", readonly=True, copy=False, tracking=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="Value", compute="_compute_amount", store=True, help="At cost, when the requisition was written."
    )
    received_on = fields.Datetime(readonly=True, copy=False)
    note = fields.Text()

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for requisition in self:
            requisition.warehouse_id = requisition.warehouse_id or self.env["stock.warehouse"].search(
                [("company_id", "=", requisition.company_id.id)], limit=1
            )

    @api.depends("picking_ids")
    def _compute_picking_count(self):
        for requisition in self:
            requisition.picking_count = len(requisition.picking_ids)

    @api.depends("line_ids.quantity", "line_ids.product_id")
    def _compute_amount(self):
        for requisition in self:
            # What a part costs is for the store to know, its sum for the approval
            lines = requisition.sudo().line_ids
            requisition.amount = sum(
                line.quantity * line.product_id.with_company(requisition.company_id).standard_price for line in lines
            )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].next_by_code("service.part.requisition") or "/"
            if not self.env.su:
                vals["state"] = "draft"
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if {"state", "approved_by_id", "approved_on", "received_on"} & vals.keys():
                raise AccessError(self.env._("The buttons of a requisition alone write its status."))
            if {"line_ids", "technician_id", "warehouse_id", "repair_id"} & vals.keys():
                self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_draft()

    def _check_draft(self):
        if any(requisition.state != "draft" for requisition in self):
            raise UserError(self.env._("This requisition is submitted: cancel it and write a new one."))

    # Steps

    def action_submit(self):
        for requisition in self._begin({"draft"}):
            if not requisition.line_ids:
                raise UserError(self.env._("Enter the parts that are needed."))
            requisition._get_van()
            if requisition.approval_needed:
                requisition.sudo().state = "submitted"
                requisition._ask_approval()
            else:
                requisition._approve()

    def action_cancel(self):
        for requisition in self._begin({"draft", "submitted", "approved"}):
            if any(line.issued for line in requisition.line_ids):
                raise UserError(self.env._("Parts are issued already: bring back what is not needed."))
            requisition.sudo().picking_ids.action_cancel()
        self.sudo().write({"state": "cancelled"})

    def action_issue(self):
        """Prepare the issue of what is still owed; the keeper enters serials and lots, and validates it."""
        self.ensure_one()
        self._check_keeper()
        self._begin({"approved"})
        picking = self.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))[:1]
        if not picking:
            picking = self.env["stock.picking"].create(self._prepare_issue())
            picking.action_confirm()
        picking.action_assign()
        return picking._get_records_action()

    def _check_keeper(self):
        if not self.env.su and not self.env.user.has_group(_KEEPER):
            raise AccessError(self.env._("The parts keeper issues parts."))

    def _prepare_issue(self):
        owed = self.line_ids.filtered(lambda line: line.product_uom_id.compare(line.quantity, line.issued) > 0)
        if not owed:
            raise UserError(self.env._("Everything is issued."))
        source, van = self.warehouse_id.lot_stock_id, self._get_van()
        return {
            "requisition_id": self.id,
            "picking_type_id": self.warehouse_id.issue_type_id.id,
            "location_id": source.id,
            "location_dest_id": van.id,
            "origin": self.name,
            "partner_id": self.technician_id.partner_id.id,
            "company_id": self.company_id.id,
            "move_ids": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "product_uom": line.product_uom_id.id,
                        "product_uom_qty": line.quantity - line.issued,
                        "location_id": source.id,
                        "location_dest_id": van.id,
                        "requisition_line_id": line.id,
                    }
                )
                for line in owed
            ],
        }

    def _get_van(self):
        van = self.env["stock.location"]._get_vans(self.technician_id).get((self.company_id.id, self.technician_id.id))
        if not van:
            raise UserError(
                self.env._(
                    "%(technician)s has no van or bag: a parts keeper creates it in Parts Store > Vans.",
                    technician=self.technician_id.name,
                )
            )
        return van

    def _follow_issue(self):
        """Parts were issued: the technician is told, and the work order takes what it was waiting for."""
        for requisition in self.sudo():
            lines = requisition.line_ids
            lines.invalidate_recordset(["issued"])
            if requisition.state == "approved" and all(
                line.product_uom_id.compare(line.issued, line.quantity) >= 0 for line in lines
            ):
                requisition.state = "issued"
            technician = requisition.technician_id.sudo()
            told = requisition.with_context(lang=technician.lang or self.env.lang)
            told.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=technician.id,
                summary=told.env._("Confirm the receipt of the parts"),
            )
            requisition.repair_id._reserve_again()

    def action_receive(self):
        """The technician has the parts."""
        for requisition in self._begin({"approved", "issued"}):
            if not any(line.issued for line in requisition.line_ids):
                raise UserError(self.env._("Nothing is issued yet."))
            if requisition.technician_id != self.env.user and not self.env.su:
                raise UserError(self.env._("%(user)s confirms the receipt.", user=requisition.technician_id.name))
            for line in requisition.sudo().line_ids:
                line.received = line.issued
            values = {"received_on": fields.Datetime.now()}
            if requisition.state == "issued":
                values["state"] = "received"
            requisition.sudo().write(values)
            requisition.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _begin(self, states):
        self.check_access("write")
        lock(self)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for requisition in self:
            if requisition.state not in states:
                raise UserError(
                    self.env._(
                        "%(requisition)s is “%(state)s” already.",
                        requisition=requisition.name,
                        state=labels[requisition.state],
                    )
                )
        return self

    def action_view_issues(self):
        return self.picking_ids._get_records_action(name=self.env._("Issues"))
