import hmac
import logging

from odoo import fields, models
from odoo.addons.service_quality.locking import lock
from odoo.exceptions import AccessError, UserError

from ..engine.digest import digest

_logger = logging.getLogger(__name__)
_REPORT = "service_repair.work_order_report_action"
_SIGNATURE = frozenset({"signed_by", "signed_on", "signed_hash", "signature_void_on", "signed_where"})


class RepairOrder(models.Model):
    """The customer's signature, and what exactly it stands under.

    With the signature the digest of what was signed is kept: device, parts
    and quantities, price, tests, work done and use explained. When any of it
    changes, the signature does not hold any more; it stays on record with the
    moment at which it became void.
    """

    _inherit = "repair.order"

    customer_signature = fields.Image(string="Signature", copy=False, max_width=1024, max_height=1024)
    signed_by = fields.Char(readonly=True, copy=False)
    signed_on = fields.Datetime(readonly=True, copy=False)
    signed_where = fields.Selection(
        [("device", "On the technician's device"), ("portal", "In the portal")], readonly=True, copy=False
    )
    signed_hash = fields.Char(string="Fingerprint of What Was Signed", readonly=True, copy=False)
    signature_void_on = fields.Datetime(string="Signature Void Since", readonly=True, copy=False)
    signature_valid = fields.Boolean(compute="_compute_signature_valid")
    unsigned_reason = fields.Char(
        copy=False, tracking=True, help="Why the customer does not sign, such as nobody being there any more."
    )
    sign_name = fields.Char(string="Signer", copy=False, help="Who signs on the technician's device.")

    def _compute_signature_valid(self):
        for order in self:
            order.signature_valid = bool(
                order.signed_hash
                and not order.signature_void_on
                and hmac.compare_digest(order.signed_hash, order._get_signed_digest())
            )

    def _get_signed_content(self):
        """What the customer signs, as :func:`..engine.digest.digest` takes it."""
        order = self.sudo().with_context(lang="en_US")
        points = order.check_ids._origin._get_fixed_texts()
        used = order.move_ids.filtered(lambda m: m.state != "cancel" and not m.product_uom.is_zero(m.quantity))
        return {
            "order": order.name,
            "customer": order.partner_id.id or None,
            "product": order.product_id.id or None,
            "serial": order.lot_id.name or None,
            "work": order.work_done or None,
            "parts": [
                [move.product_id.id, move.repair_line_type, _number(move.quantity), move.product_uom.id]
                for move in used.sorted(lambda move: (move.product_id.id, move.repair_line_type or "", move.id))
            ],
            "price": [
                [line.product_id.id or None, _number(line.product_uom_qty), _number(line.price_total)]
                for line in order.sale_order_id.order_line.sorted("id")
            ],
            "covered": order.under_warranty,
            "checks": [
                [check.kind, points.get(check._origin.id, check.name), check.result or None]
                for check in order.check_ids.sorted("id")
            ],
            "explained": order.explained_to or None,
        }

    def _get_signed_digest(self):
        self.ensure_one()
        return digest(self._get_signed_content())

    def _sign(self, name, signature, where):
        """The customer signs; once.

        :param signature: image, base64
        :param where: ``device`` or ``portal``
        :raises UserError: if it is not time to sign, or was signed already
        """
        self.ensure_one()
        lock(self)
        if not (name or "").strip() or not signature:
            raise UserError(self.env._("Enter the name of who signs, and sign."))
        if not self._has_to_be_signed():
            raise UserError(self.env._("This work order is not waiting for a signature."))
        self.sudo().write(
            {
                "customer_signature": signature,
                "signed_by": name.strip(),
                "signed_on": fields.Datetime.now(),
                "signed_where": where,
                "signed_hash": self._get_signed_digest(),
                "signature_void_on": False,
                "unsigned_reason": False,
            }
        )
        self._advance("signed", name.strip())

    def _has_to_be_signed(self):
        """Whether it is the customer's turn to sign."""
        self.ensure_one()
        if self.service_step in ("explained", "returned"):
            return True
        return self.service_step == "signed" and not self.signature_valid

    def _is_ready_to_sign(self):
        """Whether it is the customer's turn, and the paper says which parts were used."""
        return self._has_to_be_signed() and not self._get_parts_not_there()

    def action_sign(self):
        """What was drawn on the technician's device becomes the signature."""
        self.ensure_one()
        self._check_service()
        self._check_parts_used()
        self._sign(self.sign_name, self.customer_signature, "device")
        self._send_signed()

    def action_not_signed(self):
        """Go on without a signature, for a reason that stays on record."""
        self._check_service()
        for order in self._locked():
            if not order.unsigned_reason:
                raise UserError(self.env._("Enter why the customer does not sign."))
            order._advance("signed", order.unsigned_reason)

    def _void_changed_signatures(self):
        """Signatures under something else do not hold any more, and say so."""
        signed = self.sudo().filtered(lambda order: order.signed_hash and not order.signature_void_on)
        for order in signed:
            order.invalidate_recordset(["signature_valid"])
            if not order.signature_valid:
                order.write({"signature_void_on": fields.Datetime.now()})
                order.message_post(
                    body=self.env._(
                        "What %(name)s signed was changed afterwards: the signature is void.", name=order.signed_by
                    )
                )

    def write(self, vals):
        if not self.env.su and _SIGNATURE & vals.keys() and self.filtered("is_service"):
            raise AccessError(self.env._("A signature is made by signing alone."))
        if not self.env.su and "customer_signature" in vals:
            self.filtered(lambda order: order.is_service)._check_may_draw()
        return super().write(vals)

    def _check_may_draw(self):
        for order in self:
            if not order._has_to_be_signed():
                raise UserError(self.env._("This work order is not waiting for a signature."))

    def _send_signed(self):
        """The work order as it was signed, in the chatter: what is printed later bears no signature that does not
        hold."""
        self.sudo().message_post(
            body=self.env._("Signed by %(name)s", name=self.signed_by),
            attachments=[self._print_signed()],
            subtype_xmlid="mail.mt_note",
        )

    def _print_signed(self):
        """The PDF, as ``(file name, content)``; the page of which it is made where this machine prints no PDF.

        Nobody is kept from signing by a printer.
        """
        report, name = self.env["ir.actions.report"].sudo(), self.name.replace("/", "-")
        try:
            return f"{name}.pdf", report._render_qweb_pdf(_REPORT, self.ids)[0]
        except UserError as error:
            _logger.info("%s is kept as a page: %s", name, error)
            return f"{name}.html", report._render_qweb_html(_REPORT, self.ids)[0]


def _number(value):
    """A decimal number as text, without binary noise."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
