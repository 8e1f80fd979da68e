"""What stands around an article is known as such, and news about it is not."""

from __future__ import annotations

import pytest

from index.sources.formats.boilerplate import is_boilerplate, is_pointer
from index.sources.formats.bylines import is_byline


@pytest.mark.parametrize(
    "words",
    [
        "This website uses cookies to analyse our traffic.",
        "We and our 84 partners store and access data with cookies on your device.",
        "Nous utilisons des cookies pour améliorer votre visite.",
        "En poursuivant votre navigation, vous acceptez l'usage de cookies.",
        "Accept all",
        "Tout refuser",
        "Share on Facebook Share on X Copy link",
        "Partager sur WhatsApp",
        "Facebook Twitter E-mail Print",
        "Sign up for our weekly newsletter!",
        "Inscrivez-vous à notre infolettre pour ne rien manquer.",
        "Subscribe now",
        "Read also: Who owns the mill?",
        "À lire aussi : le meunier parle",
        "Lire aussi",
        "→ Read more: the mill in pictures",
        "Related articles",
        "Media contact: Jo Pell, jo@mill.example",
        "Contact presse : 02 98 00 11 22",
        "For more information, please call +44 20 7946 0000.",
        "Photo: the mill in May",
        "Crédit photo : Mia Holt",
        "(Photo by: Mia Holt)",
        "AFP / Mia Holt",
        "gettyimages-98765",
        "mill-wheel.jpg",
        "© 2024 The Mill Post",
        "Copyright 2024 Mill Media. All rights reserved.",
        "12 comments",
        "1.2k shares",
        "5 min read",
        "Temps de lecture : 3 minutes",
        "Leave a comment",
        "Home > News > Mills",
        "Accueil › Rivières",
        "Contact : Mia Holt, mia@mill.example",
        "Advertisement",
        "Skip to main content",
        "FOR IMMEDIATE RELEASE",
        "Pour diffusion immédiate",
        "EMBARGOED UNTIL 2 MAY",
        "Tags: mill, river",
        "#mill #river_bank",
        "</article>",
        "Chapter one ............ 12",
    ],
)
def test_boilerplate(words: str) -> None:
    assert is_boilerplate(words)


@pytest.mark.parametrize(
    "words",
    [
        "The website used cookies to follow its readers, the regulator found.",
        "This website uses a password that was printed in the paper.",
        "We use the wheel every day, the miller said.",
        "The newsletter with 40,000 addresses was leaked on Monday.",
        "Sign up fees were charged twice to 300 customers.",
        "Subscribe buttons did nothing for three hours.",
        "Shares of the company fell by 12 percent.",
        "Share prices fell on Monday.",
        "Twitter and Facebook were down for an hour.",
        "Read by nobody, the letter lay in a drawer.",
        "Related companies paid nothing.",
        "À lire ce rapport, nul n'a vu la fissure.",
        "Media contacts were forbidden by the council.",
        "Photos of the wheel were found in his house.",
        "Reuters reported on Monday that the wheel had broken.",
        "Copyright law does not cover wheels.",
        "12 comments were deleted by the council.",
        "The mill was insured.",
        "Fin de la panne à midi.",
        "5 minutes later the wheel broke.",
        "Ends meet nowhere in this story.",
        "",
        "Contact: ask at the mill.",
        "Pressure > 5 bar > 3 hours",
    ],
)
def test_news_is_no_boilerplate(words: str) -> None:
    assert not is_boilerplate(words)


@pytest.mark.parametrize(
    "words",
    [
        "By Mia Holt",
        "By Mia Holt and Jo Pell, river editors",
        "Par Mia Holt (avec AFP)",
        "Written by Mia Holt | 2 May",
        "Reporting by Mia Holt; Editing by Jo Pell",
        "Par Mia Holt\nPublié le 2 mai à 9h14",
    ],
)
def test_a_byline(words: str) -> None:
    assert is_byline(words)


@pytest.mark.parametrize(
    "words",
    [
        "By Friday the wheel turned",
        "By the river",
        "By Mia Holt was meant the miller's wife.",
        "Par ailleurs rien",
        "By then, nobody knew",
    ],
)
def test_no_byline(words: str) -> None:
    assert not is_byline(words)


def test_a_pointer_says_nothing_but_where_the_original_is() -> None:
    assert is_pointer("This story first appeared in The Mill Post: https://mill.example/a")
    assert is_pointer("Source : Le Moulin")
    assert not is_pointer("The report, first published by mill.example, says that the wheel cost 500 francs.")
