"""The shipped questionnaire and five organizations as pure values: no database for the corpus."""

import tomllib

from surveys.directory import Directory
from surveys.layouts import FormOption, FormQuestion
from surveys.services.questionnaires import DEFAULT


def shipped():
    data = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))
    return tuple(
        FormQuestion(
            code=item["code"],
            order=order,
            text=item["text"],
            dimension=item["dimension"],
            is_multiple=item.get("is_multiple", False),
            options=tuple(
                FormOption(place, text, klass)
                for place, (text, klass) in enumerate(item["options"], start=1)
            ),
        )
        for order, item in enumerate(data["questions"], start=1)
    )


FORM = shipped()
DIRECTORY = Directory.of(
    [
        ("QD01", "北街党支部"),
        ("QD02", "河东党支部"),
        ("QD03", "同名党支部"),
        ("QD04", "同名党支部"),
        ("00105", "老城党支部"),
        ("310112001001", "新村党支部"),
    ]
)
