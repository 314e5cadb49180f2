"""The style of a brief's blocks for a page of the application: cut out of the brief's own sheet, not written again.

`python -m bothways.web.insight.styling` writes `static/bothways/blocks.css`; a test holds the two together.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

__all__ = ["FILE", "blocks_sheet"]

FILE: Final = Path(__file__).parents[1] / "static" / "bothways" / "blocks.css"
_FROM, _TO = "/* A figure that opens its evidence */", "@page{"
_HEAD: Final = "/* The blocks of a brief inside a page: made from the brief's own sheet by bothways.web.insight.styling. */\n"
# The page's own sheet has elements of the same names with other habits: these are set back first.
_BACK: Final = """a.fig{white-space:normal}
.bars :is(.num,.who){white-space:normal}.bars tbody th,.bars .pic{width:auto}.bars tr.total .num{font-weight:600}
.table thead th,.table .num{white-space:normal}.table td{overflow-wrap:break-word}
.insights{counter-reset:none}.insight{counter-increment:none}
.block{margin-top:var(--s5)}.section__head+.block,.section>.block:first-child{margin-top:0}
.text,.bullets{max-width:var(--measure)}.bullets{padding-left:1.15em}.bullets>li+li{margin-top:var(--s2)}
.chart__title{font-size:var(--t-h3);line-height:1.35;letter-spacing:-.006em}
blockquote{text-align:start;white-space:pre-line}
[dir=auto]{unicode-bidi:isolate}
"""


def blocks_sheet() -> str:
    """Return the sheet: every rule holds inside `.found` alone."""
    css = files("bothways.brief.render").joinpath("templates", "brief.css").read_text("utf-8")
    css = css.replace("\r\n", "\n")
    kept = css[css.index(_FROM) : css.index(_TO)]
    sides = "".join(
        line + "\n" for line in css.splitlines() if line.startswith((".side--", ".side{", ".side:"))
    )
    return f"{_HEAD}.found{{\n{_BACK}{sides}{kept}}}\n"


if __name__ == "__main__":
    FILE.write_text(blocks_sheet(), "utf-8", newline="\n")
