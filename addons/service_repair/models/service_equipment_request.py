from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import AccessError, UserError

from ..engine.approval_chain import Level, plan
from .activity import ask

_KEPT = frozenset({"state", "name", "approval_ids", "requester_id", "value", "done_on", "replacement_id", "company_id"})
_ACTIVITY = "service_repair.mail_activity_type_equipment_approval"
MANAGER = "service_quality.service_quality_group_manager"
KEEPER = "service_repair.service_repair_group_parts_keeper"


class ServiceEquipmentRequest(models.Model):
    """Scrapping or renewal of equipment: asked for with a reason, approved by value, then carried out.

    Equipment leaves the ledger and the stock by an approved request alone; see
    ``maintenance_equipment_guard.py``.
    """

    _name = "service.equipment.request"
    _description = "Equipment Request"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True, default="/", copy=False)
    kind = fields.Selection(
        [("scrap", "Scrapping"), ("renewal", "Renewal")],
        required=True,
        default="scrap",
        tracking=True,
        help="A renewal scraps the old equipment and enters the new one.",
    )
    equipment_id = fields.Many2one("maintenance.equipment", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    requester_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.user, index=True, ondelete="restrict"
    )
    reason = fields.Text(required=True)
    disposal = fields.Selection(
        [
            ("scrapped", "Scrapped"),
            ("sold", "Sold"),
            ("given", "Given away"),
            ("vendor", "Back to the vendor"),
            ("lost", "Lost"),
        ],
        string="What Becomes of It",
        required=True,
        default="scrapped",
    )
    equipment_cost = fields.Float(related="equipment_id.cost", string="Purchase Cost")
    equipment_age = fields.Float(related="equipment_id.age_years")
    replacement_name = fields.Char(string="New Equipment")
    replacement_model = fields.Char(string="Model of the New")
    replacement_cost = fields.Monetary(string="Cost of the New")
    replacement_id = fields.Many2one("maintenance.equipment", string="Entered as", readonly=True, copy=False)
    value = fields.Monetary(
        compute="_compute_value",
        store=True,
        help="What has to be approved: the purchase cost, or the cost of the new equipment if that is greater.",
    )
    approval_ids = fields.One2many("service.equipment.approval", "request_id", string="Approvals", readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "To approve"),
            ("approved", "Approved"),
            ("done", "Carried out"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    done_on = fields.Date(string="Carried Out on", readonly=True, copy=False)
    may_approve = fields.Boolean(compute="_compute_may_approve")

    _one_open = models.UniqueIndex(
        "(equipment_id) WHERE state IN ('submitted', 'approved')",
        "This equipment has an open request already: go on with that one.",
    )
    _replacement_cost = models.Constraint("CHECK(replacement_cost >= 0)", "A cost is not negative.")

    @api.depends("kind", "equipment_id.cost", "replacement_cost")
    def _compute_value(self):
        for request in self.filtered(lambda request: request.state in (False, "draft")):
            new = request.replacement_cost if request.kind == "renewal" else 0
            request.value = max(request.sudo().equipment_id.cost, new)

    @api.depends("state", "approval_ids.state")
    @api.depends_context("uid")
    def _compute_may_approve(self):
        for request in self:
            step = request._get_waiting()
            request.may_approve = request.state == "submitted" and request._is_approver(step)

    def _get_waiting(self):
        """The approval whose turn it is."""
        return self.sudo().approval_ids.filtered(lambda step: step.state == "waiting")[:1]

    def _is_approver(self, step):
        user = self.env.user
        if not step or user == self.requester_id:
            return False
        return step.user_id == user or (not step.user_id and user.has_group(MANAGER))

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                for name in _KEPT:
                    vals.pop(name, None)
            vals["name"] = self.env["ir.sequence"].next_by_code("service.equipment.request") or "/"
            equipment = self.env["maintenance.equipment"].browse(vals.get("equipment_id"))
            vals["company_id"] = (equipment.sudo().company_id or self.env.company).id
        requests = super().create(vals_list)
        requests.equipment_id.check_access("read")
        return requests

    def write(self, vals):
        if not self.env.su:
            if _KEPT & vals.keys():
                raise AccessError(self.env._("The buttons of a request alone write its status and approvals."))
            if not all(name.startswith(("message_", "activity_")) for name in vals):
                self._check_state({"draft"})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(request.state != "draft" for request in self):
            raise UserError(self.env._("A request that was submitted is kept: cancel it."))

    def _check_state(self, states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            if request.state not in states:
                raise UserError(
                    self.env._("%(request)s is “%(state)s”.", request=request.name, state=labels[request.state])
                )

    def _begin(self, states):
        lock(self.sudo())
        self._check_state(states)
        return self

    # Steps

    def action_submit(self):
        self.check_access("write")
        for request in self._begin({"draft"}):
            if request.sudo().equipment_id.scrap_date:
                raise UserError(self.env._("%(name)s is scrapped already.", name=request.equipment_id.display_name))
            if other := request.sudo().equipment_id.open_request_id:
                raise UserError(
                    self.env._(
                        "%(name)s has an open request already: %(request)s.",
                        name=request.equipment_id.name,
                        request=other.name,
                    )
                )
            if request.kind == "renewal" and not request.replacement_name:
                raise UserError(self.env._("Say what shall replace it."))
            request.sudo()._plan_approvals()
            request.sudo().state = "submitted"
            request._ask_next()

    def _plan_approvals(self):
        """Write down who has to approve, by the levels that hold now."""
        levels = self.env["service.equipment.approval.level"].search(
            [("company_id", "in", [self.company_id.id, False])]
        )
        steps = plan(
            [Level(level.id, level.amount_from, level.approver, level.user_id.id or 0) for level in levels],
            self.value,
            self._get_heads().ids,
            self.requester_id.id,
        ) or [(False, False)]
        self.approval_ids.unlink()
        self.env["service.equipment.approval"].create(
            [
                {"request_id": self.id, "sequence": place, "level_id": level or False, "user_id": person or False}
                for place, (level, person) in enumerate(steps, start=1)
            ]
        )

    def _get_heads(self):
        """Heads of the departments, from that of the equipment or the requester upwards."""
        employee = self.requester_id.with_company(self.company_id).employee_id
        department = self.equipment_id.department_id or employee.department_id
        heads, seen = self.env["res.users"], self.env["hr.department"]
        while department and department not in seen:
            seen |= department
            heads |= department.manager_id.user_id.filtered(lambda user: user.active and not user.share)
            department = department.parent_id
        return heads

    def _ask_next(self):
        step = self._get_waiting()
        user = step.user_id or self._get_managers()[:1]
        if user and self.env.ref(_ACTIVITY, raise_if_not_found=False):
            ask(self.sudo(), _ACTIVITY, user)

    def _get_managers(self):
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref(MANAGER).ids),
                    ("company_ids", "in", self.company_id.ids),
                    ("share", "=", False),
                    ("id", "not in", [self.requester_id.id, self.env.ref("base.user_root").id]),
                ]
            )
        )

    def action_approve(self):
        for request in self._begin({"submitted"}):
            request._answer("approved")
            if request._get_waiting():
                request._ask_next()
            else:
                request.sudo().state = "approved"

    def action_refuse(self):
        for request in self._begin({"submitted"}):
            request._answer("refused")
            request.sudo().state = "refused"

    def _answer(self, state):
        self.check_access("read")
        step = self._get_waiting()
        if not self._is_approver(step):
            if self.env.user == self.requester_id:
                raise UserError(self.env._("Nobody approves their own request."))
            raise AccessError(
                self.env._(
                    "It is the turn of %(approver)s to answer %(request)s.",
                    approver=step.user_id.name or self.env._("a service manager"),
                    request=self.name,
                )
            )
        step.write({"state": state, "done_by_id": self.env.uid, "done_on": fields.Datetime.now()})
        self.sudo().activity_feedback([_ACTIVITY])

    def action_cancel(self):
        self.check_access("write")
        self._begin({"draft", "submitted", "approved"}).sudo().write({"state": "cancelled"})
        self.sudo().activity_unlink([_ACTIVITY])

    def action_carry_out(self):
        """The equipment leaves the ledger, and the stock where it stands there; a renewal enters the new one."""
        if not self.env.user.has_group(KEEPER):
            raise AccessError(self.env._("A parts keeper carries out approved requests."))
        self.check_access("read")
        for request in self._begin({"approved"}):
            request.sudo()._carry_out()
        return True

    def _carry_out(self):
        equipment = self.equipment_id
        lock(equipment)
        if equipment.loan_id:
            raise UserError(equipment.loan_id._explain_held())
        self._free_visits()
        self._scrap_stock()
        today = fields.Date.context_today(self)
        if self.kind == "renewal":
            self.replacement_id = equipment.copy(
                {
                    "name": self.replacement_name,
                    "model": self.replacement_model or False,
                    "cost": self.replacement_cost,
                    "purchase_date": False,
                    "effective_date": today,
                    "warranty_date": False,
                    "partner_ref": False,
                    "replaces_id": equipment.id,
                }
            )
        equipment.write({"scrap_date": today, "active": False})
        equipment.message_post(body=self.env._("Carried out: %(request)s.", request=self.name))
        self.write({"state": "done", "done_on": today})

    def _free_visits(self):
        """Visits for which it was planned need another one."""
        lines = self.env["service.visit.tool"].search(
            [("equipment_id", "=", self.equipment_id.id), ("blocking", "=", True)]
        )
        lines.write({"equipment_id": False})

    def _scrap_stock(self):
        if not (lot := self.equipment_id.lot_id):
            return
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id.usage", "=", "internal"), ("quantity", ">", 0)]
        )
        for quant in quants:
            self.env["stock.scrap"].with_company(quant.company_id).create(
                {
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "scrap_qty": quant.quantity,
                    "product_uom_id": lot.product_id.uom_id.id,
                    "location_id": quant.location_id.id,
                    "company_id": quant.company_id.id,
                    "origin": self.name,
                }
            ).do_scrap()
