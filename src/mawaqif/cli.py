"""The command line: each command a thin cover over a function; a fault in the input ends with status 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Literal, ParamSpec, TypeVar

import typer

from mawaqif.errors import MawaqifError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Who is named, who says it, through whom, and who stands for or against whom in Arabic political news.",
)
lexicon_app = typer.Typer(no_args_is_help=True, help="The hand-made tables in data/manual.")
app.add_typer(lexicon_app, name="lexicon")

P = ParamSpec("P")
R = TypeVar("R")


def _faults(command: Callable[P, R]) -> Callable[P, R]:
    """Print a fault in the input on standard error and end with status 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except MawaqifError as e:
            typer.echo(f"mawaqif: {e}", err=True)
            raise typer.Exit(2) from e
        except BrokenPipeError:
            sys.stderr.close()
            raise typer.Exit(0) from None

    return run


@app.command(epilog="Example: mawaqif add story.txt --collection mine --outlet SANA --published 2016-08-22 --licence 'CC BY 4.0'")
@_faults
def add(
    file: Annotated[Path, typer.Argument(help="the article as received")],
    collection: Annotated[str | None, typer.Option(help="collection of data/manual/catalogue/collections.yaml")] = None,
    outlet: Annotated[str | None, typer.Option(help="id of the publisher, an actor of kind outlet")] = None,
    published: Annotated[str | None, typer.Option(help="date of publication, YYYY-MM-DD (YYYY-MM or YYYY if no more is known)")] = None,
    licence: Annotated[str | None, typer.Option(help="licence or copyright of the text")] = None,
    title: Annotated[str | None, typer.Option(help="title; default: the first line, or the page's own")] = None,
    author: Annotated[str, typer.Option(help="author")] = "",
    url: Annotated[str, typer.Option(help="address it came from")] = "",
    style: Annotated[str, typer.Option(help="style of writing: agency, newspaper, …")] = "",
    story: Annotated[str | None, typer.Option(help="name of the event, the same for all articles on it")] = None,
    collected: Annotated[str, typer.Option(help="date of collection, YYYY-MM-DD")] = "",
    basis: Annotated[str, typer.Option(help="documented fact it rests on")] = "",
    article_id: Annotated[str | None, typer.Option("--id", help="id of the article; default: collection, date and file name")] = None,
) -> None:
    """Catalogue an article and put it in its place; a catalogued restricted text is recognised by its hash."""
    from mawaqif import adding

    done = adding.add(
        file, collection=collection, outlet=outlet, published=published, licence=licence, title=title, author=author, url=url,
        style=style, story=story, collected=collected, basis=basis, article_id=article_id,
    )  # fmt: skip
    typer.echo(done.message)


@app.command(epilog="Example: mawaqif annotate article.txt --published 2016-08-22 --outlet SANA | jq .stances")
@_faults
def annotate(
    files: Annotated[list[str], typer.Argument(help="text, HTML, JSON-lines, Parquet or WARC files; - is standard input")],
    format: Annotated[Literal["jsonl"], typer.Option(help="one JSON object an article, one a line")] = "jsonl",
    published: Annotated[str | None, typer.Option(help="date of publication, where the file does not say it")] = None,
    outlet: Annotated[str | None, typer.Option(help="id of the publisher, the root of every chain")] = None,
) -> None:
    """Print mentions, attributions, stances and chains of each article. Needs no DVC and no network."""
    from mawaqif.inputs import annotate_files

    for annotation in annotate_files(files, published=published, outlet=outlet):
        sys.stdout.write(json.dumps(annotation.to_dict(), ensure_ascii=False) + "\n")
    sys.stdout.flush()


@app.command(epilog="Example: mawaqif status")
@_faults
def status() -> None:
    """Say which articles are catalogued, present, absent and new since the last run."""
    from mawaqif import adding

    for c in adding.status():
        typer.echo(f"{c.collection} ({c.kind}): {c.articles} catalogued, {c.present} present, {len(c.absent)} absent")
        for label, ids in (("absent", c.absent), ("new since the last run", c.new), ("file without a row", c.uncatalogued)):
            for name in ids[:20]:
                typer.echo(f"  {label}: {name}")
            if len(ids) > 20:
                typer.echo(f"  {label}: and {len(ids) - 20} more")


@app.command(epilog="Example: mawaqif verify")
@_faults
def verify() -> None:
    """Run the pipeline again in a fresh copy of HEAD and compare each output."""
    from mawaqif.reproduce import verify as verification

    raise typer.Exit(verification.main())


@app.command(epilog="Example: mawaqif export --pass adjudicated --format brat brat/")
@_faults
def export(
    folder: Annotated[Path, typer.Argument(help="folder to write to")],
    pass_name: Annotated[str, typer.Option("--pass", help="a, b, adjudicated or an imported one")],
    format: Annotated[str, typer.Option(help="label-studio, inception-xmi, inception-json, brat, web-annotation, conll")],
) -> None:
    """Write a pass of the gold in a format of another annotation tool."""
    from mawaqif.gold import exchange

    done = exchange.export(pass_name, format, folder)
    typer.echo(f"wrote {len(done.files)} files for {len(done.articles)} articles to {folder}")
    _tell(done)


@app.command("import", epilog="Example: mawaqif import --format brat brat/ --pass mine")
@_faults
def import_(
    folder: Annotated[Path, typer.Argument(help="folder to read")],
    pass_name: Annotated[str, typer.Option("--pass", help="name of the pass to write")],
    format: Annotated[str, typer.Option(help="label-studio, inception-xmi, inception-json, brat, web-annotation, conll")],
) -> None:
    """Read a folder of another annotation tool and write it as a pass of the gold."""
    from mawaqif.gold import exchange

    done = exchange.import_(format, folder, pass_name)
    typer.echo(f"wrote {len(done.articles)} articles to pass {pass_name}")
    _tell(done)


def _tell(done: Any) -> None:
    for article_id, why in sorted(done.skipped.items()):
        typer.echo(f"  skipped {article_id}: {why}")
    for what in done.lost:
        typer.echo(f"  not held by this format: {what}")


@app.command(epilog="Example: mawaqif agreement a b --format json")
@_faults
def agreement(
    one: Annotated[str, typer.Argument(help="a pass")],
    other: Annotated[str, typer.Argument(help="another pass")],
    format: Annotated[Literal["table", "json"], typer.Option(help="table for people, json for programs")] = "table",
    disagreements: Annotated[bool, typer.Option(help="list each disagreement with its text")] = False,
) -> None:
    """Agreement between two passes, with intervals by story."""
    from mawaqif.gold.agreement import compare_passes

    result = compare_passes(one, other)
    if format == "json":
        typer.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=1))
    else:
        typer.echo(result.to_table(disagreements=disagreements))


@lexicon_app.command("check", epilog="Example: mawaqif lexicon check")
@_faults
def lexicon_check() -> None:
    """Check every hand-made table: form, ids, homographs, dates, clitics, sources."""
    from mawaqif.lexicon import checker

    faults, counts = checker.check()
    for fault in faults:
        typer.echo(fault, err=True)
    typer.echo(", ".join(f"{n:,} {name}" for name, n in counts.items()) + f": {len(faults)} faults")
    if faults:
        raise typer.Exit(2)


def main() -> None:
    """Entry point of `mawaqif`."""
    app()


if __name__ == "__main__":
    main()
