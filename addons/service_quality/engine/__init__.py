"""Plain Python: working time, clocks and matching, without Odoo."""
