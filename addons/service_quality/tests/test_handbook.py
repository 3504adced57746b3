from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCase


@tagged("post_install", "-at_install")
class TestHandbook(ServiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._user("colleague", "service_quality.service_quality_group_department")
        cls.process = cls.env["service.process"].create(
            {"name": "Lending a unit", "step_ids": [(0, 0, {"name": "Weigh the <b>unit</b>", "standard_minutes": 7})]}
        )
        cls.process.action_put_in_force()

    def handbook(self, issue=True):
        handbook = self.env["service.handbook"].with_user(self.manager).create({"note": "New"})
        if issue:
            handbook.action_issue()
        return handbook

    def test_it_is_drawn_up_from_what_is_in_force(self):
        handbook = self.handbook()
        self.assertIn("Lending a unit", handbook.body)
        self.assertIn("Weigh the &lt;b&gt;unit&lt;/b&gt;", handbook.body)
        self.assertIn(self.standard.name, handbook.body)
        self.assertTrue(all(handbook.text_ids.mapped("intact")))
        self.env.cr.execute(
            "UPDATE service_handbook_text SET body = replace(body, 'Weigh', 'Kick') WHERE handbook_id = %s",
            [handbook.id],
        )
        self.env.invalidate_all()
        self.assertFalse(any(handbook.text_ids.mapped("intact")))

    def test_each_language_has_its_own_words(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        bodies = {text.lang: text.body for text in self.handbook(issue=False).text_ids}
        self.assertIn("Every case", bodies["en_US"])
        self.assertIn("所有工单", bodies["zh_CN"])
        self.assertNotIn("所有工单", bodies["en_US"])

    def test_an_issued_edition_stands_and_the_next_shows_what_changed(self):
        first = self.handbook()
        with self.assertRaises(UserError):
            self.handbook()
        following = self.env["service.process"].browse(self.process.action_new_version()["res_id"])
        following.step_ids.name = "Photograph the unit"
        following.change_note = "A picture says more"
        following.action_put_in_force()
        draft = self.env["service.handbook"].search([("state", "=", "draft")], limit=1) or self.handbook(issue=False)
        draft.with_user(self.manager).action_issue()
        self.assertEqual((first.state, draft.state), ("replaced", "issued"))
        self.assertIn("Weigh", first.body)
        self.assertIn("Photograph", draft.changes)
        self.assertGreater(draft.edition, first.edition)
        with self.assertRaises(AccessError):
            draft.with_user(self.manager).write({"state": "draft"})
        with self.assertRaises(AccessError):
            draft.text_ids.with_user(self.manager).write({"body": "x"})
        with self.assertRaises(UserError):
            draft.with_user(self.manager).unlink()

    def test_everybody_is_asked_reads_and_is_reminded_once(self):
        handbook = self.handbook()
        readers = handbook.sudo().reader_ids
        self.assertLessEqual(self.agent | self.leader | self.manager | self.colleague, readers.user_id)
        handbook.with_user(self.agent).action_acknowledge()
        mine = readers.filtered(lambda reader: reader.user_id == self.agent)
        self.assertEqual(mine.digest, handbook.with_user(self.agent).digest)
        self.assertFalse(handbook.with_user(self.agent).to_read)
        self.assertTrue(handbook.with_user(self.colleague).to_read)
        joined = self._user("joined", "service_quality.service_quality_group_agent")
        readers.flush_recordset()
        self.env.cr.execute("UPDATE service_handbook_reader SET create_date = %s", ["2026-02-01"])
        self.env.invalidate_all()
        for _time in range(2):
            self.env["service.handbook"]._cron_remind()
        activities = self.env["mail.activity"].search(
            [("res_model", "=", "service.handbook"), ("res_id", "=", handbook.id)]
        )
        asked = activities.mapped("user_id")
        self.assertEqual(len(activities), len(asked))
        self.assertLessEqual(self.colleague | self.leader, asked)
        self.assertNotIn(self.agent, asked)
        self.assertIn(joined, handbook.sudo().reader_ids.user_id)
        self.assertNotIn(joined, asked)

    def test_rights(self):
        draft = self.handbook(issue=False)
        for user in (self.agent, self.leader, self.colleague):
            self.assertFalse(self.env["service.handbook"].with_user(user).search([("id", "=", draft.id)]))
            with self.assertRaises(AccessError):
                self.env["service.handbook"].with_user(user).create({})
        draft.action_issue()
        for user, seen in ((self.agent, self.agent), (self.colleague, self.colleague)):
            readers = self.env["service.handbook.reader"].with_user(user).search([("handbook_id", "=", draft.id)])
            self.assertEqual(readers.user_id, seen)
            with self.assertRaises(AccessError):
                readers.write({"read_at": "2026-01-01"})
        for user in (self._user("nobody"), self._user("portal", "base.group_portal")):
            for model in ("service.handbook", "service.handbook.text", "service.handbook.reader"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_it_prints(self):
        handbook = self.handbook()
        page, _kind = self.env["ir.actions.report"]._render_qweb_html("service_quality.report_handbook", handbook.ids)
        self.assertIn("Lending a unit", page.decode())
        self.assertIn(handbook.digest, page.decode())
