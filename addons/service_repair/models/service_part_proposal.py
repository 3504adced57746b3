from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import float_repr

from ..engine.restock import propose
from .service_part_needs import Needs

_KEEPER = "service_repair.service_repair_group_parts_keeper"


class ServicePartProposal(models.Model):
    """The least and the most of a part that a van or store should keep, from its own use and what is booked.

    Computed anew every night. Applied, a proposal becomes the reordering rule of the place; ordered, a van's becomes a
    requisition of its technician, and a store's whatever the part's routes say.
    """

    _name = "service.part.proposal"
    _inherit = ["service.figures"]
    _description = "Refill Proposal"
    _order = "location_id, product_id"
    _rec_name = "product_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    location_id = fields.Many2one(
        "stock.location", string="Place", required=True, readonly=True, index=True, ondelete="cascade"
    )
    technician_id = fields.Many2one(related="location_id.technician_id", store=True)
    product_id = fields.Many2one("product.product", string="Part", required=True, readonly=True, ondelete="cascade")
    used = fields.Float(readonly=True, digits="Product Unit")
    weeks = fields.Float(readonly=True, digits=(16, 1), help="In which so much was used.")
    booked = fields.Float(readonly=True, digits="Product Unit", help="For open work orders until the next refill.")
    predicted = fields.Float(
        readonly=True, digits="Product Unit", help="Of which predicted for visits whose parts nobody has entered yet."
    )
    refill_days = fields.Integer(readonly=True)
    held = fields.Float(readonly=True, digits="Product Unit")
    coming = fields.Float(readonly=True, digits="Product Unit", help="On the way, or asked for.")
    present_min = fields.Float(string="Min", readonly=True, digits="Product Unit")
    present_max = fields.Float(string="Max", readonly=True, digits="Product Unit")
    proposed_min = fields.Float(readonly=True, digits="Product Unit")
    proposed_max = fields.Float(readonly=True, digits="Product Unit")
    to_order = fields.Float(readonly=True, digits="Product Unit", help="To reach the proposed maximum.")
    is_new = fields.Boolean(string="Differs", readonly=True, help="From the minimum and maximum in force.")
    reason = fields.Text(compute="_compute_reason")
    computed_on = fields.Datetime(readonly=True)

    _place_uniq = models.Constraint("UNIQUE(location_id, product_id)", "One proposal per place and part.")

    @api.depends("used", "weeks", "booked", "predicted", "refill_days", "proposed_min")
    def _compute_reason(self):
        for proposal in self:
            proposal.reason = proposal._explain()

    def _explain(self):
        number = self._format
        texts = [
            self.env._("Used %(used)s in %(weeks)s weeks.", used=number(self.used), weeks=round(self.weeks)),
        ]
        if self.booked and self.predicted:
            texts.append(
                self.env._(
                    "Booked: %(booked)s, of which %(predicted)s predicted.",
                    booked=number(self.booked),
                    predicted=number(self.predicted),
                )
            )
        elif self.booked:
            texts.append(self.env._("Booked: %(booked)s.", booked=number(self.booked)))
        if self.proposed_min:
            texts.append(
                self.env._(
                    "Enough for the %(days)s days until a refill, 19 times of 20: %(least)s.",
                    least=number(self.proposed_min),
                    days=self.refill_days,
                )
            )
        else:
            texts.append(self.env._("Needed too rarely to carry it."))
        return " ".join(texts)

    def _format(self, quantity):
        return float_repr(quantity, 2).rstrip("0").rstrip(".")

    # Computing

    @api.model
    def _check_refresh(self):
        self._check_keeper()
        return super()._check_refresh()

    @api.model
    def _refresh(self, company):
        """Replace a company's proposals. The number of queries depends neither on vans nor on parts."""
        rows = self.sudo()
        rows.search([("company_id", "=", company.id)]).unlink()
        needs = Needs(self.env, company)
        rows.create([self._prepare(needs, *key) for key in needs.get_places()])

    def _prepare(self, needs, location, product):
        need = needs.get_need(location, product)
        level = propose(need)
        held, coming = needs.held.get((location, product), 0), needs.coming.get((location, product), 0)
        rule = needs.rules.get((location, product))
        present = (rule.product_min_qty, rule.product_max_qty) if rule else (0, 0)
        return {
            "company_id": needs.company.id,
            "warehouse_id": needs.warehouses[location].id,
            "location_id": location,
            "product_id": product,
            "used": need.used,
            "weeks": need.weeks,
            "booked": need.booked,
            "predicted": needs.predicted.get((location, product), 0),
            "refill_days": round(need.refill_weeks * 7),
            "held": held,
            "coming": coming,
            "present_min": present[0],
            "present_max": present[1],
            "proposed_min": level.low,
            "proposed_max": level.high,
            "to_order": max(level.high - held - coming, 0) if held + coming < level.low else 0,
            "is_new": present != (level.low, level.high),
            "computed_on": fields.Datetime.now(),
        }

    # Deciding

    def _check_keeper(self):
        if not self.env.su and not self.env.user.has_group(_KEEPER):
            raise AccessError(self.env._("The parts keeper decides what is refilled."))
        self.check_access("read")

    def action_apply(self):
        """Make the proposed minimum and maximum the reordering rules of the places."""
        self._check_keeper()
        rules = self.env["stock.warehouse.orderpoint"].sudo()
        found = {
            (rule.location_id.id, rule.product_id.id): rule
            for rule in rules.with_context(active_test=False).search(
                [("location_id", "in", self.location_id.ids), ("product_id", "in", self.product_id.ids)]
            )
        }
        missing = []
        for proposal in self.sudo():
            values = {"product_min_qty": proposal.proposed_min, "product_max_qty": proposal.proposed_max}
            if rule := found.get((proposal.location_id.id, proposal.product_id.id)):
                rule.write({**values, "active": True})
            elif proposal.proposed_max:
                missing.append(proposal._prepare_rule() | values)
            proposal.write(
                {"present_min": proposal.proposed_min, "present_max": proposal.proposed_max, "is_new": False}
            )
        rules.create(missing)

    def _prepare_rule(self):
        return {
            "product_id": self.product_id.id,
            "location_id": self.location_id.id,
            "warehouse_id": self.warehouse_id.id,
            "company_id": self.company_id.id,
            "route_id": self.technician_id and self.warehouse_id.vans_route_id.id,
            # Nothing moves or is bought before somebody says so
            "trigger": "manual",
        }

    def action_order(self):
        """Ask the store for what vans lack, a requisition per technician; have what stores lack procured.

        :return: the action that shows the requisitions, if there are any
        """
        self._check_keeper()
        wanted = self.filtered(lambda proposal: proposal.to_order > 0)
        if not wanted:
            raise UserError(self.env._("Nothing is lacking here: choose proposals with something to order."))
        requisitions = wanted.filtered("technician_id")._request()
        wanted.filtered(lambda proposal: not proposal.technician_id)._procure()
        for proposal in wanted.sudo():
            proposal.write({"coming": proposal.coming + proposal.to_order, "to_order": 0})
        if requisitions:
            return requisitions._get_records_action(name=self.env._("Requisitions"))
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _request(self):
        requisitions = self.env["service.part.requisition"]
        for (technician, warehouse), proposals in self.grouped(lambda p: (p.technician_id, p.warehouse_id)).items():
            requisitions += requisitions.create(
                {
                    "technician_id": technician.id,
                    "company_id": proposals.company_id.id,
                    "warehouse_id": warehouse.id,
                    "note": self.env._("Refill of the van, as proposed."),
                    "line_ids": [
                        Command.create({"product_id": proposal.product_id.id, "quantity": proposal.to_order})
                        for proposal in proposals
                    ],
                }
            )
        for requisition in requisitions:
            requisition.action_submit()
        return requisitions

    def _procure(self):
        """Through the rule of the place, so that the part's own routes decide whether it is bought or fetched."""
        if not self:
            return
        self.action_apply()
        rules = self.env["stock.warehouse.orderpoint"].sudo()
        for proposal in self:
            rule = rules.search(
                [("location_id", "=", proposal.location_id.id), ("product_id", "=", proposal.product_id.id)]
            )
            rule.qty_to_order = proposal.to_order
            rules |= rule
        rules.action_replenish()
