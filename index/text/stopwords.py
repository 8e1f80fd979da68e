"""Words that carry no information: function words, and what people write around a question in a chat."""

from __future__ import annotations

# Function words, folded, as tokens: elided articles and pieces of contractions stand alone (l', don't: l, don, t).
# Question words are among them: they say what is asked for, and an article has no reason to repeat them.
STOP_WORDS: dict[str, frozenset[str]] = {
    "fr": frozenset(
        "a ai aient ait alors apres as au aucun aucune aucuns aujourd aura auraient aurait auront aussi autre "
        "autres aux avaient avais avait avant avec avez avoir avons ayant c car ce ceci cela celle celles "
        "celui cependant ces cet cette ceux chacun chaque chez ci combien comme comment contre d dans de "
        "depuis des donc dont du elle elles en encore entre es est et etaient etais etait etant etc ete etes "
        "etre eu eux faire fait font furent fut hui ici il ils j je jusqu jusque l la laquelle le lequel les "
        "lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais me meme memes mes moi moins mon n ne "
        "ni nos notre nous on ont ou oui par parce pas pendant peu peut peuvent plus pour pourquoi pourtant pu "
        "puis puisqu puisque qu quand que quel quelle quelles quelqu quels qui quoi quoique s sa sans sauf se "
        "sera serait seront ses si sinon soi soient soit son sont sous suis sur t ta te tel telle telles tels "
        "tes toi ton tous tout toute toutes tres tu un une unes uns va vers via voici voila vos votre vous y".split()
    ),
    "en": frozenset(
        "a about above after again against all am an and any are aren as at be because been before being below "
        "between both but by can could couldn d did didn do does doesn doing don down during each few for from "
        "further had hadn has hasn have haven having he her here hers herself him himself his how however i if "
        "in into is isn it its itself just ll m may me might more most must my myself no nor not now of off on "
        "once only or other our ours ourselves out over own re s same shall she should shouldn so some such t "
        "than that the their theirs them themselves then there these they this those through to too under "
        "until up upon us ve very was wasn we were weren what whatever when where whether which while who whom "
        "whose why will with won would wouldn you your yours yourself yourselves".split()
    ),
}
ALL_STOP_WORDS = frozenset().union(*STOP_WORDS.values())
# What people write around a question, or instead of one. It is in no article, and asks for nothing.
CHAT_WORDS = frozenset(
    "allo bah ben bjr bonjour bonsoir bsr ciao coucou dac euh gg haha hein "
    "hello hey hi hmm hola jpp kikoo lmao lol mdr merci mouais mtn nope oh ok okay ouais oups please pls plz ptdr "
    "salut stp svp thank thanks thx tkt ty wesh wow wtf xd yeah yep yes yo youpi".split()
)
# The same at the beginning, and what may well be asked about after it.
EXCUSES = frozenset(["sorry", "desole", "dsl", "pardon"])


def is_stop_word(word: str, language: str) -> bool:
    """Tell whether a folded word carries no information in `language` (in either language where undetermined)."""
    return word in STOP_WORDS.get(language, ALL_STOP_WORDS)
