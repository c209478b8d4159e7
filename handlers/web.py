"""The HTTP app: the platforms' own routes, and what a watchman asks: alive, ready, figures."""

from collections.abc import Callable, Iterable, Mapping

from flask import Blueprint, Flask, Response

# Slack's own limit for what it sends is far below this; a form of the practice room too.
MOST_BYTES = 1_000_000


def create(
    trouble: Callable[[], list[str]], figures: Callable[[], Mapping[str, float]], blueprints: Iterable[Blueprint]
) -> Flask:
    """`trouble` names what keeps bitbot from working, as names without content; `figures` are gauges by name."""
    app = Flask("bitbot", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.get("/healthz", endpoint="healthz")(lambda: Response("ok\n", mimetype="text/plain"))
    app.get("/readyz", endpoint="readyz")(lambda: ready(trouble()))
    app.get("/metrics", endpoint="metrics")(lambda: metrics(figures()))
    return app


def ready(trouble: list[str]) -> Response:
    return Response("\n".join(trouble or ["ok"]) + "\n", status=503 if trouble else 200, mimetype="text/plain")


def metrics(figures: Mapping[str, float]) -> Response:
    """In the text format that Prometheus reads."""
    lines = (f"# TYPE bitbot_{name} gauge\nbitbot_{name} {value}" for name, value in sorted(figures.items()))
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")
