"""``xiaobao wechat``: what a bank does with its WeChat account from the command line."""

from typing import Annotated

import typer

from xiaobao.terminal import settings

app = typer.Typer(no_args_is_help=True, help="The WeChat Official Account.")


@app.command()
def simulator(
    port: Annotated[int, typer.Option(help="Where it listens, on the loopback interface.")] = 8090,
    callback: Annotated[str, typer.Option(help="The gateway's /wechat; default: this machine's.")] = "",
) -> None:
    """Play WeChat for a gateway on this machine: a page to type as a customer, faults on demand."""
    from xiaobao.wechat_simulator.serve import serve, wanted

    chosen = settings()
    for line in wanted(chosen, port, callback):
        typer.echo(line)
    serve(chosen, port, callback)
