import unittest

from odoo.addons.service_quality.engine.highlight import marked
from odoo.addons.service_quality.engine.redact import redact
from odoo.addons.service_quality.engine.relevance import CANDIDATES, Term, attempts, nearest, weight
from odoo.addons.service_quality.engine.search_text import pairs, question, vector_literal, words
from odoo.addons.service_quality.engine.text_diff import changes


class TestSearchText(unittest.TestCase):
    def test_words_are_split_and_codes_kept_together_too(self):
        self.assertEqual(words("E-21: Fan of \uff37\uff30/200"), "e 21 fan of wp 200 e21 wp200")
        self.assertEqual(words("打印机 XP58 坏了"), "xp58")

    def test_every_character_begins_a_term(self):
        self.assertEqual(pairs("打印机"), ["打印", "印机", "机"])
        self.assertEqual(pairs("水，电"), ["水", "电"])
        text = "热水器漏水，E21报警"
        begun = {term[0] for term in pairs(text)}
        self.assertEqual(begun, set("热水器漏报警"))

    def test_a_question_leaves_out_what_is_said_around_it(self):
        self.assertEqual(question("请问打印机怎么办？").pairs, ("打印", "印机"))
        self.assertEqual(question("水").beginnings, ("水",))
        self.assertEqual(question("的").beginnings, ("的",))
        self.assertEqual(question("Please help, urgent: the pump leaks").words, ("the", "pump", "leaks"))
        self.assertEqual(question("need help").words, ("need", "help"))
        self.assertFalse(question(" …!? "))
        self.assertFalse(question(None))

    def test_the_literal_is_read_by_postgresql(self):
        self.assertEqual(vector_literal(["打印", "印机", "打印"], "A"), "'打印':1A,3A '印机':2A")

    def test_what_was_asked_for_is_marked(self):
        pieces = marked("The printer prints blank pages", "printing pages")
        self.assertEqual([text for text, asked in pieces if asked], ["printer", "prints", "pages"])
        self.assertEqual("".join(text for text, _asked in pieces), "The printer prints blank pages")
        pieces = marked("小票打印机出白纸", "打印机")
        self.assertIn(("打印机", True), pieces)

    def test_a_long_text_is_cut_around_its_matches(self):
        pieces = marked("word " * 200 + "the valve drips " + "word " * 200, "valve drips", width=60)
        self.assertIn(("valve", True), pieces)
        self.assertEqual((pieces[0][0], pieces[-1][0]), ("…", "…"))
        self.assertLess(sum(len(text) for text, _asked in pieces), 70)

    def test_rare_terms_weigh_more(self):
        self.assertGreater(weight(Term("e21", 3), 1000), weight(Term("water", 600), 1000))
        self.assertGreater(weight(Term("water", 1000), 1000), 0)
        self.assertGreater(weight(Term("sensor", 9), 1000), weight(Term("sensor", 9, guessed=True), 1000))

    def test_common_terms_do_not_choose_the_candidates(self):
        rare, common = Term("e21", 10), Term("water", CANDIDATES * 2)
        self.assertEqual(attempts([common, rare]), [("'e21'", None)])
        self.assertEqual(attempts([common]), [("'=water'", CANDIDATES), ("'water'", CANDIDATES)])
        other = Term("pump", CANDIDATES * 3)
        self.assertEqual(
            attempts([other, common]),
            [(query, CANDIDATES) for query in ("'=pump' & '=water'", "'pump' & 'water'", "'water'")],
        )

    def test_slips_of_the_pen_without_trigrams(self):
        self.assertEqual(nearest("scaner", ["scanner", "printer", "sensor"]), ["scanner"])


class TestRedact(unittest.TestCase):
    def test_persons_numbers_and_addresses_go(self):
        text = (
            "Dear Ms Okafor,\nthe unit of Harbour Hotel shows E21 since 2026-03-02. Call +86 21 5555 0101 or "
            "ines@harbour.example, https://harbour.example/a.\nInes said 3 bar.\nBest regards\nInes Okafor"
        )
        found = redact(text, ["Ines Okafor", "Harbour Hotel"])
        for private in ("Ines", "Okafor", "Harbour", "5555", "@", "https"):
            self.assertNotIn(private, found)
        for kept in ("E21", "2026-03-02", "3 bar"):
            self.assertIn(kept, found)

    def test_chinese_names_and_mobile_numbers_go(self):
        found = redact("张经理您好！\n王小明的热水器漏水，请致电13800138000。", ["王小明"])
        self.assertEqual(found, "[…]的热水器漏水，请致电[…]。")

    def test_a_short_name_does_not_eat_words(self):
        self.assertEqual(redact("Also the lid is loose", ["Al Lid"]), "Also the […] is loose")


class TestTextDiff(unittest.TestCase):
    def test_words_that_changed(self):
        self.assertEqual(
            changes("Close the valve.\nSame", "Close both valves.\nSame\nNew"),
            [
                [(" ", "Close "), ("-", "the"), ("+", "both"), (" ", " "), ("-", "valve"), ("+", "valves"), (" ", ".")],
                [("+", "New")],
            ],
        )

    def test_what_has_nothing_in_common_is_replaced(self):
        self.assertEqual(changes("abc def", "xyz uvw 123"), [[("-", "abc def"), ("+", "xyz uvw 123")]])
        self.assertEqual(changes("same", "same"), [])

    def test_either_side_can_be_put_together_again(self):
        before, after = "一二三四\nfive six", "一二五四\nsix seven\neight"
        for mark, text in (("-", before), ("+", after)):
            lines = ["".join(piece for kind, piece in line if kind in (" ", mark)) for line in changes(before, after)]
            self.assertEqual([line for line in lines if line], text.splitlines())
