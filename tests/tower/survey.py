# SPDX-FileCopyrightText: 2026 The lvs.cluster authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX says of a survey, and of an answer: the rules of its API, as its documentation and its source have them."""

#: Of a default, and of an answer, by the type of the question.
TYPES = {
    "text": str,
    "textarea": str,
    "password": str,
    "multiplechoice": str,
    "multiselect": str,
    "integer": int,
    "float": float,
}
NEEDED = {"type": str, "question_name": str, "variable": str, "required": bool}
KNOWN = {*NEEDED, "question_description", "min", "max", "default", "choices", "new_question"}


def complaints(survey):
    """Return why AWX would refuse the survey, empty where it would not."""
    needed = {"name": str, "description": str, "spec": list}
    found = [f"{key} is no {kind.__name__}" for key, kind in needed.items() if not isinstance(survey.get(key), kind)]
    questions = survey.get("spec") or []
    variables = [question.get("variable") for question in questions]
    found += [f"{name} is asked twice" for name in {*variables} if variables.count(name) > 1]
    found += [] if questions else ["nothing is asked"]
    return found + [complaint for question in questions for complaint in _of_question(question)]


def _of_question(question):
    about = question.get("variable")
    for key, kind in NEEDED.items():
        if not isinstance(question.get(key), kind):
            yield f"{about}: {key} is no {kind.__name__}"
    yield from (f"{about}: unknown key {key}" for key in question.keys() - KNOWN)
    yield from (f"{about}: {key} is no integer" for key in ("min", "max") if type(question.get(key, 0)) is not int)
    if question.get("type") not in TYPES:
        yield f"{about}: {question.get('type')} is no type of a question"
    elif "choices" not in question and question["type"].startswith("multi"):
        yield f"{about}: there is nothing to choose from"
    elif question.get("default", "") != "":
        yield from refusals(question, question["default"])


def refusals(question, answer):
    """Yield why AWX would refuse the answer."""
    about, kind = question["variable"], TYPES[question["type"]]
    if type(answer) is not kind:
        yield f"{about}: {answer!r} is no {kind.__name__}"
    elif "choices" in question:
        if answer not in question["choices"]:
            yield f"{about}: {answer!r} is not one of the choices"
    else:
        size = len(answer) if kind is str else answer
        if not question.get("min", size) <= size <= question.get("max", size):
            yield f"{about}: {answer!r} is not within its bounds"
