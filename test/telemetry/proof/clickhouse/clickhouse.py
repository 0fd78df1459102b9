"""The program `clickhouse`, as far as the backups call it, with ClickHouse's engine of chDB.

`clickhouse local --config-file=F --queries-file=F [--param_NAME=V] [--path=F]` runs statements without a server; its data is kept in the path.
`clickhouse client --user=U (--queries-file=F | --query=Q …) [--ignore-error=1]` runs them on the data of a server: chDB opens its
folder, $SERVER/data, with the rights of that user, which $SERVER/U.xml gives to the engine's only one.
"""

import os
import sys
import tempfile

from chdb import session

Options = dict[str, list[str]]


def options(words: list[str]) -> Options:
    found: Options = {}
    for word in words:
        name, value = word.removeprefix("--").split("=", 1)
        found.setdefault(name, []).append(value)
    return found


def statements(said: Options) -> list[str]:
    if "query" in said:
        return said["query"]
    with open(said["queries-file"][0], encoding="utf-8") as file:
        return [file.read()]


def run(data: str, configuration: str, said: Options) -> None:
    parameters = {name.removeprefix("param_"): each[0] for name, each in said.items() if name.startswith("param_")}
    engine = session.Session(f"{data}?config-file={configuration}")
    try:
        for value in said.get("s3_retry_attempts", []):
            engine.query(f"SET s3_retry_attempts = {int(value)}")
        for statement in statements(said):
            try:
                sys.stdout.write(str(engine.query(statement, "TSV", params=parameters)))
            except RuntimeError as error:
                if "ignore-error" not in said:
                    raise
                print(error, file=sys.stderr)
    finally:
        engine.close()


def main() -> None:
    program, *words = sys.argv[1:]
    said = options(words)
    if program == "client":
        server = os.environ["SERVER"]
        run(os.path.join(server, "data"), os.path.join(server, f"{said['user'][0]}.xml"), said)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(said.get("path", [folder])[0], said["config-file"][0], said)


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as error:
        sys.exit(str(error))
