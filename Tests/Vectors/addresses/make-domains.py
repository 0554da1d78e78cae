#!/usr/bin/env python3
"""Writes domains.txt: names with their A-labels as the PyPI package idna gives them (IDNA 2008 with UTS #46 mapping).

Run it by hand, with `pip install idna`; the tests read only what it wrote.
"""
import pathlib

import idna

NAMES = """
example.org EXAMPLE.Org bücher.example BÜCHER.example bu\u0308cher.example straße.example faß.example strasse.example
日本語.example テスト.example 例え.テスト ｅｘａｍｐｌｅ.example example。org example．org παράδειγμα.example βόλος.example
пример.example مثال.example उदाहरण.example उदाहरण.परीक्षा xn--bcher-kva.example XN--BCHER-KVA.example
l·l.example ドメイン・名.example נ״ב.example நாம்.example ķekava.example İstanbul.example a1-b2.c3.example
xn--fa-hia.example xn--wgv71a119e.example 中国.中国 한국.한국 ไทย.example
""".split()
lines = ["# Domain names and their A-labels by the PyPI package idna, made by make-domains.py:", "# as typed, A-labels"]
for name in NAMES:
    try:
        ascii_form = idna.encode(name, uts46=True, std3_rules=True, transitional=False).decode()
    except idna.IDNAError as error:
        ascii_form = ""
        print(name, error)
    lines.append(f"{name}\t{ascii_form or chr(34) * 2}")
(pathlib.Path(__file__).parent / "domains.txt").write_text("\n".join(lines) + "\n")
