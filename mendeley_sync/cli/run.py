"""The command line itself: parse, run one command, turn errors into words and codes."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
from pathlib import PurePath

import click

from mendeley_sync import __version__
from mendeley_sync.advice import PROGRAM, Advice
from mendeley_sync.cli.app import App, leave_stdout, open_closed_streams, stream_without_surprises
from mendeley_sync.cli.logs import logs_to_stderr
from mendeley_sync.cli.options import add_global_options, global_options
from mendeley_sync.cli.registry import COMMANDS
from mendeley_sync.errors import (
    EXIT_FINE,
    EXIT_INTERRUPTED,
    EXIT_TERMINATED,
    EXIT_USAGE,
    InterruptedRunError,
    MendeleySyncError,
    ServiceError,
)
from mendeley_sync.workflow.shutdown import ENDING, Terminated


class CommandGroup(click.Group):
    """The commands of `COMMANDS`, each imported only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module = importlib.import_module(f"mendeley_sync.cli.commands.{entry.module}")
        command: click.Command = module.command
        return add_global_options(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else f" Run `{PROGRAM} --help`."
            raise click.UsageError(f"Unknown command `{args[0]}`.{hint}", ctx)
        app = ctx.find_object(App)
        if app is not None and args:
            app.command = args[0]
            _hand_down(ctx, app)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


def _hand_down(ctx: click.Context, app: App) -> None:
    """A global option before the command is the default of the command's own one."""
    given = {name: value for name, value in vars(app.options).items() if value}
    ctx.default_map = {**(ctx.default_map or {}), app.command: given}


def build() -> click.Group:
    """The whole command line."""
    return CommandGroup(
        name=PROGRAM,
        params=[
            *global_options(),
            click.Option(
                ["--version"],
                is_flag=True,
                expose_value=False,
                is_eager=True,
                callback=_print_version,
                help="Print the version.",
            ),
        ],
        help="Compare a reference list with a Mendeley group library and update either side.\n\n"
        "Start with `mendeley-sync --sandbox diff` (sample data, no account needed) or "
        "`mendeley-sync login`.",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        no_args_is_help=True,
    )


def _print_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"{PROGRAM} {__version__}")
        context.exit(EXIT_FINE)


def run(arguments: list[str]) -> int:
    """Run the command line; the exit code of `docs/exit-codes.md`, never an exception
    that this package foresaw."""
    open_closed_streams()
    stream_without_surprises(sys.stdout)
    stream_without_surprises(sys.stderr)
    app = App()
    app.program = program_as_called(sys.argv, os.name)
    ENDING.forget()
    try:
        _catch_termination()
        with logs_to_stderr(app, os.environ) as redact:
            app.redact = redact
            return _run(app, arguments)
    except KeyboardInterrupt as interrupt:
        # It came before the command began, or while its end was being told.
        return _interrupt_code(interrupt)
    finally:
        # What comes next in this process was not asked to end.
        ENDING.forget()


def program_as_called(argv: list[str], system: str) -> str:
    """The words with which the person called this program.

    Args:
        argv: of the process.
        system: `os.name`; Windows has the launcher `py`.
    """
    if argv and PurePath(argv[0]).name == "__main__.py":
        return f"{'py' if system == 'nt' else 'python'} -m mendeley_sync"
    return PROGRAM


def _run(app: App, arguments: list[str]) -> int:
    try:
        result = build().main(arguments, prog_name=PROGRAM, obj=app, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as nothing_asked:
        click.echo(nothing_asked.format_message())
        return EXIT_USAGE
    except click.ClickException as wrong:
        return _show_usage(app, wrong)
    except MendeleySyncError as error:
        if _is_an_interrupt(error):
            return _show_interrupt(app, error)
        return _show_error(app, error)
    except (click.Abort, KeyboardInterrupt) as interrupt:
        return _show_interrupt(app, interrupt)
    except BrokenPipeError:
        return _leave_quietly()
    except Exception as error:
        if not _is_an_interrupt(error):
            raise
        return _show_interrupt(app, error)
    return result if isinstance(result, int) else EXIT_FINE


def _show_usage(app: App, wrong: click.ClickException) -> int:
    if app.options.log_format == "json":
        logging.getLogger(__package__).error("%s", wrong.format_message())
        return EXIT_USAGE
    if isinstance(wrong, click.UsageError) and wrong.ctx is not None:
        click.echo(wrong.ctx.get_usage(), err=True)
    click.echo(f"Error: {wrong.format_message()}", err=True)
    return EXIT_USAGE


def _show_error(app: App, error: MendeleySyncError) -> int:
    terminated = isinstance(error, InterruptedRunError) and error.terminated
    code = EXIT_TERMINATED if terminated else error.exit_code
    advice = error.advice.then(Advice(_not_before(error)))
    message, impact, advice_text = (
        _plain(app.redact(app.typed(text))) for text in (str(error), error.impact, advice)
    )
    if app.options.log_format == "json":
        known = {"exit_code": code, "status": error.status, "trace_id": error.trace_id}
        logging.getLogger(__package__).error(
            "%s", " ".join(filter(None, (message, impact, advice_text))), extra=known
        )
        return code
    click.echo(app.folded(f"Error: {message}"), err=True)
    for line in filter(None, (impact, advice_text)):
        click.echo(app.folded(line), err=True)
    return code


def _not_before(error: MendeleySyncError) -> str:
    """When another try makes sense, where the service said so and the message does not."""
    moment = error.not_before if isinstance(error, ServiceError) else None
    text = f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
    return f"Not before {text}." if text and text not in str(error) else ""


def _plain(text: str) -> str:
    """Text of files and services, without what a terminal would obey."""
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)


def _show_interrupt(app: App, interrupt: BaseException) -> int:
    if app.options.log_format != "json":
        # The terminal has just shown ^C without an end of line.
        click.echo(err=True)
    app.warn("Stopped. Nothing was left half done.")
    return _interrupt_code(interrupt)


def _is_an_interrupt(error: Exception) -> bool:
    """Whether a library made an error of an interrupt; while writing none is raised."""
    return ENDING.signal is not None and not isinstance(error, InterruptedRunError)


def _interrupt_code(interrupt: BaseException) -> int:
    if ENDING.signal is not None:
        return ENDING.exit_code
    terminated = isinstance(interrupt, Terminated) or isinstance(interrupt.__context__, Terminated)
    return EXIT_TERMINATED if terminated else EXIT_INTERRUPTED


def _leave_quietly() -> int:
    """The reader of our output has gone; say nothing more to it."""
    leave_stdout()
    return EXIT_FINE


def _catch_termination() -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # Whoever starts a program to outlive the terminal ignores Ctrl-C on its behalf.
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) != signal.SIG_IGN:
            signal.signal(getattr(signal, name), ENDING.came)
