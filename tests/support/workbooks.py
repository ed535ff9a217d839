"""Workbooks written by hand, part by part, so that a test decides every byte of them."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def sheet(rows: Iterable[Iterable[str | float]]) -> str:
    """A sheet's XML: texts inline, numbers as they are."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' if isinstance(cell, str) else f"<c><v>{cell}</v></c>"
            for cell in row
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'<?xml version="1.0"?><worksheet {_MAIN}><sheetData>{"".join(lines)}</sheetData></worksheet>'


def workbook(sheets: Mapping[str, str], more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A workbook of sheets, given by name as XML; `more` are parts to add or to replace."""
    names = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Target="worksheets/sheet{number}.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook {_MAIN} {_LINKS}><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships '
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
    }
    parts |= {f"xl/worksheets/sheet{number}.xml": text for number, text in enumerate(sheets.values(), 1)}
    parts |= dict(more or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
