"""Words with markup, scripts, links and odd characters: they are marked, and shown as words everywhere."""

from typing import Any

from tests.submissions.case import ALL, Place, put

FIRE = "window.fired=(window.fired||0)+1;alert(1)"
"""What would be noticed in a page: a mark on it, and a box that stops it."""
ELSEWHERE = "https://canary.example/fired"

# Each stands in every field where a carer writes, one case for each.
TEXTS: dict[str, str] = {
    "script": f"<script>{FIRE}</script>",
    "script-after-a-box": f"</pre></div></textarea></title><script>{FIRE}</script>",
    "picture": f"<img src=x onerror=\"{FIRE}\"><img src='{ELSEWHERE}.png'>",
    "svg": f'<svg onload="{FIRE}"><animate onbegin="{FIRE}" attributeName=x dur=1s></svg>',
    "frame": f"<iframe srcdoc=\"<script>parent.{FIRE}</script>\"></iframe><iframe src='{ELSEWHERE}'></iframe>",
    "link": f"<a href=\"javascript:{FIRE}\">Press here</a> [Press here](javascript:{FIRE}) <{ELSEWHERE}>",
    "picture-in-markdown": f'![x]({ELSEWHERE}.png) ![x](x"onerror="{FIRE}) [x]: {ELSEWHERE}',
    "style": f"<style>@import '{ELSEWHERE}.css'; body {{display:none}}</style><link rel=stylesheet href={ELSEWHERE}.css>",
    "page-turner": f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'><base href='{ELSEWHERE}/'>",
    "form": f"<form action='{ELSEWHERE}'><input autofocus onfocus=\"{FIRE}\"><button formaction=\"javascript:{FIRE}\">Send reply</button></form>",
    "handlers": f"<details open ontoggle=\"{FIRE}\"><summary>x</summary></details><video src=x onerror=\"{FIRE}\"></video><marquee onstart=\"{FIRE}\">x</marquee>",
    "quotes": f"'\"><script>{FIRE}</script>\" onmouseover=\"{FIRE}\" autofocus onfocus=\"{FIRE}\" x=\"",
    "comment": f"<!--><script>{FIRE}</script>--><![CDATA[<script>{FIRE}</script>]]><noscript><p title=\"</noscript><img src=x onerror={FIRE}>\">",
    "encoded": f"&lt;script&gt;{FIRE}&lt;/script&gt; %3Cscript%3E{FIRE}%3C/script%3E \\u003cscript\\u003e{FIRE}\\u003c/script\\u003e",
    "fences": f"```\n</code></pre><script>{FIRE}</script>\n```\n\n    <script>{FIRE}</script>\n\n> <script>{FIRE}</script>",
    "templates": "{{ 7*7 }} {% for x in range(9) %}{{ cell.source }}{% endfor %} ${alert(1)} <%= 1 %> {{constructor.constructor('alert(1)')()}}",
    "formulae": r"$\href{javascript:alert(1)}{x}$ \(\unicode{x}\) $$\require{html}\class{x}{y}$$ \\[\input{/etc/passwd}\\]",
    "spreadsheet": "=HYPERLINK(\"https://canary.example/fired\") +1 -1 @SUM(1)",
    "commands": "!touch ran\n%run ran.py\n%%bash\ntouch ran\n__import__('os').system('touch ran')\n### BEGIN SOLUTION\n1\n### END SOLUTION",
    "terminal": "\x1b[2J\x1b[31mred\x1b]0;title\x07\x1b]8;;https://canary.example/fired\x1b\\press\x1b]8;;\x1b\\\x9b31m",
    "control": "a\x00b\x01\x08c\x0b\x0cd\x1fe\x7ff\x85g\u2028h\u2029i\ufeffj\ufffek\uffff",
    "right-to-left": "I waited \u202egnihton detiaw I\u202c \u2067abc \u2066 \u2068x\u2069 \u200f\u061c fin",
    "arabic-and-hebrew": "انتظرت قليلا ثم جلست بجانبه. חיכיתי רגע. میں نے انتظار کیا۔",
    "zero-width": "I\u200bwai\u200dted\u2060 \u00ad\u034f\U000e0001\U000e0041",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1ec\U0001f1e7 \u2764\ufe0f \U0001f9d1\U0001f3ff\u200d\U0001f37c",
    "marks-on-a-letter": "Z" + "\u0301\u0327\u0338" * 600 + " end",
    "one-long-word": "x" * 19_000,
    "many-lines": "I waited.\n" * 1_900,
    "many-brackets": "<" * 9_000 + "[" * 9_000,
    "many-stars": "*_`" * 6_000,
}  # fmt: skip


def everywhere(text: str) -> Any:
    """Return what writes a text into every field where a carer writes."""

    def write(place: Place) -> None:
        def change(work: dict[str, Any]) -> None:
            line = text[:2_000]
            for answer in work["answers"].values():
                answer["text"] = f"{text}\n\nMy words end here."
            work["plan"].update({"if": text, "then": text})
            work["course"] = text[:20]
            moment = dict.fromkeys(("text", "inside", "said", "feedback"), line)
            ending = dict.fromkeys(("title", "text", "inside", "debrief"), line)
            moments = [{**moment, "temperature": 5, "step": line[:20]}]
            script = {"title": line, "child": line, "moments": moments, "ending": ending}
            for run in work["runs"]:
                run["script"] = script
                for pick in run["picks"]:
                    pick["own_words"] = text

        place.work(change)

    return write


for _name, _text in TEXTS.items():
    put(f"words-{_name}", f"{_name.replace('-', ' ')} in every text", ALL, everywhere(_text))
