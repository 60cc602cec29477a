"""Skills are found in a text by their whole labels, with the sentence they stand in."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from match.vacancies.skills import LONGEST_SENTENCE, Found, SkillIndex, SkillLabel

LABELS = [
    SkillLabel("c", "C", is_preferred=True),
    SkillLabel("c++", "C++", is_preferred=True),
    SkillLabel("c#", "C#", is_preferred=True),
    SkillLabel(".net", ".NET", is_preferred=True),
    SkillLabel("asp", "ASP.NET", is_preferred=True),
    SkillLabel("r", "R", is_preferred=True),
    SkillLabel("java", "Java (computer programming)", is_preferred=True),
    SkillLabel("javascript", "JavaScript", is_preferred=True),
    SkillLabel("polish", "Polish", is_preferred=True),
    SkillLabel("english", "English", is_preferred=True),
    SkillLabel("communication", "communication", is_preferred=True),
    SkillLabel("cleaning", "clean", is_preferred=False),
    SkillLabel("projects", "project management", is_preferred=True),
    SkillLabel("project engineering", "project management", is_preferred=False),
    SkillLabel("risk", "manage project risk", is_preferred=True),
    SkillLabel("project", "manage project", is_preferred=True),
    SkillLabel("one", "stock control", is_preferred=False),
    SkillLabel("two", "stock control", is_preferred=False),
]
INDEX = SkillIndex(LABELS)


def found(text: str) -> dict[str, Found]:
    return {mention.skill: mention.found for mention in INDEX.find(text)}


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Skills: C++, C# and .NET", {"c++", "c#", ".net"}),
        ("We write C++ only", {"c++"}),
        ("C, R and Java", {"c", "r", "java"}),
        ("Vitamin C is good. Class C roads. R&D department", set()),
        ("C++x or c#7", set()),
        ("ASP.NET pages", {"asp"}),
        ("JavaScript is not java", {"javascript"}),
        ("Manage project risk well", {"risk"}),
        ("manage   PROJECT\u00a0plans", {"project"}),
        ("Polish the floors and clean them", set()),
        ("Fluent in Polish", {"polish"}),
        ("English", {"english"}),
        ("miscommunication", set()),
        ("", set()),
    ],
)
def test_a_skill_is_found_where_its_whole_label_stands(text, skills):
    assert set(found(text)) == skills


def test_what_is_less_sure_says_so():
    assert found("Good communication, project management and stock control.") == {
        "communication": Found.SINGLE_WORD,
        "projects": Found.LABEL,  # its preferred label; of the other an alternative
        "one": Found.AMBIGUOUS,
        "two": Found.AMBIGUOUS,
    }


def test_a_skill_comes_once_with_the_sentence_it_first_stands_in():
    text = "About us.\n\u2022 Project management in banks\n\u2022 More project management"

    (mention,) = INDEX.find(text)

    assert mention.sentence == "Project management in banks"
    assert text[mention.start :].startswith(mention.written)


def test_a_long_sentence_is_cut_around_the_words():
    (mention,) = INDEX.find("x " * 2_000 + "project management" + " y" * 2_000)

    assert "project management" in mention.sentence
    assert len(mention.sentence) <= LONGEST_SENTENCE


@pytest.mark.parametrize(
    ("text", "credential", "written"),
    [
        ("A valid driving licence class BCE", "driving-licence", "valid driving licence class BCE"),
        ("Holder of CPA (K)", "cpa-k", "CPA (K)"),
        ("CPA part II", "cpa", "CPA"),
        ("Must be registered with the TSC.", "tsc", "registered with the TSC"),
        ("Certificate of Good Conduct", "good-conduct", "Certificate of Good Conduct"),
    ],
)
def test_licences_and_certificates_are_found_by_their_pattern(text, credential, written):
    (mention,) = INDEX.find(text)

    assert (mention.skill, mention.found, mention.written) == (credential, Found.PATTERN, written)


def test_a_name_is_a_whole_name_or_none():
    assert [each.skill for each in INDEX.named(" c++ ")] == ["c++"]
    assert [each.found for each in INDEX.named("stock control")] == [Found.AMBIGUOUS] * 2
    assert [each.skill for each in INDEX.named("project management")] == ["projects"]
    assert INDEX.named("project") == INDEX.named("+") == INDEX.named("") == ()


@given(
    st.lists(st.sampled_from([label.text for label in LABELS] + ["and", ".", "\n"])), st.integers()
)
def test_the_order_of_the_labels_makes_no_difference(parts, seed):
    text, labels = " ".join(parts), LABELS[:]
    random.Random(seed).shuffle(labels)

    mentions = SkillIndex(labels).find(text)

    assert mentions == INDEX.find(text)
    for mention in mentions:
        assert text[mention.start :].startswith(mention.written)
