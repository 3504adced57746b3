"""The command line of `./dev`."""

import argparse

from . import bench, console, doctor, i18n, lint, process, replay, run, shell, shot, test

_COMMANDS = (run, test, lint, i18n, bench, replay, shot, shell, doctor)


def main(arguments):
    parser = _parser()
    options, extra = parser.parse_known_args(arguments)
    if extra and not options.extra:
        parser.error(f"unknown argument: {extra[0]}")
    process.end_by_exception()
    try:
        return options.run(options, extra) if options.extra else options.run(options)
    except console.Failure as failure:
        console.show_failure(failure)
        return 1
    except KeyboardInterrupt:
        console.say("Stopped.")
        return 130
    finally:
        process.remove_temporary_files()


def _parser():
    parser = argparse.ArgumentParser(prog="./dev", description="Everything a developer of these addons needs.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add_parser(commands)
    parser.set_defaults(extra="")
    return parser
