"""`quoth`, and `python -m web`: the command line, loaded without looking for garbage meanwhile."""

import gc


def main() -> None:
    """Run the command line."""
    gc.disable()  # all that is imported stays: looking through it, again and again, took a tenth of a short command
    from web.cli import main as run  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
