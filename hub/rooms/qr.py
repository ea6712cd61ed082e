"""The picture of an address that a phone's camera reads, drawn here and nowhere else."""

import io

import segno


def svg(address: str) -> str:
    """Return the address as a QR code: an SVG that takes the size it is given, dark on white."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=3, dark="#000", light="#fff",
        svgclass=None, lineclass=None,
    )  # fmt: skip
    return out.getvalue().decode()
