"""`newshouse status`: what the warehouse holds, and what a run would do."""

from __future__ import annotations

from pathlib import Path

import click

from etl.commands.common import path_options, print_bad_lines


@click.command(
    "status",
    epilog="""\b
Examples:
  newshouse status
  newshouse status --warehouse ~/newshouse
""",
)
@path_options
def command(*, raw: tuple[Path, ...], warehouse: Path | None) -> int:
    """Show what the warehouse holds, and what a run would do. Changes nothing."""
    from etl.compute.pipeline import correction_counts, survey
    from etl.lake.layout import Layout
    from etl.lake.lock import holder
    from etl.lake.publish import Publication
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    layout = Layout(settings.warehouse)
    publication = Publication.load(layout)
    lines = [f"warehouse: {layout.root}", f"raw: {', '.join(map(str, settings.raw))}"]
    if publication is None:
        lines.append("published: nothing yet")
    else:
        counts = publication.counts
        lines += [
            f"published: {publication.published_at}, {len(publication.batches)} batches",
            *(
                f"  {name}: {counts[name]:,}"
                for name in (
                    "articles",
                    "paragraphs",
                    "mentions",
                    "quotes",
                    "entities",
                    "duplicates",
                    "skipped",
                    "rejects",
                    "pending_files",
                )
            ),
        ]
    running = holder(layout.lock)
    if running:
        lines.append(f"running: {running}")
    work = survey(settings, packed=False)
    changes = work.changes
    lines += [
        f"files: {changes.new:,} new, {changes.changed:,} changed, {changes.gone:,} gone, "
        f"{changes.unchanged:,} unchanged",
        (
            "next run: nothing to do"
            if work.nothing_to_do
            else f"next run: {len(work.to_read):,} batches to read, {work.to_extract:,} to extract"
            + (", then publish" if work.publication_due else "")
        ),
    ]
    said = work.corrections
    bad = [(p.at.file, p.at.line, str(p.status), p.message) for p in said.problems]
    if publication is not None and publication.inputs == work.inputs:
        # The last publication knows more: which lines name what the archive does not have.
        counts, bad = correction_counts(settings, publication)
        listed = ", ".join(f"{count:,} {status}" for status, count in counts.items())
        lines.append(f"corrections: {listed or 'none'}")
    else:
        lines.append(f"corrections: {said.count:,} lines, {len(bad):,} that cannot be used")
    click.echo("\n".join(lines))
    print_bad_lines(bad)
    return 0
