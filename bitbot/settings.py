"""The environment, read once: every variable NAME, or NAME_FILE with the path of a file that holds it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bitbot.errors import Explained

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class SettingsFault(Explained):
    """Something is wrong in the environment: `sentences` say what and where, and never show a value."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """What is not set is empty or has its default. SettingsFault when something cannot be right."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    database_url: str = Field("sqlite:///bitbot.db", repr=False)
    bitbot_host: str = "127.0.0.1"
    port: int = Field(8080, ge=1, le=65535)
    bitbot_url: str = ""
    bitbot_env: Literal["", "production"] = ""
    bitbot_log_level: Level = "INFO"
    bitbot_secret_key: SecretStr = SecretStr("")
    bitbot_audit_key: SecretStr = SecretStr("")
    bitbot_audit_head: str = ""
    slack_signing_secret: SecretStr = SecretStr("")
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    mattermost_url: str = ""
    mattermost_token: SecretStr = SecretStr("")
    mattermost_command_tokens: SecretStr = SecretStr("")

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as fault:
            raise SettingsFault(*(_sentence(error) for error in fault.errors(include_input=False))) from None

    @property
    def command_tokens(self) -> tuple[str, ...]:
        """Mattermost gives every slash command its own token; they stand behind each other, with spaces or commas."""
        return tuple(self.mattermost_command_tokens.get_secret_value().replace(",", " ").split())

    @property
    def audit_head(self) -> str:
        """Where the head of the audit log goes: `syslog`, or a file; without a choice one beside the database."""
        beside = self.database_url.partition(":///")[2] if self.database_url.startswith("sqlite") else "bitbot"
        return self.bitbot_audit_head or f"{beside}.audit-head"

    def require(self, *names: str) -> None:
        """SettingsFault with a sentence for each of these fields that is empty."""
        missing = [name.upper() for name in names if not _plain(getattr(self, name))]
        if missing:
            raise SettingsFault(*(_MISSING.format(name=name) for name in missing))

    @field_validator("*", mode="before")
    @classmethod
    def _found_well(cls, value: object) -> object:
        if isinstance(value, _Fault):
            raise ValueError(value.sentence)  # noqa: TRY004 - pydantic collects this kind
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: str) -> str:
        scheme, _, rest = url.partition("://")
        if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and rest:
            return f"postgresql+psycopg://{rest}"
        if scheme != "sqlite" or not rest.startswith("/"):
            raise ValueError(
                "DATABASE_URL is geen adres van een database dat bitbot kent. Laat het beginnen met sqlite:/// of postgresql://."
            )
        if rest in {"/", "/:memory:"}:
            raise ValueError(
                "DATABASE_URL noemt geen bestand. Zet een bestandsnaam achter sqlite:///, zoals sqlite:///bitbot.db."
            )
        return url

    @field_validator("bitbot_url", "mattermost_url", "slack_api_url")
    @classmethod
    def _web_address(cls, url: str, info: ValidationInfo) -> str:
        if not url or url.startswith(("https://", "http://")):
            return url
        raise ValueError(
            f"{str(info.field_name).upper()} moet beginnen met https:// of http://. Zet het volledige adres erin."
        )

    @field_validator("bitbot_log_level", mode="before")
    @classmethod
    def _capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _Environment(settings_cls)


class _Fault:
    """Stands in the place of a value that could not be read."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence


class _Environment(PydanticBaseSettingsSource):
    """What is empty counts as not set."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - pydantic's form
        return _value(field_name.upper()), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: _value(name.upper()) for name in self.settings_cls.model_fields}
        return {name: value for name, value in found.items() if value}


def _value(name: str) -> str | _Fault:
    value, path = (os.environ.get(each, "").strip() for each in (name, f"{name}_FILE"))
    if value and path:
        return _Fault(f"{name} en {name}_FILE staan allebei ingevuld. Haal er een weg.")
    return _first_line(name, path) if path else value


def _first_line(name: str, path: str) -> str | _Fault:
    try:
        line = Path(path).read_text(encoding="utf-8").partition("\n")[0].strip()
    except FileNotFoundError:
        return _Fault(
            f"{name}_FILE wijst naar {path}, maar dat bestand bestaat niet. Verbeter het pad of maak het bestand."
        )
    except (OSError, UnicodeDecodeError):
        return _Fault(f"{name}_FILE wijst naar {path}, maar dat is niet te lezen. Controleer de rechten en de inhoud.")
    return line or _Fault(
        f"{name}_FILE wijst naar {path}, maar de eerste regel daarvan is leeg. Zet de waarde op de eerste regel."
    )


_MISSING = "{name} ontbreekt. Zet de waarde in {name}, of zet het pad van een bestand met de waarde in {name}_FILE."
_WRONG = {
    "greater_than_equal": "{name} is te laag. Kies een getal vanaf {ge}.",
    "less_than_equal": "{name} is te hoog. Kies een getal tot en met {le}.",
    "int_parsing": "{name} is geen heel getal. Vul alleen cijfers in, of haal {name} weg.",
    "literal_error": "{name} heeft een waarde die bitbot niet kent. Kies uit: {expected}.",
    "extra_forbidden": "{name} is geen instelling van bitbot. Haal {name} weg.",
}


def _sentence(error: Mapping[str, Any]) -> str:
    """Our own sentence, or one for what pydantic found."""
    places = error.get("ctx", {})
    if "error" in places:
        return str(places["error"])
    name = str(error["loc"][0]).upper()
    kinds = {"name": name} | {
        key: str(value).replace(" or ", " of ").replace("'' of ", "leeg of ") for key, value in places.items()
    }
    return _WRONG.get(error["type"], "{name} is niet goed ingevuld. Verbeter de waarde of haal {name} weg.").format(
        **kinds
    )


def _plain(value: object) -> object:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
