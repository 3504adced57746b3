"""Run SQL statements, one after the other and each on its own (databases cannot be created in a transaction).

Reads from standard input a JSON list [connection parameters, [[statement, parameters], …]] and writes the rows of the
last statement as JSON. Runs in Odoo's environment, which has a driver; `./dev` itself has none.
"""

import json
import sys

import psycopg2


def main():
    parameters, statements = json.load(sys.stdin)
    connection = psycopg2.connect(**parameters)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
        rows = cursor.fetchall() if cursor.description else []
    json.dump(rows, sys.stdout, default=str)


if __name__ == "__main__":
    try:
        main()
    except psycopg2.Error as error:
        sys.exit(str(error).strip())
