"""The codes of `rejects.code`: what each means, and what to do about it.

Belongs here: one entry a code, whichever stage uses it; docs/rejects.md is made from them. Does not
belong here: the message of one reject, which names what was found and stands where it is raised. A
test compares this list with the codes that the package raises.
"""

from __future__ import annotations

from typing import NamedTuple


class RejectCode(NamedTuple):
    """One reason why a document could not become an article."""

    meaning: str
    cure: str


REJECT_CODES: dict[str, RejectCode] = {
    "bad_front_matter": RejectCode(
        "The front matter of a Markdown file is no valid YAML, TOML or JSON.",
        "Correct the line that the message names; values with a colon need quotation marks.",
    ),
    "bad_row": RejectCode(
        "A row of a CSV or TSV has more or fewer fields than the header.",
        "Quote fields that hold the delimiter or line ends, or export the table again. Other rows "
        "are read.",
    ),
    "binary": RejectCode(
        "A reader for text was given bytes that are none.",
        "Convert the file to one of the formats of docs/formats.md, or `exclude` it in "
        "`_newshouse.toml`.",
    ),
    "bomb": RejectCode(
        "A container, or the entities of an XML file, expands far more than news ever does, or a "
        "container has more than a million members.",
        "If it is real news, unpack it yourself and put the files into raw/.",
    ),
    "count_differs": RejectCode(
        "An export of a news database states another number of documents than were found in it.",
        "Export the missing ones again. Those that were found are published.",
    ),
    "damaged": RejectCode(
        "Compressed data, a container's directory, or the parts of a document are damaged.",
        "Fetch the file again. What could be read before the damage is published.",
    ),
    "empty": RejectCode(
        "The file or member holds no bytes.",
        "Fetch it again, or remove it.",
    ),
    "encrypted": RejectCode(
        "A member of a container, or a document, needs a password.",
        "Unpack or save it with its password, and put what comes out into raw/.",
    ),
    "invalid_csv": RejectCode(
        "The quoting of a CSV breaks off; the rows after that place are lost.",
        "Double quotation marks inside quoted fields (RFC 4180), or export the table again.",
    ),
    "invalid_json": RejectCode(
        "An object is no valid JSON. In JSON Lines and arrays it alone is lost.",
        "Correct the place that the message names, or fetch the file again.",
    ),
    "invalid_ninjs": RejectCode(
        "An item of ninjs breaks the standard in a property that is needed.",
        "Correct what the message names, or ask its sender for a valid item. Other items are read.",
    ),
    "invalid_xml": RejectCode(
        "An XML file is not well-formed; what follows the place that the message names is lost.",
        "Fetch the file again, or ask its sender for a whole one.",
    ),
    "missing_page": RejectCode(
        "A METS file refers to a page that does not lie where it says.",
        "Put the page there; the issue is then read anew.",
    ),
    "no_documents": RejectCode(
        "The file was read to its end, and there was no document in it.",
        "Remove it, or name the right reader in `_newshouse.toml`.",
    ),
    "no_header": RejectCode(
        "The first line of a CSV has no column name that is known.",
        "Name the columns under `[columns]` in the folder's `_newshouse.toml`.",
    ),
    "no_structure": RejectCode(
        "A METS file lists neither articles nor pages with text.",
        "It may describe pictures or maps: `exclude` it in `_newshouse.toml`.",
    ),
    "no_text": RejectCode(
        "The document has no text, or no letter in its text.",
        "If the text is in a field of its own name, give that name under `[columns]`; a page that "
        "scripts build has to be saved from a browser.",
    ),
    "normalize_failed": RejectCode(
        "Normalising the document failed: a defect of Newshouse.",
        "Please report it with the document.",
    ),
    "not_an_article": RejectCode(
        "A JSON value or a row has neither text nor title nor address.",
        "Where it is an article with field names of its own, give them under `[columns]`; where "
        "it is none, nothing is lost.",
    ),
    "not_delivered": RejectCode(
        "A news database put an error message in a document's place.",
        "Export that document again.",
    ),
    "not_readable": RejectCode(
        "The operating system could not open or read the file.",
        "Check its permissions and the disk, then redo its batch (`raw_files.batches`): "
        "`newshouse run --only BATCH`.",
    ),
    "reader_failed": RejectCode(
        "A reader, or a library that it uses, failed: a defect of Newshouse.",
        "Please report it with the file. What was read before is published.",
    ),
    "too_deep": RejectCode(
        "The document lies in more than four containers, one inside the other.",
        "Unpack the outer ones yourself.",
    ),
    "too_large": RejectCode(
        "One document is larger than any article, 64 MiB, or a container within a container is "
        "larger than 4 GiB.",
        "Split the text, or unpack the outer container yourself.",
    ),
    "too_nested": RejectCode(
        "Elements, lists or objects lie inside each other far more deeply than in any article.",
        "Look at the file; remove what is broken, or `exclude` it in `_newshouse.toml`.",
    ),
    "too_slow": RejectCode(
        "Reading the document took more processor time than any article needs.",
        "Look at the file, split or simplify it, and please report it.",
    ),
    "too_tangled": RejectCode(
        "A wiki page opens many marks that it does not close: it is damaged or hostile.",
        "Look at the page; other pages of the export are read.",
    ),
    "truncated": RejectCode(
        "The file ends too early; what came before was read.",
        "Fetch it again.",
    ),
    "unknown_format": RejectCode(
        "No reader knows these bytes.",
        "Convert the file, name its reader in `_newshouse.toml`, or `exclude` it there.",
    ),
    "unsafe_member": RejectCode(
        "A member of a container has a path that leads out of it, or is a link.",
        "Repack the container with plain relative names and the files themselves.",
    ),
    "unsupported": RejectCode(
        "A member of a container is packed in a way that cannot be unpacked here.",
        "Pack it again with the ordinary method (deflate for zip).",
    ),
}
"""Code -> what it means. In order of the alphabet."""
