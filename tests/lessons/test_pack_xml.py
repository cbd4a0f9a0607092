"""The XML of Word files and slides against what Word asks for, where LibreOffice is lenient."""

import io
import posixpath
import zipfile
from functools import lru_cache
from itertools import product
from xml.etree import ElementTree

import docx
import pptx
import pytest

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# The order of the children in the schema (ISO/IEC 29500-1, annex A); Word calls a file damaged that has another.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
}
PLACES = {kind: {child: place for place, child in enumerate(order.split())} for kind, order in ORDERS.items()}


@lru_cache(200)
def parse(part):
    """Read a part; those that come from the template are the same in all files."""
    return ElementTree.fromstring(part)


def faults_of(content):
    """List what Word would not take in a Word file or slides."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        parts = {part: archive.read(part) for part in names}
    found = [f"twice: {part}" for part in set(names) if names.count(part) > 1]
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    known = {kind.get("PartName") for kind in types} - {None}
    endings = {kind.get("Extension", "").lower() for kind in types} - {""}
    found += [f"no part: {part}" for part in known if part.lstrip("/") not in parts]
    trees = {name: parse(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    for name in parts:
        ending = name.rpartition(".")[2].lower()
        if name != "[Content_Types].xml" and f"/{name}" not in known and ending not in endings:
            found.append(f"no content type: {name}")
        if ending == "rels":
            found += _relation_faults(name, trees[name], parts)
        elif ending == "xml":
            found += _order_faults(name, trees[name])
            found += _id_faults(name, trees)
    return found


def _relation_faults(name, tree, parts):
    folder = posixpath.dirname(posixpath.dirname(name))
    ids, found = [], []
    for relation in tree:
        ids.append(relation.get("Id"))
        target = relation.get("Target")
        place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if relation.get("TargetMode") != "External" and place not in parts:
            found.append(f"{name}: no target {target}")
    return found + [f"{name}: {id_} twice" for id_ in set(ids) if ids.count(id_) > 1]


@lru_cache(200)
def _order_faults(name, tree):
    found = []
    for node in tree.iter():
        order = PLACES.get(node.tag.removeprefix(W)) if node.tag.startswith(W) else None
        if order:
            kinds = [child.tag.removeprefix(W) for child in node if child.tag.startswith(W)]
            places = [order.get(kind, -1) for kind in kinds]
            if -1 in places or places != sorted(places):
                found.append(f"{name}: {node.tag.removeprefix(W)}: {' '.join(kinds)}")
        if node.tag == f"{W}tc" and (len(node) == 0 or node[-1].tag != f"{W}p"):
            found.append(f"{name}: a cell without a last paragraph")
        if node.tag == f"{W}tbl":
            width = len(node.find(f"{W}tblGrid"))
            if any(len(row.findall(f"{W}tc")) != width for row in node.findall(f"{W}tr")):
                found.append(f"{name}: a row with other cells than the grid")
    return found


def _id_faults(name, trees):
    tree = trees[name]
    drawn = [
        node.get("id") for node in tree.iter() if node.tag.endswith(("}docPr", "}cNvPr")) and "picture" not in node.tag
    ]
    found = [f"{name}: id {id_} twice" for id_ in set(drawn) if drawn.count(id_) > 1]
    folder, _, base = name.rpartition("/")
    known = {relation.get("Id") for relation in trees.get(f"{folder}/_rels/{base}.rels".lstrip("/"), ())}
    used = {value for node in tree.iter() for key, value in node.attrib.items() if key.startswith(RELATION) and value}
    return found + [f"{name}: no relation {id_}" for id_ in used - known]


FEW = [("cadres", "vi"), ("ba_tri", "vi")]


@pytest.fixture(scope="module", params=["few", pytest.param("others", marks=pytest.mark.slow)])
def files(request, data, write):
    """Give the Word files and slides of a pack and an outline, or of all others."""
    keys = set(product([*data.ids("lesson"), *data.ids("locality")], ("vi", "en"))) - {*FEW}
    every = (pair for key in (FEW if request.param == "few" else sorted(keys)) for pair in write(*key)[1].items())
    return {name: file.content for name, file in every if name.endswith((".docx", ".pptx"))}


@pytest.fixture
def plan(write):
    """Give a plan in Word that has charts."""
    return next(file.content for name, file in write("grading", "vi")[1].items() if name.startswith("giao-an-"))


def test_word_finds_nothing_to_repair(files):
    """Children stand in the order of the schema, ids are unique, targets and content types exist, in every file."""
    assert {name: found for name, content in files.items() if (found := faults_of(content))} == {}


def test_each_opens_again(files):
    """python-docx and python-pptx open each file, save it, and open what they saved."""
    for name, content in files.items():
        read = docx.Document if name.endswith(".docx") else pptx.Presentation
        buffer = io.BytesIO()
        read(io.BytesIO(content)).save(buffer)
        buffer.seek(0)
        assert read(buffer), name


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        (
            "word/document.xml",
            b"<w:sectPr",
            b"<w:p><w:pPr><w:jc/><w:keepNext/></w:pPr></w:p><w:sectPr",
            "pPr: jc keepNext",
        ),
        ("word/document.xml", b'<c:chart r:id="', b'<c:chart r:id="x', "no relation x"),
        ("word/_rels/document.xml.rels", b"styles.xml", b"gone.xml", "no target gone.xml"),
        ("[Content_Types].xml", b'"xlsx"', b'"gif"', "no content type"),
        ("word/document.xml", b"</w:tc>", b"<w:p/></w:tc><w:tc><w:p/></w:tc>", "other cells"),
    ],
)
def test_a_spoilt_file_is_found(plan, part, old, new, told):
    """The check sees a wrong order, a lost relation, a lost part, a lost content type and a wrong row."""
    with zipfile.ZipFile(io.BytesIO(plan)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert any(told in fault for fault in faults_of(buffer.getvalue()))
