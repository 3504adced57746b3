from odoo import api, fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.warranty import Facts, judge

# Written when it changes hands, and otherwise by nobody
_OWNERSHIP = frozenset({"customer_id", "until", "previous_id", "company_id"})


class ServiceCustomerEquipment(models.Model):
    """The installed base: one row per customer and serial number, from the day it is theirs to the day it is not.

    Who gets the thing next has a row of their own, linked by ``previous_id``. So
    the history of a serial number stays whole for us, and no customer reads what
    happened at another's.
    """

    _name = "service.customer.equipment"
    _description = "Customer's Equipment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "customer_id, product_id, serial, id"
    _rec_names_search = ["serial", "product_id", "customer_id"]
    _check_company_auto = True

    customer_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade", tracking=True, domain=[("parent_id", "=", False)]
    )
    site_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        tracking=True,
        domain="[('id', 'child_of', customer_id)]",
        help="The address at which it stands. Empty: the customer's own.",
    )
    place = fields.Char(string="Exact Place", help="Building, floor, line.")
    product_id = fields.Many2one("product.product", required=True, index=True, ondelete="cascade", tracking=True)
    lot_id = fields.Many2one(
        "stock.lot",
        string="Lot/Serial",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
        tracking=True,
    )
    serial = fields.Char(
        string="Serial Number", compute="_compute_serial", store=True, readonly=False, precompute=True, index="trigram"
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    installed_on = fields.Date(default=fields.Date.context_today, tracking=True)
    until = fields.Date(string="Theirs Until", readonly=True, copy=False, tracking=True, index=True)
    origin = fields.Selection(
        [("hand", "By hand"), ("delivery", "Delivery"), ("repair", "Work order"), ("transfer", "Change of owner")],
        string="Entered by",
        required=True,
        default="hand",
        readonly=True,
    )
    previous_id = fields.Many2one(
        "service.customer.equipment", string="Before", readonly=True, copy=False, index="btree_not_null"
    )
    note = fields.Html(string="Internal Note", groups="base.group_user")
    warranty_covered = fields.Boolean(string="Under Warranty", compute="_compute_warranty", compute_sudo=True)
    warranty_until = fields.Date(compute="_compute_warranty", compute_sudo=True)
    warranty_text = fields.Char(string="Warranty", compute="_compute_warranty", compute_sudo=True)

    _serial_uniq = models.UniqueIndex(
        "(company_id, customer_id, product_id, serial) WHERE serial IS NOT NULL",
        "The customer's equipment holds this serial number already: open that entry.",
    )
    _lot_place_uniq = models.UniqueIndex(
        "(lot_id) WHERE lot_id IS NOT NULL AND until IS NULL",
        "This serial number stands at another customer: use Change of Owner there.",
    )

    @api.depends("lot_id")
    def _compute_serial(self):
        for equipment in self:
            equipment.serial = equipment.lot_id.name or equipment.serial

    @api.depends("product_id", "serial")
    def _compute_display_name(self):
        for equipment in self:
            name = equipment.sudo().product_id.display_name or ""
            equipment.display_name = f"{name} · {equipment.serial}" if equipment.serial else name

    @api.depends("lot_id", "installed_on", "product_id")
    def _compute_warranty(self):
        today = fields.Date.context_today(self)
        for equipment in self:
            lot = equipment.lot_id
            start = lot.warranty_start or equipment.installed_on or None
            facts = Facts(sold_on=start, months=equipment.product_id.warranty_months, extension=lot.warranty_extension)
            verdict = judge(facts, today)
            equipment.warranty_covered = verdict.covered
            equipment.warranty_until = verdict.until or False
            equipment.warranty_text = equipment._explain_warranty(verdict, start)

    def _explain_warranty(self, verdict, start):
        day = format_date(self.env, verdict.until) if verdict.until else ""
        if verdict.covered:
            return self.env._(
                "Under warranty until %(day)s, counted from %(start)s.", day=day, start=format_date(self.env, start)
            )
        if verdict.reason == "expired":
            return self.env._("The warranty ended on %(day)s.", day=day)
        return self.env._("No warranty period is known for this product.")

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            customer = self.env["res.partner"].browse(vals.get("customer_id"))
            vals["customer_id"] = customer.commercial_partner_id.id
            serial = (vals.pop("serial", None) or "").strip()
            if serial:
                vals["serial"] = serial
            if not self.env.su:
                vals |= {"origin": "hand", "until": False, "previous_id": False}
        rows = super().create(vals_list)
        rows._check_site()
        return rows

    def write(self, vals):
        if not self.env.su and _OWNERSHIP & vals.keys():
            raise AccessError(self.env._("Use Change of Owner: it keeps the history."))
        if "serial" in vals:
            vals["serial"] = (vals["serial"] or "").strip() or False
        res = super().write(vals)
        if "site_id" in vals:
            self._check_site()
        return res

    def _check_site(self):
        for row in self.sudo().filtered("site_id"):
            if row.site_id.commercial_partner_id != row.customer_id:
                raise UserError(
                    self.env._(
                        "%(site)s is no address of %(customer)s: choose one of theirs.",
                        site=row.site_id.display_name,
                        customer=row.customer_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        for row in self.sudo():
            if row.repair_ids or row.ticket_ids or row.maintenance_ids or row.reward_ids:
                raise UserError(
                    self.env._(
                        "%(equipment)s has a history: end it instead of deleting it.", equipment=row.display_name
                    )
                )

    # Changing hands

    def action_end(self):
        """It is not in use there any more."""
        self.check_access("write")
        self.sudo().filtered(lambda row: not row.until)._end(fields.Date.context_today(self))

    def _end(self, day):
        self.write({"until": day})

    def action_take_up(self):
        """It is in use there again."""
        self.check_access("write")
        for row in self.sudo().filtered("until"):
            if other := row._find_present():
                raise UserError(self.env._("It stands at %(customer)s now.", customer=other.customer_id.display_name))
            row.until = False

    def _find_present(self):
        """The row of whoever has this serial number of stock now."""
        if not self.lot_id:
            return self.browse()
        return self.sudo().search(Domain("lot_id", "=", self.lot_id.id) & Domain("until", "=", False), limit=1)

    def action_transfer(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("service_repair.service_equipment_transfer_action")
        return {**action, "context": {"default_equipment_id": self.id}}

    def _transfer(self, customer, site, day, reason):
        """End this row and open that of the new owner.

        :return: the new owner's row
        """
        self.ensure_one()
        self.check_access("write")
        lock(self.sudo())
        row, customer = self.sudo(), customer.commercial_partner_id
        if row.until:
            raise UserError(self.env._("It changed hands already: open the present owner's entry."))
        if customer == row.customer_id:
            raise UserError(self.env._("It is theirs already: change the site instead."))
        row._end(day)
        self.env.flush_all()
        newer = row.search(
            [
                ("company_id", "=", row.company_id.id),
                ("customer_id", "=", customer.id),
                ("product_id", "=", row.product_id.id),
                ("serial", "=", row.serial),
                ("serial", "!=", False),
            ],
            limit=1,
        )
        values = {"site_id": site.id, "until": False, "previous_id": row.id, "origin": "transfer"}
        if newer:
            newer.write(values)
        else:
            newer = row.create(
                {
                    **values,
                    "customer_id": customer.id,
                    "product_id": row.product_id.id,
                    "lot_id": row.lot_id.id,
                    "serial": row.serial,
                    "company_id": row.company_id.id,
                    "installed_on": row.installed_on,
                }
            )
        row.maintenance_ids.filtered(lambda request: not request.done).customer_equipment_id = newer
        said = {"customer": customer.display_name, "before": row.customer_id.display_name, "reason": reason or "—"}
        row.message_post(body=self.env._("Now with %(customer)s: %(reason)s", **said))
        newer.message_post(body=self.env._("Before with %(before)s: %(reason)s", **said))
        return newer.with_env(self.env)
