"""A QR code as an SVG image: sharp at any size, on paper and on a wall, and without a renderer for bitmaps."""

import base64

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

QUIET = 4


def as_svg(text):
    """The code of a text, black on white, with the quiet zone that readers need."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    path = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row in range(size)
        for column in range(size)
        if code.isDark(row, column)
    )
    side = size + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}"/></svg>'
    )


def as_data_uri(text):
    return f"data:image/svg+xml;base64,{base64.b64encode(as_svg(text).encode()).decode()}"
