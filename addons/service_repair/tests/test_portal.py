from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import HOUR, MONDAY, SIGNATURE, Workshop


@tagged("post_install", "-at_install")
class TestPortal(Workshop, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "mail_notify_force_send": False, "tracking_disable": True})
        cls._open()
        cls.user = new_test_user(cls.env, "client_sr", "base.group_portal", email="client@example.com")
        cls.stranger = new_test_user(cls.env, "stranger_sr", "base.group_portal", email="stranger@example.com")

    def test_ask_confirm_and_sign(self):
        self.authenticate("client_sr", "client_sr")
        page = self.url_open("/my/repairs/new")
        self.assertIn('name="problem"', page.text)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        page = self.url_open(
            "/my/repairs/new", {"csrf_token": token, "problem": "Cold", "serial": "OV-1", "place": "on_site"}
        )
        order = self.env["repair.order"].search([("partner_id", "=", self.user.partner_id.id)])
        self.assertEqual((order.is_service, order.place), (True, "on_site"))
        self.assertFalse(order.lot_id, "a serial number that is not the customer's tells nothing")
        self.assertIn("OV-1", order.problem)
        order.write(
            {
                "product_id": self.device.id,
                "lot_id": self.serial.id,
                "user_id": self.technician.id,
                "fault_id": self.fault.id,
                "internal_notes": "Grumpy",
            }
        )
        visit = self.visit(order, MONDAY)
        page = self.url_open(f"/my/repairs/{order.id}")
        self.assertNotIn("Grumpy", page.text)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        answer = {"csrf_token": token, "visit_id": visit.id, "answer": "confirm", "start": str(visit.start)}
        visit.start += HOUR
        page = self.url_open(f"/my/repairs/{order.id}/visit", answer)
        self.assertIn("was changed", page.text)
        self.assertEqual(visit.state, "offered", "what the customer agreed to was another time")
        answer["start"] = str(visit.start)
        for _pressed_twice in range(2):
            page = self.url_open(f"/my/repairs/{order.id}/visit", answer)
            self.assertIn("Thank you for your answer", page.text)
            self.assertEqual((visit.state, visit.confirmed_by), ("confirmed", "portal"))
        work = order.with_user(self.technician)
        work.action_validate()
        visit.with_user(self.technician).action_set_out()
        visit.with_user(self.technician).action_arrive()
        self.go_to(work, "explained")
        self.assertIn('id="sign"', self.url_open(f"/my/repairs/{order.id}").text)
        result = self.make_jsonrpc_request(
            f"/my/repairs/{order.id}/sign", {"name": "Client", "signature": SIGNATURE.decode()}
        )
        self.assertTrue(result.get("force_refresh"), result)
        self.assertTrue(order.signature_valid)
        self.assertEqual((order.signed_by, order.signed_where), ("Client", "portal"))
        result = self.make_jsonrpc_request(
            f"/my/repairs/{order.id}/sign", {"name": "Again", "signature": SIGNATURE.decode()}
        )
        self.assertIn("error", result)

    def test_own_devices_are_linked(self):
        """A device that was repaired before is offered by name, and known by its serial number; others' are not."""
        theirs = self.env["stock.lot"].create({"name": "OV-2", "product_id": self.device.id})
        self.order(partner_id=self.stranger.partner_id.id, lot_id=theirs.id)
        done = self.order(partner_id=self.user.partner_id.id)
        self.go_to(done, "reported")
        self.authenticate("client_sr", "client_sr")
        page = self.url_open("/my/repairs/new").text
        self.assertIn("OV-1", page)
        self.assertNotIn("OV-2", page)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        post = {"csrf_token": token, "problem": "Cold again", "place": "workshop"}
        orders = self.env["repair.order"]
        self.url_open("/my/repairs/new", {**post, "lot_id": self.serial.id})
        order = orders.search([("partner_id", "=", self.user.partner_id.id), ("id", "!=", done.id)])
        self.assertEqual((order.lot_id, order.product_id, order.serial_claimed), (self.serial, self.device, False))
        order.action_repair_cancel()
        self.url_open("/my/repairs/new", {**post, "lot_id": theirs.id, "serial": "OV-2"})
        claim = orders.search([("partner_id", "=", self.user.partner_id.id)], order="id desc", limit=1)
        self.assertEqual((claim.lot_id.id, claim.serial_claimed), (False, "OV-2"))
        self.assertNotIn("not known to be", self.url_open(f"/my/repairs/{claim.id}").text)

    def test_what_waits_for_the_customer_comes_first(self):
        mine = {"partner_id": self.user.partner_id.id, "lot_id": False, "product_id": self.appliance.id}
        offered, signing, over, cancelled = orders = self.env["repair.order"].browse(
            [self.order(**mine, place=place).id for place in ("on_site", "workshop", "workshop", "workshop")]
        )
        visit = self.visit(offered)
        self.go_to(signing.with_user(self.technician), "explained")
        over.sudo().service_step = "accepted"
        cancelled.with_user(self.technician).action_repair_cancel()
        own = self.env["repair.order"].with_user(self.user)
        pages = [own._get_portal_page(1, offset) for offset in range(5)]
        self.assertEqual([page.id for page in pages], [signing.id, offered.id, cancelled.id, over.id, False])
        self.assertEqual(own._get_portal_page(3, 0) + own._get_portal_page(3, 3), own.concat(*pages))
        self.assertEqual(own._count_portal_answers(), 2)
        visit._confirm("portal", "Client")
        self.assertEqual(own._count_portal_answers(), 1)
        self.assertEqual(self.env["repair.order"].with_user(self.stranger)._count_portal_answers(), 0)
        self.authenticate("client_sr", "client_sr")
        page = self.url_open("/my/repairs").text
        self.assertIn("Please sign", page)
        self.assertTrue(all(order.name in page for order in orders))

    def test_strangers_see_nothing(self):
        order = self.order(partner_id=self.user.partner_id.id)
        self.authenticate("stranger_sr", "stranger_sr")
        self.assertNotIn(order.name, self.url_open(f"/my/repairs/{order.id}").text)
        self.assertNotIn(order.name, self.url_open("/my/repairs").text)
        result = self.make_jsonrpc_request(
            f"/my/repairs/{order.id}/sign", {"name": "X", "signature": SIGNATURE.decode()}
        )
        self.assertIn("error", result)

    def test_the_link_opens_to_who_has_it(self):
        order = self.order(partner_id=self.user.partner_id.id)
        url = order.get_portal_url()
        self.assertIn(order.name, self.url_open(url).text)
        self.assertNotIn(order.name, self.url_open(url.replace("access_token=", "access_token=x")).text)

    def test_customers_read_no_internal_fields_and_write_nothing(self):
        order = self.order(partner_id=self.user.partner_id.id).with_user(self.user)
        self.assertEqual(order.read(["name"])[0]["name"], order.name)
        for field in ("internal_notes", "clock_diary", "report_note", "diagnosis"):
            with self.assertRaises(AccessError, msg=field):
                order.read([field])
        with self.assertRaises(AccessError):
            order.write({"signed_by": "Me"})
        with self.assertRaises(AccessError):
            order.with_user(self.stranger).read(["name"])
        ordinary = self.env["repair.order"].create({"partner_id": self.user.partner_id.id})
        with self.assertRaises(AccessError):
            ordinary.with_user(self.user).read(["name"])
