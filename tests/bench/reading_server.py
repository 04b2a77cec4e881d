"""The peer of `reading`: a bare Litestar handler that answers with the bytes of a file, in Hallway's own server."""

import sys
from pathlib import Path

import uvicorn
from litestar import Litestar, MediaType, Response, get

LANGUAGE, CODING = "en", "br"


def bare(body: bytes) -> Litestar:
    @get("/page", media_type=MediaType.HTML)
    async def show_page() -> Response[bytes]:
        return Response(body, headers={"content-encoding": CODING})

    return Litestar([show_page], logging_config=None, openapi_config=None)


if __name__ == "__main__":
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    config = uvicorn.Config(
        bare(file.read_bytes()), port=port, loop="uvloop", http="httptools", access_log=False, log_level="error"
    )
    uvicorn.Server(config).run()
