"""The rule on whose figures one reads says more now; earlier versions kept it from being updated."""


def migrate(cr, version):
    cr.execute(
        "UPDATE ir_model_data SET noupdate = FALSE WHERE module = %s AND name = %s",
        ("service_kpi", "service_kpi_measure_rule_user"),
    )
