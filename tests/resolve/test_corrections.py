"""Corrections on top of the automatic result: each kind, conflicts, and what must always hold."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from etl.resolve.reference import Corrections, new_entity_id, parse
from tests.resolve.world import Local, Result, archive, correct, number

SMITHS = (
    Local(1, "John Smith", 10, article=1, roles=("Head coach of Mercer",)),
    Local(2, "John Smith", 10, article=2, outlet="Courier", roles=("senator",)),
    Local(3, "John Smith", 10, article=3, outlet="Courier", aliases=("Smith",)),
    Local(4, "J. Smith", 20, article=4),
    Local(5, "Jane Smíth", 30, article=1),
    Local(6, "Smith & Co", 40, type="ORGANIZATION", article=4, aliases=("Smith",)),
    Local(7, "Acme", 50, type="ORGANIZATION", article=1),
    Local(8, "Acme", 51, article=1),
)
UNTOUCHED = {one.id: (one.entity, "same name") for one in SMITHS}
MERGE = "entity,into\n"
MOVED_ONE = "1 within-article entity moved"


def smiths(**files: str) -> Result:
    return correct(archive(SMITHS, {90: 10}), files)


def test_nothing_said_changes_nothing() -> None:
    for files in (
        {},
        {"entity_merge": "entity,into\n"},
        {"outlets": "outlet,country\nGazette,X\n"},
    ):
        found = smiths(**files)
        assert found.members == UNTOUCHED
        assert found.redirects == {90: (10, "same spelling")}
        assert found.overrides == {}


def test_a_merge_moves_all_and_leaves_a_redirect() -> None:
    found = smiths(entity_merge=MERGE + "j. smith,JOHN SMITH\n")
    line = "raw/reference/entity_merge.csv line 2"
    assert found.members == {**UNTOUCHED, 4: (10, line)}
    assert found.redirects == {20: (10, line), 90: (10, "same spelling")}
    (outcome,) = found.applied.outcomes
    assert (outcome.status, outcome.message, outcome.entities) == (
        "applied",
        MOVED_ONE,
        (number(10),),
    )


def test_merges_follow_each_other() -> None:
    found = smiths(entity_merge=MERGE + f"J. Smith,John Smith\nJohn Smith,{number(30)}\n")
    second = "raw/reference/entity_merge.csv line 3"
    both = f"raw/reference/entity_merge.csv line 2; {second}"
    assert found.members[4] == (30, both)
    assert found.members[1] == (30, second)
    assert found.redirects == {
        10: (30, second),
        20: (30, both),
        90: (30, f"same spelling; {second}"),
    }


def test_an_id_that_is_given_up_still_means_its_entity() -> None:
    found = smiths(entity_merge=MERGE + f"{number(90)},Jane Smith\n")
    assert found.entities[1] == 30


def test_what_is_one_already_is_told() -> None:
    found = smiths(entity_merge=MERGE + f"{number(90)},{number(10)}\n")
    assert found.members == UNTOUCHED
    assert found.messages == {"entity_merge.csv 2": "they are one already"}


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("Nobody,John Smith", "not_found", "found “Nobody”, which no article names so"),
        ("Smith,Jane Smith", "rejected", f"which 2 entities go by; write one of these ids instead: "
         f"{number(10)} (“John Smith”, PERSON, 3 articles: same name); "
         f"{number(40)} (“Smith & Co”, ORGANIZATION, 1 article: same name)"),
        (f"{number(77)},Jane Smith", "not_found", "which no entity of this archive has"),
    ],
)  # fmt: skip
def test_whom_a_line_means(line: str, status: str, words: str) -> None:
    found = smiths(entity_merge=f"{MERGE}{line}\n")
    assert found.members == UNTOUCHED
    assert found.statuses == {"entity_merge.csv 2": status}
    assert words in found.messages["entity_merge.csv 2"]


def test_a_line_that_could_mean_several_is_about_all_of_them() -> None:
    (outcome,) = smiths(entity_merge=f"{MERGE}Jane Smith,Smith\n").applied.outcomes
    assert outcome.entities == (number(30), number(10), number(40))


def test_a_type_tells_which_is_meant() -> None:
    header = "entity,type,into,into_type\n"
    found = smiths(entity_merge=header + "Smith,ORGANIZATION,Acme,\n")
    assert found.entities[6] == 50, "into is of the same type where there is one"
    found = smiths(entity_merge=header + "Smith,ORGANIZATION,Acme,PERSON\n")
    assert found.entities[6] == 51
    assert found.overrides == {51: (None, "PERSON")}
    found = smiths(entity_merge=header + "Smith,ORGANIZATION,Jane Smith,\n")
    assert found.entities[6] == 30, "of another type where there is none"
    found = smiths(entity_merge=header + "Jane Smith,ORGANIZATION,Acme,\n")
    assert found.messages == {
        "entity_merge.csv 2": "found “Jane Smith” (ORGANIZATION), but what goes by this name is "
        "PERSON; correct the type"
    }


def test_the_name_itself_goes_before_names_that_are_much_like_it() -> None:
    connection = archive(
        [
            Local(1, "Jose Ruiz", 1),
            Local(2, "José Ruiz", 2),
            Local(3, "Maria Ruiz", 3, aliases=("Jose Ruiz",)),
        ]
    )
    for name, meant in (("Jose Ruiz", 1), ("José Ruiz", 2)):
        found = correct(connection, {"entity_merge": f"{MERGE}{name},Maria Ruiz\n"})
        assert found.entities[meant] == 3
    found = correct(connection, {"entity_merge": MERGE + "JOSE RUIZ,Maria Ruiz\n"})
    assert found.statuses == {"entity_merge.csv 2": "rejected"}


def test_merges_in_a_circle_are_told_so_and_the_others_hold() -> None:
    lines = "J. Smith,John Smith\nJohn Smith,Jane Smith\nJane Smith,J. Smith\nSmith & Co,J. Smith\n"
    found = smiths(entity_merge=MERGE + lines)
    assert found.entities == {**{k: v for k, (v, _) in UNTOUCHED.items()}, 6: 20}
    assert list(found.statuses.values()) == ["conflict", "conflict", "conflict", "applied"]
    assert "delete one of entity_merge.csv lines 2, 3, 4" in found.messages["entity_merge.csv 2"]


def test_one_entity_into_two_that_stay_apart_is_told_so() -> None:
    lines = "J. Smith,John Smith\nJ. Smith,Jane Smith\n"
    found = smiths(entity_merge=MERGE + lines)
    assert found.members == UNTOUCHED
    assert set(found.statuses.values()) == {"conflict"}
    found = smiths(entity_merge=f"{MERGE}{lines}Jane Smith,John Smith\n")
    assert set(found.statuses.values()) == {"applied"}
    assert found.entities[4] == found.entities[5] == 10


def test_an_alias_moves_what_is_named_so() -> None:
    found = smiths(entity_alias="alias,entity\nacme,John Smith\n")
    assert found.members == {
        **UNTOUCHED,
        8: (10, "raw/reference/entity_alias.csv line 2"),
    }, "what is named so, of the entity's type"
    found = smiths(entity_alias="alias,type,entity\nACME,ORGANIZATION,John Smith\n")
    assert (found.entities[7], found.entities[8]) == (10, 51)
    assert found.overrides == {10: (None, "PERSON")}
    assert found.redirects[50] == (10, "raw/reference/entity_alias.csv line 2")


def test_aliases_that_cannot_be_applied() -> None:
    lines = "Acme,PERSON,John Smith\nAcme,PERSON,Jane Smith\nAcme,PERSON,jöhn smith\nBcme,,Acme\n"
    lines += "J. Smith,PERSON,Nobody\nJ. Smith,LOCATION,John Smith\nJohn Smith,,John Smith\n"
    found = smiths(entity_alias=f"alias,type,entity\n{lines}")
    assert found.members == UNTOUCHED
    assert list(found.statuses.values()) == [
        *("conflict", "conflict", "conflict", "rejected", "not_found", "not_found", "applied")
    ]
    assert "delete one of entity_alias.csv lines 2, 3, 4" in found.messages["entity_alias.csv 2"]
    assert found.messages["entity_alias.csv 8"] == "they are its own already"


@pytest.mark.parametrize(
    ("cells", "moved"),
    [
        ("John Smith,,,,head coach", {1}),
        ("John Smith,,,,Mercer", {1}),
        ("John Smith,,,,coach of m", set()),
        ("John Smith,,,courier,", {2, 3}),
        ("John Smith,,,Courier,Senator", {2}),
        (f"John Smith,,{number(3)},,", {3}),
        ("John Smith,JOHN  SMITH,,,", {1, 2, 3}),
        ("John Smith,Smith,,,", set()),
        (f"{number(90)},,,Courier,", {2, 3}),
    ],
)
def test_a_split_takes_what_meets_its_conditions(cells: str, moved: set[int]) -> None:
    entity, rest = cells.split(",", 1)
    header = "entity,label,name,article_id,outlet,role\n"
    found = smiths(entity_split=f"{header}{entity},Another,{rest}\n")
    line = "raw/reference/entity_split.csv line 2"
    assert {local for local, (_, reason) in found.members.items() if reason == line} == moved
    assert {found.entities[local] for local in moved} <= {new_entity_id("Another")}
    assert found.overrides == {new_entity_id("Another"): ("Another", None)}
    status = "applied" if moved else "not_found"
    assert found.statuses == {"entity_split.csv 2": status}
    rest_of_it = {local: UNTOUCHED[local] for local in UNTOUCHED if local not in moved}
    assert {k: v for k, v in found.members.items() if k not in moved} == rest_of_it
    assert (10 in found.redirects) == (len(moved) == 3), "who has lost all members leads there"


def test_lines_of_one_label_make_one_entity_and_it_can_be_named() -> None:
    found = smiths(
        entity_split="entity,label,role\nJohn Smith,Coach,coach\nJohn Smith,Coach,senator\n",
        entity_attributes="entity,attribute,value\ncoach,sport,football\n",
        entity_merge=MERGE + "J. Smith,Coach\n",
    )
    coach = new_entity_id("Coach")
    assert [found.entities[local] for local in (1, 2, 3, 4)] == [coach, coach, 10, coach]
    assert [row.entity_id for row in found.applied.attributes] == [coach]
    assert set(found.statuses.values()) == {"applied"}


def test_a_split_sees_what_merges_have_brought_together() -> None:
    found = smiths(
        entity_merge=MERGE + "J. Smith,John Smith\n",
        entity_split="entity,label,name\nJohn Smith,James,J. Smith\n",
    )
    assert found.entities[4] == new_entity_id("James")
    assert found.members[4][1] == (
        "raw/reference/entity_merge.csv line 2; raw/reference/entity_split.csv line 2"
    )
    assert found.redirects[20][0] == new_entity_id("James")


def test_a_part_may_belong_to_an_entity_that_is_there() -> None:
    found = smiths(entity_split=f"entity,label,role\nJohn Smith,{number(30)},senator\n")
    assert found.entities[2] == 30
    assert found.overrides == {}


def test_a_part_that_goes_back_is_told_so() -> None:
    back = f"entity,label,role\nJohn Smith,{number(10)},senator\n"
    assert smiths(entity_split=back).statuses == {"entity_split.csv 2": "conflict"}
    found = smiths(
        entity_split="entity,label,role\nJohn Smith,Coach,coach\n",
        entity_merge=MERGE + "Coach,John Smith\n",
    )
    assert found.entities[1] == 10
    assert found.statuses["entity_split.csv 2"] == "conflict"


def test_splits_that_dispute_a_member_leave_it() -> None:
    lines = "John Smith,One,Courier,\nJohn Smith,Two,,senator\nJohn Smith,Three,Gazette,\n"
    found = smiths(entity_split=f"entity,label,outlet,role\n{lines}")
    assert [found.entities[local] for local in (1, 2, 3)] == [
        new_entity_id("Three"),
        10,
        new_entity_id("One"),
    ]
    assert list(found.statuses.values()) == ["conflict", "conflict", "applied"]
    assert found.messages["entity_split.csv 2"] == (
        f"{MOVED_ONE}; 1 stay, as entity_split.csv line 3 would put them elsewhere; narrow the "
        "conditions"
    )


def test_attributes_follow_their_entity() -> None:
    lines = "J. Smith,party,X\nJohn Smith,party,X\nJohn Smith,party,Y\nNobody,party,X\n"
    found = smiths(
        entity_merge=MERGE + "J. Smith,John Smith\n",
        entity_attributes=f"entity,attribute,value\n{lines}",
    )
    rows = [(row.entity_id.int, row.value, row.reference_line) for row in found.applied.attributes]
    assert rows == [(10, "X", 2), (10, "Y", 4)]
    statuses = [v for k, v in found.statuses.items() if k.startswith("entity_attributes")]
    assert statuses == ["applied", "duplicate", "applied", "not_found"]


def test_attributes_of_an_entity_whose_members_are_elsewhere() -> None:
    found = smiths(
        entity_split="entity,label,name\nJohn Smith,All of them,John Smith\n",
        entity_attributes="entity,attribute,value\nJohn Smith,party,X\n",
    )
    assert [row.entity_id for row in found.applied.attributes] == [new_entity_id("All of them")]
    found = smiths(
        entity_split="entity,label,outlet\nJohn Smith,One,Courier\nJohn Smith,Two,Gazette\n",
        entity_attributes="entity,attribute,value\nJohn Smith,party,X\n",
    )
    assert found.applied.attributes == ()
    assert "name the entity that they belong to" in found.messages["entity_attributes.csv 2"]


def test_outlets_are_those_of_the_articles() -> None:
    lines = "gazette,The Gazette,UK\nCourrier,,FR\nCourier,,US\nCourier,,CA\n"
    found = smiths(outlets=f"outlet,name,country\n{lines}")
    assert [(row.outlet, row.name, row.country) for row in found.applied.outlets] == [
        ("Courier", "Courier", None),
        ("Gazette", "The Gazette", "UK"),
    ]
    assert list(found.statuses.values()) == ["applied", "not_found", "conflict", "conflict"]
    assert found.messages["outlets.csv 3"].endswith("perhaps Courier")


# What must always hold

NAMES = ("Ann Lee", "A. Lee", "Lee", "Ben Ode", "Ode", "Cy Orr")
LABELS = ("Ann Lee", "Other Lee", "New One")
locals_ = st.builds(
    lambda name, entity, type_, article, roles, aliases: (
        name,
        entity,
        type_,
        article,
        roles,
        aliases,
    ),
    st.sampled_from(NAMES),
    st.integers(100, 104),
    st.sampled_from(["PERSON", "PERSON", "ORGANIZATION"]),
    st.integers(1, 4),
    st.sampled_from([(), ("mayor",), ("coach", "mayor of Ely")]),
    st.sampled_from([(), ("Lee",), ("Cy",)]),
)
worlds = st.lists(locals_, min_size=1, max_size=10).map(
    lambda rows: tuple(
        Local(
            i, name, entity, type_, article, f"Outlet {article % 2}", roles=roles, aliases=aliases
        )
        for i, (name, entity, type_, article, roles, aliases) in enumerate(rows, 1)
    )
)
whom = st.one_of(
    st.sampled_from((*NAMES, *LABELS)), st.integers(100, 106).map(lambda n: str(number(n)))
)
types = st.sampled_from(["", "PERSON", "ORGANIZATION"])
merges = st.tuples(whom, types, whom).map(",".join)
splits = st.tuples(
    whom,
    st.one_of(st.sampled_from(LABELS), st.integers(100, 104).map(lambda n: str(number(n)))),
    st.sampled_from(("", *NAMES)),
    st.sampled_from(["", "Outlet 0", "Outlet 1"]),
    st.sampled_from(["", "mayor", "coach"]),
).map(",".join)
aliases = st.tuples(st.sampled_from(NAMES), types, whom).map(",".join)
attributes = st.tuples(whom, st.just("party"), st.sampled_from("XY")).map(",".join)
HEADERS = {
    "entity_merge": "entity,type,into",
    "entity_split": "entity,label,name,outlet,role",
    "entity_alias": "alias,type,entity",
    "entity_attributes": "entity,attribute,value",
}
lines = st.lists(
    st.one_of(
        st.tuples(st.just("entity_merge"), merges),
        st.tuples(st.just("entity_split"), splits),
        st.tuples(st.just("entity_alias"), aliases),
        st.tuples(st.just("entity_attributes"), attributes),
    ),
    max_size=7,
    unique=True,
)
Lines = list[tuple[str, str]]
PROFILE = settings(
    max_examples=20,
    # Shrinking a failure would take minutes; the example as found is small enough to read.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def files_of(said: Lines) -> Corrections:
    """The files with these lines, in their order."""
    texts = {
        name: "\n".join([header, *(line for file, line in said if file == name)]) + "\n"
        for name, header in HEADERS.items()
    }
    return parse({f"{name}.csv": text.encode() for name, text in texts.items()})


def by_content(found: Result) -> dict[str, Any]:
    """A result without numbers of lines: what it says may not depend on their order."""
    return {
        "members": found.entities,
        "redirects": {old: new for old, (new, _) in found.redirects.items()},
        "overrides": found.overrides,
        "attributes": {(r.entity_id, r.attribute, r.value) for r in found.applied.attributes},
        # Of lines that say the same of one entity by several names the first is the one applied.
        "statuses": {
            (one.at.detail, one.status.replace("duplicate", "applied"))
            for one in found.applied.outcomes
        },
    }


@PROFILE
@given(world=worlds, said=lines, data=st.data())
def test_the_order_of_lines_does_not_matter(
    world: tuple[Local, ...], said: Lines, data: st.DataObject
) -> None:
    connection = archive(world)
    found = by_content(correct(connection, files_of(said)))
    shuffled = data.draw(st.permutations(said))
    assert by_content(correct(connection, files_of(list(shuffled)))) == found


@PROFILE
@given(world=worlds, said=lines, more=lines)
def test_a_correction_and_its_removal_give_the_same_back(
    world: tuple[Local, ...], said: Lines, more: Lines
) -> None:
    connection = archive(world)
    before = correct(connection, files_of(said))
    correct(connection, files_of([*said, *(line for line in more if line not in said)]))
    assert correct(connection, files_of(said)) == before
    automatic = {one.id: (one.entity, "same name") for one in world}
    assert correct(connection, Corrections()).members == automatic


@PROFILE
@given(world=worlds, said=lines)
def test_corrections_touch_only_what_they_name(world: tuple[Local, ...], said: Lines) -> None:
    found = correct(archive(world), files_of(said))
    assert found.members.keys() == {one.id for one in world}
    concerned = {entity.int for one in found.applied.outcomes for entity in one.entities}
    for one in world:
        entity, reason = found.members[one.id]
        moved = reason != "same name"
        assert moved or entity == one.entity
        if moved:
            assert "raw/reference/" in reason
            assert (entity if isinstance(entity, int) else entity.int) in concerned
    alive = set(found.entities.values())
    for old, (new, _) in found.redirects.items():
        assert old not in alive
        assert new in alive
    for row in found.applied.attributes:
        assert (row.entity_id.int if row.entity_id.int < 1000 else row.entity_id) in alive


@PROFILE
@given(world=worlds, said=lines)
def test_every_line_is_accounted_for(world: tuple[Local, ...], said: Lines) -> None:
    found = correct(archive(world), files_of(said))
    expected = sum(1 for _ in said)
    assert len(found.statuses) == expected == len(found.applied.outcomes)
    for outcome in found.applied.outcomes:
        assert outcome.status in {"applied", "not_found", "conflict", "rejected", "duplicate"}
        assert outcome.message or outcome.kind == "attribute"
        assert all(isinstance(entity, uuid.UUID) for entity in outcome.entities)
