"""The organizations that may be answered for, found by what people write for them. Pure."""

import heapq
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from surveys.wordings import plain, without_free_text

_TOKENS = re.compile(r"[\s()（）,，:：\-—_/、]+")


@dataclass(frozen=True)
class Directory:
    """The organizations that may be answered for, by code and by name."""

    codes: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Directory":
        codes: dict[str, str] = {}
        names: dict[str, tuple[str, ...]] = {}
        labels: dict[str, str] = {}
        for code, name in pairs:
            codes[plain(code)] = code
            names[plain(name)] = (*names.get(plain(name), ()), code)
            labels[plain(name)] = name
        return cls(codes, names, labels)

    def find(self, text: str) -> tuple[str, str]:
        """(code, "") or ("", reason). Takes a code, a name, or both in one cell."""
        key = plain(without_free_text(text))
        if key in self.codes:
            return self.codes[key], ""
        found = self.names.get(key, ())
        if len(found) == 1:
            return found[0], ""
        if found:
            return "", f"有 {len(found)} 个党组织都叫“{text}”，请改填党组织代码"
        tokens = {self.codes[t] for t in map(plain, _TOKENS.split(text)) if t in self.codes}
        if len(tokens) == 1:
            return tokens.pop(), ""
        return "", f"不认识的党组织“{text}”"

    def near(self, text: str, most: int = 8, cutoff: float = 0.3) -> list[tuple[str, str]]:
        """(code, name) of the most similar names, the best first; [] when none is similar."""
        key, letters = plain(text), set(plain(text))
        near = heapq.nlargest(40, self.labels, key=lambda name: len(letters & set(name)))
        found = get_close_matches(key, near, n=most, cutoff=cutoff)
        return [(code, self.labels[name]) for name in found for code in self.names[name]]

    def title(self, code: str) -> str:
        """`name（code）`, which `find` understands; "" for a code that isn't there."""
        if plain(code) not in self.codes:
            return ""
        names = (self.labels[name] for name, codes in self.names.items() if code in codes)
        return f"{next(names, '')}（{code}）"

    def nearest(self, text: str) -> str:
        return next((name for _, name in self.near(text, most=1, cutoff=0.6)), "")
