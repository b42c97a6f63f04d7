"""What pages of claims share: how they look, and which verdicts there are."""

STYLE = """
body { font: 14px/1.4 sans-serif; margin: 2em; max-width: 90em; color: #222 }
table { border-collapse: collapse } th, td { padding: .3em .6em; text-align: left }
th { border-bottom: 2px solid #444; position: sticky; top: 0; background: #fff }
td { border-bottom: 1px solid #ddd; vertical-align: top }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap } small { color: #666 }
.holds { color: #00614a; font-weight: bold } .fails { color: #a33c00; font-weight: bold }
.undecided { color: #666 }
"""
VERDICTS = ("holds", "fails", "undecided")
