"""Texts that run, load or break out where a page takes them for markup, and the same without what makes them do so."""

from __future__ import annotations

from typing import Final

RUNS: Final = "zqx()"
"""What every script here would call."""
MARKUP: Final = (
    f"<script>{RUNS}</script>",
    "<ScRiPt src=//127.0.0.1:9/zqx.js></sCrIpT>",
    f"<scr<script>ipt>{RUNS}</scr</script>ipt>",
    f"<script\x0b>{RUNS}</script\x0c>",
    f"<img src=x onerror={RUNS}>",
    f"<img/src=`x`/onerror={RUNS}//",
    f"<svg onload={RUNS}>",
    f"<svg><animate onbegin={RUNS} attributeName=x dur=1s>",
    f"<svg><script>{RUNS}</script></svg>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUNS}>",
    f"<body onpageshow={RUNS}>",
    f"<details open ontoggle={RUNS}>",
    f"<input autofocus onfocus={RUNS}>",
    f"<iframe srcdoc='<script>{RUNS}</script>'></iframe>",
    "<object data=javascript:zqx()></object>",
    "<embed src=javascript:zqx()>",
    "<base href=//127.0.0.1:9/>",
    "<meta http-equiv=refresh content='0;url=//127.0.0.1:9/'>",
    "<link rel=stylesheet href=//127.0.0.1:9/zqx.css>",
    "<style>*{background:url(//127.0.0.1:9/zqx)}</style>",
    f"<form action=//127.0.0.1:9/><button formaction=javascript:{RUNS}>go</button></form>",
    f"<a href=javascript:{RUNS}>open</a>",
    f"<a href='java\tscript:{RUNS}'>open</a>",
    f"<xmp><p title='</xmp><svg/onload={RUNS}>'>",
    f"<noscript><p title='</noscript><img src=x onerror={RUNS}>'>",
    f"<template><script>{RUNS}</script></template>",
)
BREAKOUTS: Final = (
    f'"><img src=x onerror={RUNS}>',
    f"'><svg/onload={RUNS}>",
    f'" autofocus onfocus={RUNS} x="',
    f"' onmouseover={RUNS} x='",
    f"` onmouseover={RUNS} x=`",
    f" onmouseover={RUNS} ",
    f"</title><script>{RUNS}</script>",
    f"</textarea><script>{RUNS}</script>",
    f"</script><script>{RUNS}</script>",
    f"</style><script>{RUNS}</script>",
    f"</text></svg><script>{RUNS}</script>",
    f"</option></select><img src=x onerror={RUNS}>",
    f"</td></tr></table><img src=x onerror={RUNS}>",
    f"</mark></span></p><img src=x onerror={RUNS}>",
    f"--><script>{RUNS}</script><!--",
    "<!-- swallowed",
    f"<!--[if IE]><script>{RUNS}</script><![endif]-->",
    f"<![CDATA[<script>{RUNS}</script>]]>",
    f"]]><script>{RUNS}</script><![CDATA[",
    f"<?xml-stylesheet href='javascript:{RUNS}'?>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
    f"';{RUNS};//",
    f'";{RUNS};//',
    f'\\";{RUNS};//',
    f"\u2028{RUNS}\u2029",
)
ENCODED: Final = (
    f"javascript:{RUNS}",
    f"JaVaScRiPt:{RUNS}",
    f"java\tscript:{RUNS}",
    f"data:text/html,<script>{RUNS}</script>",
    f"vbscript:{RUNS}",
    f"&lt;script&gt;{RUNS}&lt;/script&gt;",
    f"&amp;lt;script&amp;gt;{RUNS}",
    f"&#60;script&#62;{RUNS}&#60;/script&#62;",
    f"&#x3c;img src=x onerror={RUNS}&#x3e;",
    f"%3Cscript%3E{RUNS}%3C/script%3E",
    f"%253Cscript%253E{RUNS}",
    f"\\u003cscript\\u003e{RUNS}",
    f"\\x3cscript\\x3e{RUNS}",
    f"+ADw-script+AD4-{RUNS}",
    f"\uff1cscript\uff1e{RUNS}",
    f"\u02bascript\u02ba{RUNS}",
)
TEMPLATES: Final = (
    "{{7*7}}",
    "{% import 'os' %}",
    "{{ config.__class__ }}",
    "{#",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "%(version)s %s %d",
    "{0.__class__}",
    "{name!r}",
)
PAYLOADS: Final = (*MARKUP, *BREAKOUTS, *ENCODED, *TEMPLATES)
DISARMED: Final = str.maketrans(
    {**dict.fromkeys("<>&\"'`{}:#%$\\\uff1c\uff1e\u02ba", ","), "\u2028": " ", "\u2029": " ", "\x0b": " ", "\x0c": " "}
)


def harmless(text: str) -> str:
    """As long and of the same words, with a comma for each sign that could mean something to a page."""
    return text.translate(DISARMED)
