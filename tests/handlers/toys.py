"""What a platform is tested with: subjects, and a small dispatch that echoes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bitbot.chat import Card, Form, Reply, Request, Said, Text
from handlers.verbs import Subject


def words(text: str) -> Text:
    return Text((text,))


def subject(
    name: str,
    aliases: tuple[str, ...] = (),
    description: str = "Werkafspraken: nieuw, claim, gereed",
    hint: str = "claim WA-1",
) -> Subject:
    return Subject(name, aliases, description, hint)


SUBJECTS = {"werkafspraak": subject("werkafspraak", ("wa",)), "signaal": subject("signaal")}


@dataclass
class Toy:
    """Answers by the second word of the line, and keeps what it was asked; a repeat of what was done is not done."""

    form: Form
    card: Callable[[Request], Card]
    asked: list[Request] = field(default_factory=list)
    answered: dict[str, Reply] = field(default_factory=dict)

    def __call__(self, request: Request) -> Reply:
        if request.key in self.answered:
            return self.answered[request.key]
        self.asked.append(request)
        reply = self.answer(request)
        if not reply.errors and not reply.form:
            self.answered[request.key] = reply
        return reply

    def answer(self, request: Request) -> Reply:
        verb = request.line.split(" ")[1] if " " in request.line else ""
        match verb:
            case "nieuw":
                return Reply(form=self.form)
            case "opslaan":
                return self.store(request)
            case "stil":
                return Reply()
            case "kort":
                return Reply(words("Dat mag niet."))
            case "apart":
                typed = Card(words("Dit typte u"), body=Text((Said(f"/{request.line}"),)))
                return Reply(words("Niet hier."), apart=typed)
            case "kapot":
                raise RuntimeError("a fault of ours")
            case _:
                return Reply(words("U zei: ") + Text((Said(request.line),)), self.card(request))

    def store(self, request: Request) -> Reply:
        if request.values.get("wat") == ("fout",):
            return Reply(errors={"wat": words("Vul meer in."), "elders": words("En dit ook.")})
        said = Text((Said("; ".join(request.values.get("wat", ()))),))
        return Reply(words("Opgeslagen: ") + said, self.card(request))
