"""The WSGI entry: the whole product for any WSGI server. It runs no scheduler; `ercot serve` does."""

from dashapp.cli.serve import build_for_wsgi

app = build_for_wsgi()
