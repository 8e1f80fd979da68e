"""A text is split into sentences as a French or English reader would."""

from __future__ import annotations

import pytest

from index.text.sentences import LONGEST, PIECE, split_sentences
from tests.growth import grows_linearly


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "expected",
    [
        ["M. Dupont est parti.", "Il vaut 1,5 million.", "Fin."],
        ["« Oh ! » dit-il.", "« C’est fini. »", "Puis rien…", "Encore."],
        ["Le 19 juillet à 9 h. 30 tout s’arrêta.", "En 30 av. J.-C. Rome régnait."],
        ["Elle a dit : « Non.", "Jamais. »", "Et elle partit."],
        ["He paid $1.5 million to Apple Inc. CEO Tim.", "J. K. Rowling left the U.S.", "Then she wrote."],
        ["Was it a bug?", "Yes!", '"It was," he said.', "The end."],
        ["It fell.[12]", "It rose again (slowly).", "2024 was better."],
        ["Le RER E.", "C'est un train."],
        ["Elle mesure 2 m.", "Elle court."],
        ["On Wall St.", "The market fell, but not in St. Louis."],
        ["He told me.", "Delta said no.", "I left.", "See no. 7."],
        ["Delta a annulé ce vol.", "Crowdstrike répond dans le vol. 2 et le vol. IV."],
        ["Ils sont sept.", "C'est le 19 juil. 2024.", "MR. SMITH SPOKE TO Mme. DURAND."],
        ["She said ‘Stop.’", "Then it fell.", "‘Why?’", "Nobody knew."],
        ["Voir gizmodo.com pour la v1.2 du texte."],
        ["Repairs ran late.", "€3 million is gone.", "£2 million is left."],
        ["The relay is back.", "*Two* sites stay dark.", "_Nobody_ knows why.", "`relayd` says nothing."],
        ["The relay is **back.**", "Two sites stay dark."],
        ["They waited.", "'We had no light.'", "‘Nor heat.’", "„Nichts.“"],
        ["They waited.", "@mia rang the plant.", "https://plant.example/log has it all."],
        ["the relay broke at six.", "mia rang the plant.", "nobody answered, cf. the log."],
        ["The relay broke at six.", "it was old."],
        ["Cables, fuses etc. are old.", "See approx. the same, incl. iron, in fig. b of it."],
        ["The crew got jackets in size M.", "Traffic stood still in zone B.", "Only J. Traffic went on."],
        ["Il pèse 4 kg.", "Le sac fait 8 l.", "Trains ou bus, à 9 h. 15, rien."],
        ["Open until 5 p.m. Monday or 6 p.m. Paris time, closed at 9 a.m.", "Officials agreed."],
        ["1. Shut the valve.", "2. Ring Mia."],
        ["We are live! 🎉", "It took a day. 😅", "Next comes the log."],
        ["🔧 The relay is new.", "✅ The lights are on."],
        ["The relay is new.", "✅ The lights are on."],
        ["The lights are on 🥳", "Thanks to Mia."],
    ],
    ids=lambda value: value[0],
)
def test_sentences_end_where_a_reader_sees_it(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It stopped on Jan. 4, Feb. 5, Mar. 6, Apr. 7, Jun. 8, Jul. 9, Aug. 10, Sep. 11, Oct. 12 and Mon. Dec. 2.",
        "Par. 3 of Sec. 2.1, Art. 4, Ch. 12, Rm. 7 and App. 2 say so.",
        "Maj. Ito, Adm. Rowe, Supt. Bell, Lt. Gov. Nash and Atty. Gen. Ruiz met in Ft. Wayne near Mt. Hood.",
        "La vice-prés. Morel, le prés. Aubry, p. ex. Nadia, c.-à-d. Les deux, et Mgr Roy.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "text", ["12 345 678; " * 2000, "no end, and on it goes " * 900, "x" * 20_000, "a" + "́" * 9000]
)
def test_what_runs_on_without_an_end_is_cut_into_pieces(text: str) -> None:
    pieces = sentences(text)
    assert max(map(len, pieces)) <= PIECE
    assert sum(map(len, pieces)) + 2 * len(pieces) >= len(text.strip())
    assert not any(piece[0] in ",;" for piece in pieces)


def test_a_long_sentence_is_not_cut() -> None:
    text = "The board, " + "which met again, " * 40 + "went home."
    assert PIECE < len(text) < LONGEST
    assert sentences(text) == [text]


def test_numbers_without_end_before_many_full_stops_are_split_fast() -> None:
    def split(size: int) -> int:
        text = "1.1.1 " * (2 * size) + "1. a\nA " * size
        return sum(1 for _ in split_sentences(text, 0, len(text)))

    assert split(10_000)
    assert grows_linearly(split, 10_000)  # and not as the square, the numbers searched at each full stop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("en cinq joursLa réponse vient.", ["en cinq jours", "La réponse vient."]),
        ("la panneAprès cela, rien.", ["la panne", "Après cela, rien."]),
        ("C'est fini.La suite arrive.", ["C'est fini.", "La suite arrive."]),
        ("CrowdStrike et LinkedIn ont aidé YouTube.", ["CrowdStrike et LinkedIn ont aidé YouTube."]),
        ("une note «\u00a0Fin.\u00a0» La suite", ["une note «\u00a0Fin.\u00a0»", "La suite"]),
    ],
)
def test_a_lost_space_between_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
