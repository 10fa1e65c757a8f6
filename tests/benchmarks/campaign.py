"""The API that is served, against its own description: thousands of requests from schemathesis, with all of its checks.

    python tests/benchmarks/campaign.py [--cases 400]

Ends with 1 where a reply breaks a promise of the OpenAPI document, or is a fault.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from served import quoth, serving

REFUSED = ["400", "401", "403", "404", "405", "409", "413", "415", "422", "429"]
"""413 is how a text that is too long is refused; schemathesis does not expect it by itself."""
CONFIGURATION = f"""
[checks]
negative_data_rejection.expected-statuses = {REFUSED}
positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "413"]

[[operations]]  # that the last message of a user must ask something is nothing that a schema can say
include-operation-id = "completions_complete"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404", "413", "422"]
"""
DOCUMENTS = 3000
LEFT_OUT = ("batch_ask_all", "documents_api_add")
"""JSON Lines, and files with text in them, which schemathesis cannot make."""


def index(data: Path, texts: Path) -> None:
    """Fill a library."""
    texts.mkdir()
    for number in range(DOCUMENTS):
        said = f"Phil Goff met Lord Robertson {number} times. The marker of this note is marker{number}."
        (texts / f"note{number}.txt").write_text(said, encoding="utf-8")
    subprocess.run(quoth("index", texts, "--data", data), check=True, capture_output=True)


def main() -> None:
    """Serve so many documents that some are left when others were removed, and send."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cases", type=int, default=400, help="of each kind for each operation")
    cases = asked.parse_args().cases
    with tempfile.TemporaryDirectory() as name:
        index(Path(name, "data"), Path(name, "texts"))
        configuration = Path(name, "schemathesis.toml")
        configuration.write_text(CONFIGURATION, encoding="utf-8")
        left_out = [part for each in LEFT_OUT for part in ("--exclude-operation-id", each)]
        command = [Path(sys.executable).with_name("schemathesis"), "--config-file", configuration, "run", "--no-color"]
        command += ["-n", str(cases), "--checks", "all", *left_out]
        with serving(Path(name, "data")) as served:
            command += [f"{served.url}api/openapi.json"]
            raise SystemExit(subprocess.run(command, cwd=name, check=False).returncode)


if __name__ == "__main__":
    main()
