from odoo.tests import tagged

from .test_appraisal import AppraisalCase


@tagged("post_install", "-at_install")
class TestFormLanguages(AppraisalCase):
    """Each reader finds the lines of a form in the own language, whoever started the cycle."""

    def test_lines_in_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        section = self.template.section_ids[1]
        names = (
            (section, "Attitude", "工作态度"),
            (section.item_ids, "Friendly", "热情友好"),
            (self.kpi, "Promises", "承诺达成率"),
        )
        for record, _english, chinese in names:
            record.with_context(lang="zh_CN").sudo().name = chinese
        self.officer.lang = "zh_CN"
        cycle = self._started()
        form = self._form(cycle)
        for lang, index in (("en_US", 1), ("zh_CN", 2)):
            lines = form.line_ids.with_context(lang=lang)
            wanted = [names[2][index], names[1][index]]
            self.assertEqual(lines.mapped("name"), wanted, lang)
            self.assertEqual(lines[1].section, names[0][index])
        section.item_ids.name = "Kind"
        self.assertEqual(form.line_ids.with_context(lang="en_US")[1].name, "Friendly", "the form stays")
