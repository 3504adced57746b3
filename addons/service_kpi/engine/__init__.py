"""Scoring, ranking, pay-out and proof in plain Python: no Odoo, no database."""
