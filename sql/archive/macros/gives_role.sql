-- Whether one of the roles has the words of another in a row, compared as `folded` does.
create or replace temp macro gives_role(given_roles, wanted) as len(list_filter(
    given_roles,
    lambda r: contains(
        ' ' || regexp_replace(folded(r), '[^\pL\pN]+', ' ', 'g') || ' ',
        ' ' || trim(regexp_replace(folded(wanted), '[^\pL\pN]+', ' ', 'g')) || ' '
    )
)) > 0
