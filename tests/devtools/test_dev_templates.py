from devtools import database

WANTED = {
    "base": "b1",
    "addons": {"quality": "q2", "training": "t1", "kpi": "k1"},
    "once": {"quality/data/rule.xml": "r2", "kpi/data/kpi.xml": "d1"},
}


def template(base="b1", once=(), **addons):
    return {"base": base, "addons": addons, "once": dict(once)}


def test_the_template_with_most_in_common_is_taken():
    known = {"old": template(quality="q1", training="t1"), "near": template(quality="q1", training="t1", kpi="k1")}
    assert database.nearest_template(WANTED, known) == "near"


def test_a_template_on_another_base_is_not_taken():
    assert database.nearest_template(WANTED, {"other": template("b2", quality="q2")}) is None


def test_a_template_with_an_addon_that_is_gone_is_not_taken():
    assert database.nearest_template(WANTED, {"other": template(quality="q2", removed="r1")}) is None


def test_a_template_with_records_that_no_update_would_change_is_not_taken():
    changed, new = {"quality/data/rule.xml": "r1"}, {"quality/data/rule.xml": "r2"}
    known = {"near": template(once=changed, quality="q2", training="t1"), "far": template(once=new, quality="q1")}
    assert database.nearest_template(WANTED, known) == "far"


def test_a_template_that_does_not_say_what_it_loaded_is_not_taken():
    assert database.nearest_template(WANTED, {"old": {"base": "b1", "addons": {"quality": "q2"}}}) is None


def test_no_template_no_choice():
    assert database.nearest_template(WANTED, {}) is None


def test_only_what_changed_is_updated_and_only_what_is_new_installed():
    before = {"quality": "q1", "training": "t1"}
    assert database.changed(before, WANTED["addons"]) == (["kpi"], ["quality"])
    assert database.changed(WANTED["addons"], WANTED["addons"]) == ([], [])
